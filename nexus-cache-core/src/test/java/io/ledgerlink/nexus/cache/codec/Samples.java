package io.ledgerlink.nexus.cache.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Types of a service that caches. */
public final class Samples {

    private Samples() {}

    public enum Side {
        DEBIT,
        CREDIT {
            @Override
            int sign() {
                return -1;
            }
        };

        int sign() {
            return 1;
        }
    }

    public record Entry(
            long id,
            String text,
            BigDecimal amount,
            Side side,
            @Nullable Instant at) {

        /** No component: must be neither written nor asked for. */
        boolean isLarge() {
            return amount.compareTo(BigDecimal.TEN) > 0;
        }

        String getLabel() {
            return id + text;
        }
    }

    public record Box<T extends @Nullable Object>(T value, List<T> more) {}

    public record Tree(String name, List<Tree> children) {}

    public record Hidden(
            String name,
            @JsonIgnore @Nullable String secret,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String note) {}

    public record Formatted(
            @JsonFormat(pattern = "yyyy") Instant at,
            @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount) {}

    public record Maybe(@Nullable Optional<String> name, Optional<Optional<Integer>> nested) {}

    public sealed interface Payment permits Cash, Card, Transfer, Kind {}

    public record Cash(BigDecimal amount) implements Payment {}

    public record Card(String number, List<Payment> parts) implements Payment {}

    public sealed interface Transfer extends Payment {}

    public record Sepa(String iban) implements Transfer {}

    public static final class Swift implements Transfer {
        private String bic = "";

        public String getBic() {
            return bic;
        }

        public void setBic(String bic) {
            this.bic = bic;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Swift swift && swift.bic.equals(bic);
        }

        @Override
        public int hashCode() {
            return bic.hashCode();
        }
    }

    public enum Kind implements Payment {
        BARTER,
        GIFT
    }

    public sealed interface Result<T> permits Found, Missing {}

    public record Found<T>(T value) implements Result<T> {}

    public record Missing<T>(String why) implements Result<T> {}

    public static final class Left {
        record Same(int left) implements Twin {}
    }

    public static final class Right {
        record Same(int right) implements Twin {}
    }

    public sealed interface Twin permits Left.Same, Right.Same {}

    public static final class Bean {
        private final List<String> tags = new ArrayList<>();
        private @Nullable String name;
        private Map<String, BigDecimal> amounts = Map.of();

        public @Nullable String getName() {
            return name;
        }

        public void setName(@Nullable String name) {
            this.name = name;
        }

        public Map<String, BigDecimal> getAmounts() {
            return amounts;
        }

        public void setAmounts(Map<String, BigDecimal> amounts) {
            this.amounts = amounts;
        }

        public List<String> getTags() {
            return tags;
        }

        public int getComputed() {
            return amounts.size();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bean bean
                    && Objects.equals(bean.name, name)
                    && bean.amounts.equals(amounts)
                    && bean.tags.equals(tags);
        }

        @Override
        public int hashCode() {
            return Objects.hash(name, amounts);
        }
    }

    public interface Projection {
        String getName();
    }

    public abstract static class Unsealed {}

    public static final class NoWayIn {
        private final int number;

        private NoWayIn(int number) {
            this.number = number;
        }

        private NoWayIn(int number, int factor) {
            this(number * factor);
        }

        static NoWayIn create() {
            return new NoWayIn(1, 2);
        }

        public int getNumber() {
            return number;
        }
    }
}
