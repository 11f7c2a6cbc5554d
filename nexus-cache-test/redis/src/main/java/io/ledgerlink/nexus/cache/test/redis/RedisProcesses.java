package io.ledgerlink.nexus.cache.test.redis;

import java.util.Optional;

/** Which executable the processes of this JVM's tests are started from; said once on standard output. */
final class RedisProcesses {

    private RedisProcesses() {}

    static RedisExecutable executable() {
        return Chosen.EXECUTABLE;
    }

    private static final class Chosen {
        static final RedisExecutable EXECUTABLE = choose();

        private static RedisExecutable choose() {
            RedisExecutable chosen = RedisOrigin.forced()
                    .flatMap(Chosen::forced)
                    .orElseGet(() -> RedisExecutable.onPath().orElseGet(RedisExecutable::embedded));
            System.out.println("Test Redis, own processes: " + chosen.version() + " " + chosen.origin());
            return chosen;
        }

        private static Optional<RedisExecutable> forced(RedisOrigin origin) {
            return switch (origin) {
                case EMBEDDED -> Optional.of(RedisExecutable.embedded());
                case PATH ->
                    Optional.of(RedisExecutable.onPath()
                            .orElseThrow(() -> new IllegalStateException("No redis-server on the PATH, but "
                                    + RedisOrigin.VARIABLE + " is path; install Redis, or write embedded")));
                case CONTAINER -> Optional.empty();
            };
        }
    }
}
