package io.ledgerlink.nexus.cache.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ledgerlink.nexus.cache.key.Samples.Filter;
import io.ledgerlink.nexus.cache.key.Samples.Holder;
import io.ledgerlink.nexus.cache.key.Samples.Money;
import io.ledgerlink.nexus.cache.key.Samples.Pixel;
import io.ledgerlink.nexus.cache.key.Samples.Point;
import io.ledgerlink.nexus.cache.key.Samples.Status;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
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
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Sort;

class CanonicalTextTests {

    @Test
    void valuesThatDifferInJavaDifferInText() {
        List<@Nullable Object> values = new ArrayList<>(List.<Object>of(
                "null",
                "",
                "1",
                "1L",
                "_1",
                "true",
                "OPEN",
                Samples.ID.toString(),
                "2026-11-21",
                "List()",
                "{}",
                1,
                1L,
                (short) 1,
                (byte) 1,
                1.0,
                1.0f,
                '1',
                new BigDecimal("1"),
                new BigDecimal("1.0"),
                new BigDecimal("1.00"),
                new BigDecimal("1E+3"),
                new BigDecimal("1000"),
                BigInteger.ONE,
                true,
                false,
                0.0,
                -0.0,
                Double.NaN,
                Float.NaN,
                0.0f,
                -0.0f,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Float.POSITIVE_INFINITY,
                0.1,
                0.1f,
                (double) 0.1f,
                Double.MIN_VALUE,
                -1,
                -1L,
                Samples.ID,
                Status.OPEN,
                Status.CLOSED,
                Samples.Other.OPEN,
                DayOfWeek.MONDAY));
        values.add(null);
        values.addAll(List.<Object>of(
                LocalDate.of(2026, 11, 21),
                LocalTime.of(1, 2),
                LocalDateTime.of(2026, 11, 21, 1, 2),
                Instant.EPOCH,
                OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
                OffsetDateTime.of(1970, 1, 1, 1, 0, 0, 0, ZoneOffset.ofHours(1)),
                OffsetTime.of(1, 2, 0, 0, ZoneOffset.UTC),
                ZonedDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
                ZonedDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneId.of("UTC")),
                ZoneOffset.UTC,
                ZoneId.of("UTC"),
                Duration.ofDays(1),
                Period.ofDays(1),
                Year.of(2026),
                YearMonth.of(2026, 11),
                MonthDay.of(11, 21),
                Locale.ROOT,
                new Locale.Builder().setVariant("POSIX").build(),
                Locale.GERMAN,
                Locale.GERMANY,
                Locale.forLanguageTag("th-TH-u-nu-thai"),
                Currency.getInstance("EUR"),
                URI.create("http://a/b"),
                URI.create("http://a/B"),
                new Date(0),
                String.class));
        values.addAll(List.<Object>of(
                List.of(),
                Set.of(),
                Map.of(),
                new Object[0],
                new int[0],
                new long[0],
                new byte[0],
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalInt.of(1),
                OptionalLong.of(1),
                OptionalDouble.of(1),
                Optional.of(1),
                List.of(1),
                Set.of(1),
                new Object[] {1},
                new int[] {1},
                new long[] {1},
                new short[] {1},
                new byte[] {1},
                new char[] {'1'},
                new boolean[] {true},
                new double[] {1},
                new float[] {1},
                Map.of(1, 1),
                Map.entry(1, 1),
                List.of(1, 1),
                List.of(1, 2),
                List.of(2, 1),
                Set.of(1, 2),
                List.of("1,2"),
                List.of("1", "2"),
                List.of("1)", "2"),
                List.of(List.of(1), 2),
                List.of(List.of(1, 2)),
                List.of(List.of(1), List.of(2)),
                Map.of(1, 2),
                Map.of(2, 1),
                Map.of("a", "b"),
                Map.of("a", "b,c=d"),
                Map.of("a", "b", "c", "d"),
                Set.of(Map.entry("a", "b")),
                Collections.singletonList(null),
                List.of("null"),
                Collections.singletonMap("a", null),
                Collections.singletonMap(null, "a")));
        values.addAll(List.<Object>of(
                new Point(1, 2),
                new Point(2, 1),
                new Pixel(1, 2),
                new Holder(1),
                new Holder(1L),
                new Holder(null),
                new Holder("null"),
                new Holder(new Holder(1)),
                new Filter("a", "b", 1),
                new Filter("b", "a", 1),
                new Filter("a", "b", 2),
                Sort.by("a"),
                Sort.by("a", "b"),
                Sort.by("a,b"),
                Sort.by("a").descending()));

