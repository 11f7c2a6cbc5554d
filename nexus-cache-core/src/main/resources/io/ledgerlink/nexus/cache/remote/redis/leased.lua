-- Stands before each script that knows leases.

-- A lease is what its holder's load rests on, as it stands in an entry's header, and the holder's token.
local GROUND = 32

local function leased(key)
  local there = redis.pcall('GET', key)
  if type(there) == 'string' and #there > GROUND then
    return string.sub(there, 1, GROUND), string.sub(there, GROUND + 1)
  end
end

local function holds(key, token)
  local _, holder = leased(key)
  return holder == token
end

local function give_back(key, token)
  return holds(key, token) and redis.call('DEL', key) or 0
end
