package io.ledgerlink.nexus.cache.key;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Classes of arguments that users have. */
final class Samples {

    static final UUID ID = UUID.fromString("01930000-0000-7000-8000-00000000abcd");

    private Samples() {}

    enum Status {
        OPEN,
        CLOSED {
            @Override
            public String toString() {
                return "OPEN";
            }
        }
    }

    enum Other {
        OPEN
    }

    record Point(int x, int y) {}

    record Pixel(int x, int y) {}

    record Money(BigDecimal amount, Status status) {}

    record Nested(Point point, Money money) {}

    record Holder(@Nullable Object value) {}

    record Names(List<String> names) {}

    record Chain(@Nullable Chain next) {}

    /** Equal whatever the case. */
    record Code(String text) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Code code && text.equalsIgnoreCase(code.text);
        }

        @Override
        public int hashCode() {
            return text.toLowerCase(Locale.ROOT).hashCode();
        }
    }

    static class Base {

        private final String id;

        Base(String id) {
            this.id = id;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other != null && other.getClass() == getClass() && Objects.equals(id, ((Base) other).id);
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }
    }

    /** Has a field of the same name as its superclass has. */
    static class Filter extends Base {

        static int created;

        int limit;
        String id;

        Filter(String baseId, String id, int limit) {
            super(baseId);
            this.id = id;
            this.limit = limit;
            created++;
        }
    }

    static class NoEquals {}

    static class WithTransientField extends Base {

        transient int hash;

        WithTransientField() {
            super("a");
        }
    }

    static class Cyclic extends Base {

        @Nullable Object self;

        Cyclic() {
            super("a");
            self = this;
        }
    }
}
