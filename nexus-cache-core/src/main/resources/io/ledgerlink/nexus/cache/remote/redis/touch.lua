-- Lengthens the life of an entry that is still the expected one, if its stamps stand. An envelope whose created-at is not
-- zero dates the entry again.
-- KEYS: the entry, then its stamps. ARGV: envelope, µs fresh, ms of life, then the expected stamps.
-- Returns the outcome and the clock.
local clock = now()
if not stands(2, 4) then
  return {'STAMPED', text(clock)}
end
local there = header(KEYS[1])
if not there or string.sub(there, ALL_STAMP) ~= string.sub(ARGV[1], ALL_STAMP, HEADER) then
  return {'GONE', text(clock)}
end
if number(ARGV[1], CREATED_AT) ~= 0 then
  redis.call('SETRANGE', KEYS[1], CREATED_AT - 1, bytes(clock))
end
redis.call('SETRANGE', KEYS[1], FRESH_UNTIL - 1, bytes(clock + tonumber(ARGV[2])))
lengthen(1, ARGV[3])
return {'STORED', text(clock)}
