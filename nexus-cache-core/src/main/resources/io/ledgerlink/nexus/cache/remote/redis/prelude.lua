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

local function set(key, value, life, call)
  call = call or redis.call
  if tonumber(life) > 0 then
    return call('SET', key, value, 'PX', life)
  end
  return call('SET', key, value)
end

-- With its memory full the server refuses a script's first write, but no DEL, and nothing after it. A DEL is the last resort:
-- in a cluster, a slot that is being moved to another node takes no key again where it leaves.
local function replace(key, value, life)
  if set(key, value, life, redis.pcall).err then
    redis.call('DEL', key)
    set(key, value, life)
  end
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
