package io.ledgerlink.nexus.cache.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.ledgerlink.nexus.cache.UnsupportedTypeException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsontype.impl.TypeIdResolverBase;

/**
 * Names the plain values where no type is declared, as in a {@code Map<String, Object>} or in the keys of a scroll position.
 *
 * <p>A {@code Long} or a {@code BigDecimal} would else come back as another kind of number. Only the kinds of this list are
 * written and read; text, {@code Integer}, {@code Double} and {@code Boolean} need no name. A record or a bean has none here.
 */
final class PlainNames extends TypeIdResolverBase {

    private static final long serialVersionUID = 1L;

    private static final Set<Class<?>> SAY_NOTHING =
            Set.of(Object.class, Number.class, Serializable.class, Comparable.class, CharSequence.class);

    private static final Map<String, Class<?>> CLASSES = Map.ofEntries(
            Map.entry("string", String.class),
            Map.entry("boolean", Boolean.class),
            Map.entry("int", Integer.class),
            Map.entry("double", Double.class),
            Map.entry("long", Long.class),
            Map.entry("short", Short.class),
            Map.entry("byte", Byte.class),
            Map.entry("float", Float.class),
            Map.entry("char", Character.class),
            Map.entry("decimal", BigDecimal.class),
            Map.entry("integer", BigInteger.class),
            Map.entry("bytes", byte[].class),
            Map.entry("array", Object[].class),
            Map.entry("list", List.class),
            Map.entry("set", Set.class),
            Map.entry("map", Map.class),
            Map.entry("uuid", UUID.class),
            Map.entry("uri", URI.class),
            Map.entry("locale", Locale.class),
            Map.entry("currency", Currency.class),
            Map.entry("instant", Instant.class),
            Map.entry("local-date", LocalDate.class),
            Map.entry("local-time", LocalTime.class),
            Map.entry("local-date-time", LocalDateTime.class),
            Map.entry("offset-time", OffsetTime.class),
            Map.entry("offset-date-time", OffsetDateTime.class),
            Map.entry("zoned-date-time", ZonedDateTime.class),
            Map.entry("zone-offset", ZoneOffset.class),
            Map.entry("zone", ZoneId.class),
            Map.entry("duration", Duration.class),
            Map.entry("period", Period.class),
            Map.entry("year", Year.class),
            Map.entry("year-month", YearMonth.class),
            Map.entry("month-day", MonthDay.class));

    private static final Map<Class<?>, String> NAMES = names();

    private static Map<Class<?>, String> names() {
        Map<Class<?>, String> names = new HashMap<>();
        CLASSES.forEach((name, type) -> names.put(type, name));
        return names;
    }

    /** Whether a declared type says nothing about its values. */
    static boolean apply(Class<?> type) {
        return SAY_NOTHING.contains(type);
    }

    @Override
    public String idFromValue(DatabindContext context, Object value) {
        String name = NAMES.get(kind(value));
        if (name == null) {
            throw new UnsupportedTypeException(
                    "A %s stands where Object or the like is declared, and would not come back as one; declare its type"
                            .formatted(value.getClass().getName()));
        }
        return name;
    }

    private static Class<?> kind(Object value) {
        if (value instanceof List) {
            return List.class;
        }
        if (value instanceof Set) {
            return Set.class;
        }
        if (value instanceof Map<?, ?> map) {
            refuseOtherKeysThanText(map);
            return Map.class;
        }
        return value instanceof ZoneId && !(value instanceof ZoneOffset) ? ZoneId.class : value.getClass();
    }

    private static void refuseOtherKeysThanText(Map<?, ?> map) {
        for (Object key : map.keySet()) {
            if (!(key instanceof String)) {
                throw new UnsupportedTypeException(
                        "A map stands where Object is declared, and one of its keys is no String and would come back as one; declare the map's type");
            }
        }
    }

    @Override
    public String idFromValueAndType(DatabindContext context, Object value, Class<?> suggestedType) {
        return idFromValue(context, value);
    }

    @Override
    public JavaType typeFromId(DatabindContext context, String name) {
        Class<?> type = CLASSES.get(name);
        if (type == null) {
            throw new IllegalArgumentException("No plain value is called %s".formatted(name));
        }
        return type == Map.class
                ? context.getTypeFactory().constructMapType(Map.class, String.class, Object.class)
                : context.constructType(type);
    }

    @Override
    public @Nullable String getDescForKnownTypeIds() {
        return CLASSES.keySet().toString();
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
        return JsonTypeInfo.Id.CUSTOM;
    }
}
