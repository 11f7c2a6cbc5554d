-- Renews the query's stamp and publishes it; stores the entry under it if all its stamps stood before and it is not overtaken.
-- KEYS: the entry, the query's stamp, then the entry's other stamps.
-- ARGV: channel, head of the message, known and life of the query's stamp, envelope, µs fresh, ms of life, then the
-- expected stamps, the query's first.
-- Returns the receivers, the clock, the query's stamp, the outcome.
local clock = now()
local query = renewed(KEYS[2], ARGV[3], clock)
local outcome = 'STORED'
if not stands(2, 8) then
  outcome = 'STAMPED'
elseif overtaken(KEYS[1], ARGV[5]) then
  outcome = 'OVERTAKEN'
else
  local envelope = string.sub(ARGV[5], 1, QUERY_STAMP - 1) .. bytes(query) .. string.sub(ARGV[5], FINGERPRINT)
  -- Before the stamp, whose DEL would let it pass with the server's memory full.
  local stored = redis.pcall('SET', KEYS[1], dated(envelope, clock, tonumber(ARGV[6])), 'PX', ARGV[7])
  outcome = stored.err and 'GONE' or 'STORED'
end
replace(KEYS[2], text(query), ARGV[4])
if outcome == 'STORED' then
  lengthen(2, ARGV[7])
end
local heard = redis.call('PUBLISH', ARGV[1], ARGV[2] .. ' ' .. KEYS[2] .. '=' .. text(query))
return {heard, text(clock), text(query), outcome}
