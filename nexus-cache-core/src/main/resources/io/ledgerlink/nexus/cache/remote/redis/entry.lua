-- Stands before each script that writes entries, after the prelude.

-- Where things stand in an entry: codec.EnvelopeLayout, counted from 1.
local MAGIC = 'NXC\1'
local CREATED_AT, FRESH_UNTIL, ALL_STAMP, CACHE_STAMP, QUERY_STAMP, FINGERPRINT, HEADER = 9, 17, 25, 33, 41, 49, 64

local function number(bytes, at)
  return (struct.unpack('>I8', bytes, at))
end

local function bytes(number)
  return struct.pack('>I8', number)
end

-- The header of the entry that is there, or nothing where there is none of this format.
local function header(key)
  local there = redis.pcall('GETRANGE', key, 0, HEADER - 1)
  if type(there) == 'string' and #there == HEADER and string.sub(there, 1, 4) == MAGIC then
    return there
  end
end

local function stands(first, expected, last)
  for i = first, last or #KEYS do
    local there = stamp(KEYS[i])
    if there == 0 or text(there) ~= ARGV[expected + i - first] then
      return false
    end
  end
  return true
end

local function overtaken(key, envelope)
  local there = header(key)
  return there and (number(there, ALL_STAMP) > number(envelope, ALL_STAMP)
    or number(there, CACHE_STAMP) > number(envelope, CACHE_STAMP))
end

local function dated(envelope, clock, fresh)
  return string.sub(envelope, 1, CREATED_AT - 1) .. bytes(clock) .. bytes(clock + fresh) .. string.sub(envelope, ALL_STAMP)
end

-- A key that lives for ever answers -1 and stays as it is.
local function lengthen(first, life)
  for i = first, #KEYS do
    local left = redis.call('PTTL', KEYS[i])
    if left >= 0 and left < tonumber(life) then
      redis.call('PEXPIRE', KEYS[i], life)
    end
  end
end
