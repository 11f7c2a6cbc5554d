package io.ledgerlink.nexus.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.key.Samples.Chain;
import io.ledgerlink.nexus.cache.key.Samples.Code;
import io.ledgerlink.nexus.cache.key.Samples.Filter;
import io.ledgerlink.nexus.cache.key.Samples.Holder;
import io.ledgerlink.nexus.cache.key.Samples.Money;
import io.ledgerlink.nexus.cache.key.Samples.Names;
import io.ledgerlink.nexus.cache.key.Samples.Nested;
import io.ledgerlink.nexus.cache.key.Samples.Point;
import io.ledgerlink.nexus.cache.key.Samples.Status;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.data.domain.Sort;

class ArgumentsTests {

    static List<Object> immutable() {
        return List.of(
                "a",
                Samples.ID,
                1,
                1L,
                'c',
                true,
                1.0,
                new BigDecimal("1.0"),
                BigInteger.ONE,
                Status.OPEN,
                Status.CLOSED,
                Instant.EPOCH,
                LocalDate.EPOCH,
                ZoneId.of("Europe/Berlin"),
                Locale.ROOT,
                Currency.getInstance("EUR"),
                URI.create("a"),
                new Point(1, 2),
                new Money(BigDecimal.ONE, Status.OPEN),
                new Nested(new Point(1, 2), new Money(BigDecimal.ONE, Status.OPEN)));
    }

    @ParameterizedTest
    @MethodSource("immutable")
    void whatNeverChangesIsKeptAsItIs(Object argument) {
        assertThat(Arguments.fix(argument)).isSameAs(argument);
    }

    static List<Object> mutable() {
        return List.of(
                List.of(1),
                Set.of(1),
                Map.of(1, 1),
                new int[] {1},
                Optional.of(1),
                new Date(0),
                new Filter("a", "b", 1),
                new Holder(1),
                new Names(List.of("a")),
                new Chain(null),
                Sort.by("a"));
    }

    @ParameterizedTest
    @MethodSource("mutable")
    void whatMayChangeIsReplacedByItsText(Object argument) {
        assertThat(Arguments.fix(argument)).isEqualTo(new FixedText(CanonicalText.of(argument)));
    }

    @Test
    void anArrayOfImmutableValuesIsReplacedByItsText() {
        BigDecimal[] argument = {BigDecimal.ONE};

        assertThat(Arguments.fix(argument)).isEqualTo(new FixedText("Array(1M)"));
    }

    @Test
    void aRecordWithAnEqualityOfItsOwnIsReplacedByItsText() {
        assertThat(new Code("a")).isEqualTo(new Code("A"));

        assertThat(Arguments.fix(new Code("a"))).isNotEqualTo(Arguments.fix(new Code("A")));
    }

    @Test
    void whatIsFixedStaysFixed() {
        Object fixed = Arguments.fix(new ArrayList<>(List.of(1)));

        assertThat(Arguments.fix(fixed)).isSameAs(fixed);
        assertThat(CanonicalText.of(fixed)).isEqualTo("List(1)");
    }

    @Test
    void nothingIsKeptAsNothing() {
        assertThat(Arguments.fix(null)).isNull();
    }

    @Test
    void datesOfSqlDifferByAllThatTheyHold() {
        Timestamp one = new Timestamp(-1);
        Timestamp other = new Timestamp(-1);
        assertThat(Arguments.fix(one)).isEqualTo(Arguments.fix(other));
        assertThat(Arguments.fix(one)).isEqualTo(new FixedText("Timestamp(-1.999000000)"));
        other.setNanos(999_000_001);
        assertThat(Arguments.fix(one)).isNotEqualTo(Arguments.fix(other));
        assertThat(Arguments.fix(new java.sql.Date(5))).isEqualTo(new FixedText("SqlDate(5)"));
        assertThat(Arguments.fix(new Time(5))).isEqualTo(new FixedText("SqlTime(5)"));
        assertThat(Arguments.fix(new Date(5))).isEqualTo(new FixedText("Date(5)"));
    }
}
