-- Stores an entry if its stamps stand and it is not overtaken, gives the lease of its load back, and publishes what came of it.
-- KEYS: the entry, the lease, then the entry's stamps.
-- ARGV: channel, head of the message, token, envelope, µs fresh, ms of life, then the expected stamps.
-- Returns the outcome and the clock.
local clock = now()
local outcome = 'STORED'
if not stands(3, 7) then
  outcome = 'STAMPED'
elseif overtaken(KEYS[1], ARGV[4]) then
  outcome = 'OVERTAKEN'
else
  -- With its memory full the server may refuse this; those who wait are to be told all the same.
  local stored = set(KEYS[1], dated(ARGV[4], clock, tonumber(ARGV[5])), ARGV[6], redis.pcall)
  outcome = stored.err and 'GONE' or 'STORED'
end
if outcome == 'STORED' then
  lengthen(3, ARGV[6])
end
give_back(KEYS[2], ARGV[3])
redis.call('PUBLISH', ARGV[1], ARGV[2] .. (outcome == 'STORED' and ' stored' or ' refused'))
return {outcome, text(clock)}
