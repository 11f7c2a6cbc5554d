package io.ledgerlink.nexus.cache.aspect;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/** Reads what a holder of a thread's context knows and does not tell. */
final class HiddenThreadLocal {

    private HiddenThreadLocal() {}

    /** The static field of a class; {@code null} if it is not there or cannot be read. */
    static @Nullable ThreadLocal<?> of(Class<?> holder, String name) {
        Field field = ReflectionUtils.findField(holder, name, ThreadLocal.class);
        return field != null && field.trySetAccessible()
                ? (ThreadLocal<?>) ReflectionUtils.getField(field, null)
                : null;
    }
}
