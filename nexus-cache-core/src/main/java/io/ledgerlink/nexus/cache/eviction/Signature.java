package io.ledgerlink.nexus.cache.eviction;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How messages name a method. */
final class Signature {

    private Signature() {}

    /** As {@code entries(UUID, Pageable)}. */
    static String of(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
