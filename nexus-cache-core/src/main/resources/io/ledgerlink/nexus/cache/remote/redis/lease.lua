-- Takes the lease of an entry's load, unless another load on the same ground has it, or has stored the entry.
-- KEYS: the lease, the entry, then its stamps.
-- ARGV: token, ground, ms of life, µs after which an entry was created that is good enough, then the expected stamps.
-- Returns the outcome, the holder's token, and when the entry that was found was created.
local clock = now()
if not stands(3, 5) then
  return {'STAMPED', '', '0'}
end
local there = header(KEYS[2])
if there and string.sub(there, ALL_STAMP, FINGERPRINT + 7) == ARGV[2]
  and number(there, FRESH_UNTIL) > clock and number(there, CREATED_AT) > tonumber(ARGV[4]) then
  return {'FOUND', '', text(number(there, CREATED_AT))}
end
local ground, holder = leased(KEYS[1])
if ground == ARGV[2] then
  return {'HELD', holder, '0'}
end
set(KEYS[1], ARGV[2] .. ARGV[1], ARGV[3])
return {'TAKEN', ARGV[1], '0'}
