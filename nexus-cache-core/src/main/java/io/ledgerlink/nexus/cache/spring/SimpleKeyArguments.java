package io.ledgerlink.nexus.cache.spring;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ReflectionUtils;

/** The arguments inside the key that Spring makes by default, which it shows only as ambiguous text. */
final class SimpleKeyArguments {

    private static final @Nullable Field PARAMS = find();

    private SimpleKeyArguments() {}

    static List<@Nullable Object> of(SimpleKey key) {
        if (PARAMS != null && ReflectionUtils.getField(PARAMS, key) instanceof @Nullable Object[] arguments) {
            return Arrays.asList(arguments);
        }
        throw new IllegalStateException(
                "The arguments inside Spring's SimpleKey cannot be read, so it cannot become a"
                        + " key that is theirs alone. Write the key in the annotation (key = \"{#a, #b}\"), or name a KeyGenerator");
    }

    private static @Nullable Field find() {
        Field field = ReflectionUtils.findField(SimpleKey.class, "params", Object[].class);
        return field != null && field.trySetAccessible() ? field : null;
    }
}
