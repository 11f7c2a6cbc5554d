package io.ledgerlink.nexus.cache.method;

import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Currency;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** The text of a value in a tag: that which the value has in Java, as a command handler would write it. */
final class TagText {

    /** What to use instead; the end of every refusal. */
    static final String REMEDY = "Use text, a whole or decimal number, a UUID, a date or time, or an enum constant.";

    private static final Set<Class<?>> EXACT = Set.of(
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            Currency.class);

    private TagText() {}

    /** The text; {@code null} if values of this class have none that everybody writes the same way. */
    static @Nullable String of(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        return isFit(value.getClass()) ? value.toString() : null;
    }

    /** Whether values of a declared type may have a text. Of abstract types the value's own class will decide. */
    static boolean mayBeFit(Class<?> declared) {
        Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(declared);
        if (Iterable.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type) || type.isArray()) {
            return false;
        }
        return isFit(type) || type == Object.class || Modifier.isAbstract(type.getModifiers());
    }

    private static boolean isFit(Class<?> type) {
        return EXACT.contains(type)
                || CharSequence.class.isAssignableFrom(type)
                || Enum.class.isAssignableFrom(type)
                || ((TemporalAccessor.class.isAssignableFrom(type) || TemporalAmount.class.isAssignableFrom(type))
                        && type.getName().startsWith("java.time."));
    }
}
