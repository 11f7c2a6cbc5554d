package io.ledgerlink.nexus.cache.test.redis;

import java.util.Locale;
import java.util.Optional;

/** Where a Redis of the tests may come from, in the order of preference. */
enum RedisOrigin {
    CONTAINER,
    PATH,
    EMBEDDED;

    /** Environment variable that allows only one origin; the system property {@link #PROPERTY} goes before it. */
    static final String VARIABLE = "NEXUS_TEST_REDIS_FROM";

    static final String PROPERTY = "nexus.test.redis.from";

    static Optional<RedisOrigin> forced() {
        return Optional.ofNullable(System.getProperty(PROPERTY, System.getenv(VARIABLE)))
                .filter(text -> !text.isBlank())
                .map(RedisOrigin::parse);
    }

    static RedisOrigin parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "container" -> CONTAINER;
            case "path" -> PATH;
            case "embedded" -> EMBEDDED;
            default ->
                throw new IllegalArgumentException(VARIABLE + " is '" + text + "'; write container, path or embedded");
        };
    }
}
