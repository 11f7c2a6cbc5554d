package io.ledgerlink.nexus.cache.tenant;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Finds claims of principals by what their classes offer, so that none of those classes need be there. */
final class Claims {

    private static final List<String> OFFERED = List.of("getClaims", "getAttributes", "getTokenAttributes");

    private static final ClassValue<List<Method>> READERS = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
            return OFFERED.stream().flatMap(name -> reader(type, name)).toList();
        }
    };

    private Claims() {}

    static @Nullable Object find(Authentication authentication, String name) {
        Object principal = authentication.getPrincipal();
        Object found = principal == null ? null : findIn(principal, name);
        return found != null ? found : findIn(authentication, name);
    }

    private static @Nullable Object findIn(Object holder, String name) {
        if (holder instanceof Map<?, ?> claims) {
            return claims.get(name);
        }
        for (Method reader : READERS.get(holder.getClass())) {
            if (ReflectionUtils.invokeMethod(reader, holder) instanceof Map<?, ?> claims && claims.get(name) != null) {
                return claims.get(name);
            }
        }
        return null;
    }

    private static Stream<Method> reader(Class<?> type, String name) {
        Method method = ClassUtils.getMethodIfAvailable(type, name);
        return method == null || !Map.class.isAssignableFrom(method.getReturnType())
                ? Stream.empty()
                : Stream.of(ClassUtils.getPubliclyAccessibleMethodIfPossible(method, null));
    }
}
