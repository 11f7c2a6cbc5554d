-- Gives a lease back and publishes a message. KEYS: the lease. ARGV: channel, message, token.
-- Returns 1 if the lease was still its holder's.
local held = give_back(KEYS[1], ARGV[3])
redis.call('PUBLISH', ARGV[1], ARGV[2])
return {held}
