package io.ledgerlink.nexus.cache.key;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.sql.Time;
import java.sql.Timestamp;
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
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values without parts. All but dates of {@link Date} and {@link Class} are immutable and equal by value. */
final class Scalars {

    private static final Pattern ESCAPED_BYTE = Pattern.compile("%[0-9a-fA-F]{2}");
    private static final Map<Class<?>, ValueType> EXACT = new HashMap<>();

    private static final ValueType ENUM = new Scalar(true, (value, out) -> {
        Enum<?> constant = (Enum<?>) value;
        out.appendBare(ObjectType.nameOf(constant.getDeclaringClass()) + "." + constant.name());
    });
    private static final ValueType ZONE = tagged("ZoneId", ZoneId::getId);
    private static final ValueType CLASS =
            new Scalar(false, (value, out) -> out.appendTagged("Class", ((Class<?>) value).getName()));

    static {
        bare(String.class, text -> "_" + text);
        bare(Boolean.class, String::valueOf);
        bare(Integer.class, String::valueOf);
        bare(Long.class, number -> number + "L");
        bare(Short.class, number -> number + "S");
        bare(Byte.class, number -> number + "B");
        bare(BigInteger.class, number -> number + "N");
        bare(BigDecimal.class, number -> number + "M");
        bare(UUID.class, UUID::toString);
        bare(LocalDate.class, LocalDate::toString);
        bare(Instant.class, Instant::toString);
        // The decimal text of a binary fraction changed with Java 19; its hexadecimal text is exact for ever.
        bare(Double.class, Double::toHexString);
        bare(Float.class, number -> Float.toHexString(number) + "f");
        EXACT.put(Character.class, tagged("char", String::valueOf));
        exact(LocalDateTime.class, LocalDateTime::toString);
        exact(LocalTime.class, LocalTime::toString);
        exact(OffsetDateTime.class, OffsetDateTime::toString);
        exact(OffsetTime.class, OffsetTime::toString);
        exact(ZonedDateTime.class, ZonedDateTime::toString);
        exact(Duration.class, Duration::toString);
        exact(Period.class, Period::toString);
        exact(Year.class, Year::toString);
        exact(YearMonth.class, YearMonth::toString);
        exact(MonthDay.class, MonthDay::toString);
        exact(ZoneOffset.class, ZoneOffset::getId);
        exact(Currency.class, Currency::getCurrencyCode);
        exact(Locale.class, Scalars::localeText);
        exact(URI.class, Scalars::uriText);
        exact(OptionalInt.class, option -> option.isPresent() ? "" + option.getAsInt() : "");
        exact(OptionalLong.class, option -> option.isPresent() ? "" + option.getAsLong() : "");
        exact(OptionalDouble.class, option -> option.isPresent() ? Double.toHexString(option.getAsDouble()) : "");
        EXACT.put(Date.class, changeable(Date.class, "Date", date -> "" + date.getTime()));
    }

    private Scalars() {}

    static @Nullable ValueType find(Class<?> type) {
        if (Enum.class.isAssignableFrom(type)) {
            return ENUM;
        }
        if (ZoneId.class.isAssignableFrom(type) && type != ZoneOffset.class) {
            return ZONE;
        }
        if (Date.class.isAssignableFrom(type) && type.getName().startsWith("java.sql.")) {
            return SqlDates.BY_CLASS.get(type);
        }
        return type == Class.class ? CLASS : EXACT.get(type);
    }

    private static <T> void bare(Class<T> type, Function<T, String> text) {
        EXACT.put(type, new Scalar(true, (value, out) -> out.appendBare(text.apply(type.cast(value)))));
    }

    private static <T> ValueType changeable(Class<T> type, String tag, Function<T, String> text) {
        return new Scalar(false, (value, out) -> out.appendTagged(tag, text.apply(type.cast(value))));
    }

    private static <T> void exact(Class<T> type, Function<T, String> text) {
        EXACT.put(type, tagged(type.getSimpleName(), text));
    }

    @SuppressWarnings("unchecked")
    private static <T> ValueType tagged(String tag, Function<T, String> text) {
        return new Scalar(true, (value, out) -> out.appendTagged(tag, text.apply((T) value)));
    }

    /** A locale's own text leaves parts out when others are missing. */
    private static String localeText(Locale locale) {
        String extensions = locale.getExtensionKeys().stream()
                .sorted()
                .map(key -> key + "-" + locale.getExtension(key))
                .collect(Collectors.joining(","));
        return String.join(
                ",", locale.getLanguage(), locale.getScript(), locale.getCountry(), locale.getVariant(), extensions);
    }

    /** Equal URIs may differ in the case of scheme, host and escaped bytes. */
    private static String uriText(URI uri) {
        String text = uri.getHost() == null ? uri.toString() : withLowerHost(uri);
        String scheme = uri.getScheme();
        if (scheme != null) {
            text = scheme.toLowerCase(Locale.ROOT) + text.substring(scheme.length());
        }
        return ESCAPED_BYTE.matcher(text).replaceAll(escaped -> escaped.group().toLowerCase(Locale.ROOT));
    }

    private static String withLowerHost(URI uri) {
        String text = uri.toString();
        String user = uri.getRawUserInfo();
        int from = text.indexOf("//") + 2 + (user == null ? 0 : user.length() + 1);
        int to = from + uri.getHost().length();
        return text.substring(0, from) + text.substring(from, to).toLowerCase(Locale.ROOT) + text.substring(to);
    }

    /** Loaded only where there is a value of one, as an application may run without their module of Java. */
    private static final class SqlDates {

        private static final Map<Class<?>, ValueType> BY_CLASS = Map.of(
                java.sql.Date.class,
                changeable(java.sql.Date.class, "SqlDate", date -> "" + date.getTime()),
                Time.class,
                changeable(Time.class, "SqlTime", time -> "" + time.getTime()),
                Timestamp.class,
                changeable(
                        Timestamp.class,
                        "Timestamp",
                        time -> Math.floorDiv(time.getTime(), 1000L) + "." + time.getNanos()));
    }

    private interface Writer {

        void write(Object value, CanonicalText out);
    }

    private record Scalar(boolean immutable, Writer writer) implements ValueType {

        @Override
        public void write(Object value, CanonicalText out) {
            writer.write(value, out);
        }
    }
}
