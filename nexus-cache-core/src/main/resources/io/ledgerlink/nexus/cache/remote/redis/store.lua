-- Stores an entry if its stamps stand and it is not overtaken.
-- KEYS: the entry, then its stamps. ARGV: envelope, µs fresh, ms of life, then the expected stamps.
-- Returns the outcome and the clock.
local clock = now()
if not stands(2, 4) then
  return {'STAMPED', text(clock)}
end
if overtaken(KEYS[1], ARGV[1]) then
  return {'OVERTAKEN', text(clock)}
end
set(KEYS[1], dated(ARGV[1], clock, tonumber(ARGV[2])), ARGV[3])
lengthen(2, ARGV[3])
return {'STORED', text(clock)}
