-- Renews stamps and publishes them.
-- KEYS: the stamps. ARGV: channel, head of the message, then known and life of each stamp.
-- Returns the receivers, the clock, the stamps.
local clock = now()
local message = ARGV[2]
local reply = {0, text(clock)}
-- One stamp for all: what is evicted together is newer than all of it was.
local newest = 0
for i, key in ipairs(KEYS) do
  newest = math.max(newest, stamp(key), tonumber(ARGV[2 * i + 1]))
end
local value = text(newer(newest, clock))
for i, key in ipairs(KEYS) do
  replace(key, value, ARGV[2 * i + 2])
  message = message .. ' ' .. key .. '=' .. value
  reply[i + 2] = value
end
reply[1] = redis.call('PUBLISH', ARGV[1], message)
return reply
