-- Stores an entry whose source has found tags, if its stamps stand, no tag was evicted since the clock was read, and it is not
-- overtaken; writes the tags' stamps into its first field.
-- KEYS: the entry, its stamps, the clock of the tenant's tags, the tags.
-- ARGV: number of tags, life of a tag's stamp, the clock as it was read, envelope, µs fresh, ms of life, then the expected
-- stamps.
-- Returns the outcome, the clock, the tags' stamps.
local FOUND_STAMPS = HEADER + 7
local clock = now()
local at = #KEYS - tonumber(ARGV[1])
local read = tonumber(ARGV[3])
local tags = {}
local newest, absent = 0, false
for i = at + 1, #KEYS do
  local tag = stamp(KEYS[i])
  newest = math.max(newest, tag)
  absent = absent or tag == 0
  tags[#tags + 1] = tag
end
local there = stamp(KEYS[at])
if not stands(2, 7, at - 1) or newest > read or there < read or (absent and there ~= read) then
  -- A tag that is ahead of the clock would be refused until another one is evicted.
  if there > 0 and newest > there then
    replace(KEYS[at], text(newer(newest, clock)), ARGV[2])
  end
  return {'STAMPED', text(clock)}
end
local stored = #ARGV[4] > 0
if stored and overtaken(KEYS[1], ARGV[4]) then
  return {'OVERTAKEN', text(clock)}
end
local reply = {'STORED', text(clock)}
local written = ''
for i, tag in ipairs(tags) do
  if tag == 0 then
    -- No tag was evicted since the clock stood there: whatever rested on this stamp before is valid still.
    tag = read
    set(KEYS[at + i], text(tag), ARGV[2])
  end
  reply[i + 2] = text(tag)
  written = written .. bytes(tag)
end
if stored then
  local envelope = string.sub(ARGV[4], 1, FOUND_STAMPS - 1) .. written .. string.sub(ARGV[4], FOUND_STAMPS + #written)
  set(KEYS[1], dated(envelope, clock, tonumber(ARGV[5])), ARGV[6])
end
lengthen(2, ARGV[6])
return reply
