-- Makes every stamp present and no older than known, and publishes what was changed over a known one.
-- KEYS: the stamps. ARGV: channel, head of the message, then known and life of each stamp.
-- Returns the receivers, the clock, the stamps.
local clock = now()
local message = ARGV[2]
local reply = {0, text(clock)}
local absent = {}
for i, key in ipairs(KEYS) do
  local known = tonumber(ARGV[2 * i + 1])
  local value = stamp(key)
  if value == 0 and known == 0 then
    absent[#absent + 1] = i
    value = clock
  elseif value < known then
    -- An absent stamp is never made again at an old value: what was loaded under that one would be valid again.
    value = value == 0 and newer(known, clock) or known
    replace(key, text(value), ARGV[2 * i + 2])
    message = message .. ' ' .. key .. '=' .. text(value)
  end
  reply[i + 2] = text(value)
end
if message ~= ARGV[2] then
  reply[1] = redis.call('PUBLISH', ARGV[1], message)
end
-- Last, because with its memory full the server may refuse these. Those that live for ever are few, and without them no
-- instance could begin.
for _, i in ipairs(absent) do
  local life = ARGV[2 * i + 2]
  if tonumber(life) > 0 then
    set(KEYS[i], reply[i + 2], life)
  else
    replace(KEYS[i], reply[i + 2], life)
  end
end
return reply
