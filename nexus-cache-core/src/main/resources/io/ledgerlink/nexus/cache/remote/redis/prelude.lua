-- Stands before each script.

-- A stamp is the text of a whole positive number that a double holds exactly; whatever else is there counts as absent.
local function stamp(key)
  local text = redis.pcall('GET', key)
  if type(text) ~= 'string' or #text > 16 or not string.find(text, '^[1-9]%d*$') then
    return 0
  end
  local number = tonumber(text)
  return number <= 9007199254740991 and number or 0
end

-- Lua's own conversion writes a stamp as 1.79e+15.
local function text(number)
  return string.format('%.0f', number)
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function set(key, value, life)
  if tonumber(life) > 0 then
    redis.call('SET', key, value, 'PX', life)
  else
    redis.call('SET', key, value)
  end
end

-- Redis lets a script go on with its memory full after the first write, and a DEL always passes.
local function replace(key, value, life)
  redis.call('DEL', key)
  set(key, value, life)
end

-- A stamp that is newer than another, whatever the clock of a new primary says. Where that lags, two primaries that have lost
-- each other's writes count on from the same one; the clock's last digits keep them from giving the same stamp twice.
local function newer(than, clock)
  return than < clock and clock or than + 1 + clock % 1000
end

-- What an eviction sets.
local function renewed(key, known, clock)
  return newer(math.max(stamp(key), tonumber(known)), clock)
end

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

local function stands(first, expected)
  for i = first, #KEYS do
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
