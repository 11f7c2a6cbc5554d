-- Lengthens a lease that is still its holder's. KEYS: the lease. ARGV: token, ms of life. Returns 1 if it was.
if not holds(KEYS[1], ARGV[1]) then
  return {0}
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {1}