        Map<String, @Nullable Object> byText = new HashMap<>();
        for (Object value : values) {
            Object other = byText.put(CanonicalText.of(value), value);
            assertThat(other).as("shares its text with %s", value).isNull();
        }
        assertThat(byText).hasSize(values.size()).hasSizeGreaterThan(130);
    }

    @Test
    void valuesThatAreEqualInJavaShareTheirText() {
        assertShared(
                List.of(1, "a"),
                new ArrayList<>(List.of(1, "a")),
                new LinkedList<>(List.of(1, "a")),
                Arrays.asList(1, "a"));
        assertShared(
                Set.of("b", "a"),
                new TreeSet<>(Set.of("a", "b")),
                new LinkedHashSet<>(List.of("b", "a")),
                new HashSet<>(List.of("a", "b")));
        assertShared(Map.of("a", 1, "b", 2), new TreeMap<>(Map.of("b", 2, "a", 1)), reversed());
        assertShared(Map.entry("a", 1), new AbstractMap.SimpleEntry<>("a", 1));
        assertShared(new Object[] {"a", 1}, new Object[] {"a", 1});
        assertShared(new String[] {"a"}, new Object[] {"a"});
        assertShared(new int[][] {{1}, {2}}, new int[][] {{1}, {2}});
        assertShared(0.0 / 0.0, Double.longBitsToDouble(0x7ff8000000000001L), Double.NaN);
        assertShared(new Filter("a", "b", 1), new Filter("a", "b", 1));
        assertShared(new Point(1, 2), new Point(1, 2));
        assertShared(
                URI.create("HTTP://me@EXAMPLE.com:80/a%2fB?q=C#D"), URI.create("http://me@example.com:80/a%2FB?q=C#D"));
        assertShared(URI.create("MAILTO:Me@Example.com"), URI.create("mailto:Me@Example.com"));
    }

    private static Map<String, Integer> reversed() {
        Map<String, Integer> map = new LinkedHashMap<>();
        map.put("b", 2);
        map.put("a", 1);
        return map;
    }

    private static void assertShared(Object... equal) {
        assertThat(Arrays.stream(equal).map(CanonicalText::of).distinct()).hasSize(1);
    }

    @Test
    void theTextIsTheSameInEveryProcess() {
        assertText("a b", "_a%20b");
        assertText(-5, "-5");
        assertText(5L, "5L");
        assertText((short) 5, "5S");
        assertText((byte) 5, "5B");
        assertText('c', "char(c)");
        assertText(2.0E-3, "0x1.0624dd2f1a9fcp-9");
        assertText(2.0E23, "0x1.52d02c7e14af6p77");
        assertText(1.5f, "0x1.8p0f");
        assertText(Double.NaN, "NaN");
        assertText(new BigDecimal("12.50"), "12.50M");
        assertText(BigInteger.TEN, "10N");
        assertText(Samples.ID, "01930000-0000-7000-8000-00000000abcd");
        assertText(Status.CLOSED, "io.ledgerlink.nexus.cache.key.Samples$Status.CLOSED");
        assertText(LocalDate.of(2026, 11, 21), "2026-11-21");
        assertText(Instant.ofEpochSecond(0, 5000), "1970-01-01T00%3A00%3A00.000005Z");
        assertText(Duration.ofSeconds(-1, 5), "Duration(PT-0.999999995S)");
        assertText(ZoneId.of("Europe/Berlin"), "ZoneId(Europe%2FBerlin)");
        assertText(Locale.forLanguageTag("th-TH-u-nu-thai"), "Locale(th%2C%2CTH%2C%2Cu-nu-thai)");
        assertText(new byte[] {0, -1}, "bytes(00ff)");
        assertText(new int[] {1, 2}, "ints(1,2)");
        assertText(new String[] {"a", "b"}, "Array(_a,_b)");
        assertText(List.of(1, List.of("a")), "List(1,List(_a))");
        assertText(Set.of(3, 1, 2), "Set(1,2,3)");
        assertText(Map.of("b", 1, "a", 2), "Map(_a=2,_b=1)");
        assertText(Optional.of("x"), "Optional(_x)");
        assertText(
                new Money(new BigDecimal("1.0"), Status.OPEN),
                "io.ledgerlink.nexus.cache.key.Samples$Money(amount=1.0M,status=io.ledgerlink.nexus.cache.key.Samples$Status.OPEN)");
        assertText(
                new Filter("base", "own", 5), "io.ledgerlink.nexus.cache.key.Samples$Filter(id=_own,limit=5,id=_base)");
        assertText(Sort.by("name"), "Page(sort(asc(name)))");
        assertText(String.class, "Class(java.lang.String)");
    }

    private static void assertText(Object value, String text) {
        assertThat(CanonicalText.of(value)).isEqualTo(text);
    }

    @Test
    void theDefaultLocaleChangesNothing() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("th-TH-u-nu-thai"));
            assertText(5, "5");
            assertText(URI.create("HTTP://I.example"), "URI(http%3A%2F%2Fi.example)");
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertText(URI.create("HTTPI://I.example"), "URI(httpi%3A%2F%2Fi.example)");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aClassWithoutPackageIsNotTakenForATag() throws Exception {
        Class<?> list = Class.forName("List");

        assertThat(ObjectType.nameOf(list)).isEqualTo(".List");
    }

    @Test
    void aClassWithoutValueEqualityIsRefused() {
        assertRefused(new Samples.NoEquals(), "Samples$NoEquals does not override equals");
        assertRefused(new StringBuilder("a"), "java.lang.StringBuilder does not override equals");
        assertRefused(List.of(new Object()), "java.lang.Object does not override equals");
        assertRefused(new ArrayDeque<>(List.of(1)), "java.util.ArrayDeque has no value equality. Hand over a List");
        assertRefused(new Samples.WithTransientField(), "Samples$WithTransientField has the transient field 'hash'");
        assertRefused(new java.io.File("a"), "Hand over a record or plain values instead");
    }

    @Test
    void aClassMadeAtRunTimeIsRefused() {
        Runnable proxy = (Runnable) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Runnable.class}, (self, method, args) -> 1);
        Supplier<String> lambda = () -> "a";

        assertThatExceptionOfType(UnfitValueException.class)
                .isThrownBy(() -> CanonicalText.of(proxy))
                .withMessageContaining("is made at run time");
        assertRefused(lambda, "is made at run time");
    }

    @Test
    void aClassWhoseFieldsCannotBeReadIsRefused() {
        assertRefused(new java.util.BitSet(), "java.util.BitSet");
        assertRefused(java.nio.ByteBuffer.allocate(1), "cannot be read");
    }

    @Test
    void aValueThatContainsItselfIsRefused() {
        List<Object> list = new ArrayList<>();
        list.add(List.of("a"));
        list.add(new Object[] {Optional.of(Collections.unmodifiableList(list))});
        Map<String, Object> map = new HashMap<>();
        map.put("a", map);
        Object[] array = new Object[1];
        array[0] = array;

        assertRefused(list, "contains itself");
        assertRefused(map, "java.util.HashMap contains itself");
        assertRefused(array, "contains itself");
        assertRefused(new Samples.Cyclic(), "Samples$Cyclic contains itself");
    }

    @Test
    void whatIsNestedTooDeepIsRefused() {
        Object deep = 1;
        for (int i = 0; i < 100_000; i++) {
            deep = new Holder(deep);
        }

        assertRefused(deep, "nested deeper than 100 levels");
    }

    @Test
    void theSameValueTwiceIsNoCircle() {
        List<Integer> twice = List.of(1);

        assertText(List.of(twice, twice), "List(List(1),List(1))");
    }

    private static void assertRefused(Object value, String reason) {
        assertThatExceptionOfType(UnfitValueException.class)
                .isThrownBy(() -> CanonicalText.of(value))
                .withMessageContaining(reason)
                .withMessageContaining("Hand over");
    }

    @Property
    void twoValuesShareATextIfAndOnlyIfTheyAreEqual(@ForAll("values") Object one, @ForAll("values") Object other) {
        assertThat(CanonicalText.of(one).equals(CanonicalText.of(other))).isEqualTo(Same.values(one, other));
    }

    @Property
    void aRebuiltValueSharesTheText(@ForAll("values") Object value) {
        Object copy = Same.rebuilt(value);

        assertThat(CanonicalText.of(copy)).isEqualTo(CanonicalText.of(value));
    }

    @Property
    void textHasNoCharacterThatMeansSomethingInAKey(@ForAll("values") Object value) {
        assertThat(CanonicalText.of(value)).matches("[A-Za-z0-9._$+@%=(),-]*");
    }

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> few = Arbitraries.of(1, 1L, "1", "", Same.NULL);
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                few,
                few,
                NastyText.texts().map(text -> (Object) text),
                Arbitraries.of(
                        0,
                        1,
                        1L,
                        (short) 1,
                        (byte) 1,
                        1.0,
                        1.0f,
                        0.0,
                        -0.0,
                        Double.NaN,
                        '1',
                        ',',
                        true,
                        false,
                        Samples.ID,
                        Status.OPEN,
                        Samples.Other.OPEN,
                        new BigDecimal("1"),
                        new BigDecimal("1.0"),
                        BigInteger.ONE,
                        LocalDate.EPOCH,
                        Instant.EPOCH,
                        new Point(1, 1),
                        new Pixel(1, 1),
                        Same.NULL));
        return Arbitraries.recursive(() -> scalars, CanonicalTextTests::containers, 0, 3);
    }

    private static Arbitrary<Object> containers(Arbitrary<Object> elements) {
        return Arbitraries.oneOf(
                elements,
                elements.list().ofMaxSize(3).map(list -> (Object) Same.list(list)),
                elements.list().ofMaxSize(3).map(list -> (Object) Same.set(list)),
                elements.list().ofMaxSize(3).map(list ->
                        (Object) Same.list(list).toArray()),
                Arbitraries.maps(elements, elements).ofMaxSize(3).map(map -> (Object) Same.map(map)),
                elements.map(element -> (Object) Optional.ofNullable(Same.orNull(element))),
                elements.map(element -> (Object) new Holder(Same.orNull(element))));
    }
}
