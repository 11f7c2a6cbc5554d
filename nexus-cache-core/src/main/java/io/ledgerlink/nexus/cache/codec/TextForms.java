package io.ledgerlink.nexus.cache.codec;

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
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/** Values of {@code java.time} as the text that they have themselves, whatever formats are annotated for other readers. */
final class TextForms {

    private static final DateTimeFormatter YEAR_MONTH = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4, 10, SignStyle.NORMAL)
            .appendLiteral('-')
            .appendValue(ChronoField.MONTH_OF_YEAR, 2)
            .toFormatter(Locale.ROOT);

    private TextForms() {}

    static void addTo(SimpleModule module) {
        add(module, Instant.class, InstantText::parse);
        add(module, LocalDate.class, LocalDate::parse);
        add(module, LocalTime.class, LocalTime::parse);
        add(module, LocalDateTime.class, LocalDateTime::parse);
        add(module, OffsetTime.class, OffsetTime::parse);
        add(module, OffsetDateTime.class, OffsetDateTime::parse);
        add(module, ZonedDateTime.class, ZonedDateTime::parse);
        add(module, ZoneOffset.class, ZoneOffset::of);
        add(module, ZoneId.class, ZoneId::of);
        add(module, Duration.class, Duration::parse);
        add(module, Period.class, Period::parse);
        add(module, MonthDay.class, MonthDay::parse);
        // Their own parsers do not read all that they write: years before 0 and after 9999.
        add(module, YearMonth.class, text -> YearMonth.parse(text, YEAR_MONTH));
        add(module, Year.class, text -> Year.of(Integer.parseInt(text)));
    }

    private static <T> void add(SimpleModule module, Class<T> type, Function<String, T> parser) {
        module.addSerializer(type, new Writer<>(type));
        module.addDeserializer(type, new Reader<>(type, parser));
        module.addKeySerializer(type, new KeyWriter<>());
        module.addKeyDeserializer(type, new KeyReader(parser));
    }

    private static final class Writer<T> extends StdScalarSerializer<T> {

        Writer(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(value.toString());
        }
    }

    private static final class Reader<T> extends StdScalarDeserializer<T> {

        private final transient Function<String, T> parser;

        Reader(Class<T> type, Function<String, T> parser) {
            super(type);
            this.parser = parser;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) {
            return parser.apply(json.getString());
        }
    }

    private static final class KeyWriter<T> extends ValueSerializer<T> {

        @Override
        public void serialize(T value, JsonGenerator generator, SerializationContext context) {
            generator.writeName(value.toString());
        }
    }

    private static final class KeyReader extends KeyDeserializer {

        private final Function<String, ?> parser;

        KeyReader(Function<String, ?> parser) {
            this.parser = parser;
        }

        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return parser.apply(key);
        }
    }
}
