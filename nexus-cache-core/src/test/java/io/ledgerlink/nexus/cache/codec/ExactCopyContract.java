package io.ledgerlink.nexus.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.codec.Samples.Bean;
import io.ledgerlink.nexus.cache.codec.Samples.Box;
import io.ledgerlink.nexus.cache.codec.Samples.Card;
import io.ledgerlink.nexus.cache.codec.Samples.Cash;
import io.ledgerlink.nexus.cache.codec.Samples.Entry;
import io.ledgerlink.nexus.cache.codec.Samples.Formatted;
import io.ledgerlink.nexus.cache.codec.Samples.Found;
import io.ledgerlink.nexus.cache.codec.Samples.Hidden;
import io.ledgerlink.nexus.cache.codec.Samples.Kind;
import io.ledgerlink.nexus.cache.codec.Samples.Left;
import io.ledgerlink.nexus.cache.codec.Samples.Maybe;
import io.ledgerlink.nexus.cache.codec.Samples.Missing;
import io.ledgerlink.nexus.cache.codec.Samples.NoWayIn;
import io.ledgerlink.nexus.cache.codec.Samples.Payment;
import io.ledgerlink.nexus.cache.codec.Samples.Projection;
import io.ledgerlink.nexus.cache.codec.Samples.Result;
import io.ledgerlink.nexus.cache.codec.Samples.Right;
import io.ledgerlink.nexus.cache.codec.Samples.Sepa;
import io.ledgerlink.nexus.cache.codec.Samples.Side;
import io.ledgerlink.nexus.cache.codec.Samples.Swift;
import io.ledgerlink.nexus.cache.codec.Samples.Tree;
import io.ledgerlink.nexus.cache.codec.Samples.Twin;
import io.ledgerlink.nexus.cache.codec.Samples.Unsealed;
import io.ledgerlink.nexus.cache.entry.Compression;
import io.ledgerlink.nexus.cache.entry.EntryCodec;
import io.ledgerlink.nexus.cache.entry.EntryStamps;
import java.io.InputStream;
import java.lang.reflect.Type;
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
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.ResolvableType;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import tools.jackson.core.type.TypeReference;

/** What every codec of the library gives back exactly. */
abstract class ExactCopyContract {

    private static final Entry ENTRY = new Entry(
            (1L << 53) + 1,
            "Grüße \u0000 \uD83D\uDE00",
            new BigDecimal("1.00"),
            Side.CREDIT,
            Instant.parse("2026-01-01T00:00:00.123456789Z"));

    private static final Sort SORT = Sort.by(
            new Sort.Order(Sort.Direction.DESC, "at", true, Sort.NullHandling.NULLS_LAST), Sort.Order.asc("id"));

    abstract CacheCodec codec();

    @SuppressWarnings("unchecked")
    final <T> T copy(T value, Type type) {
        EntryCodec entries = EntryCodec.of(codec(), type, Compression.none());
        return (T) Objects.requireNonNull(
                entries.decode(entries.open(entries.encode(value, new EntryStamps(0, 0, 0, 0)))));
    }

    final <T> T copy(T value, TypeReference<T> type) {
        return copy(value, type.getType());
    }

    static Stream<Object> plainValues() {
        return Stream.of(
                "",
                "text\n\"\\",
                true,
                'c',
                (byte) -1,
                Short.MIN_VALUE,
                Integer.MAX_VALUE,
                5L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                0.1f,
                Float.MIN_VALUE,
                Double.MIN_VALUE,
                Double.MAX_VALUE,
                -0.0d,
                1.0d,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                Float.NaN,
                new BigDecimal("1.00"),
                new BigDecimal("1E+3"),
                new BigDecimal("0E-10"),
                new BigDecimal("-12345678901234567890.123456789012345678901234567890"),
                BigInteger.TWO.pow(200).negate(),
                BigInteger.ZERO,
                UUID.fromString("00000000-0000-4000-8000-000000000001"),
                Side.DEBIT,
                Side.CREDIT,
                Instant.parse("2026-01-01T00:00:00.123456789Z"),
                Instant.MIN,
                Instant.MAX,
                LocalDate.MIN,
                LocalDate.of(2026, 2, 28),
                LocalTime.MAX,
                LocalDateTime.MAX,
                OffsetTime.of(LocalTime.NOON, ZoneOffset.ofHoursMinutesSeconds(1, 2, 3)),
                OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 1, ZoneOffset.ofHours(-5)),
                OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 1, ZoneOffset.UTC),
                ZonedDateTime.of(2026, 7, 1, 0, 0, 0, 1, ZoneId.of("Europe/Paris")),
                ZonedDateTime.of(2026, 7, 1, 0, 0, 0, 0, ZoneId.of("UTC")),
                ZonedDateTime.of(2026, 7, 1, 0, 0, 0, 0, ZoneOffset.UTC),
                ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 0, ZoneId.of("Europe/Paris"))
                        .withLaterOffsetAtOverlap(),
                ZoneOffset.ofHours(3),
                Duration.ofSeconds(-1, 1),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                Period.of(1, -2, 3),
                Year.of(-5),
                Year.of(12345),
                YearMonth.of(2026, 2),
                YearMonth.of(12345, 2),
                YearMonth.of(-12345, 2),
                YearMonth.of(-5, 2),
                YearMonth.of(999_999_999, 2),
                MonthDay.of(2, 29),
                Locale.forLanguageTag("zh-Hant-TW"),
                Currency.getInstance("EUR"),
                URI.create("https://example.org/?a=b"));
    }

    @ParameterizedTest
    @MethodSource("plainValues")
    void plainValueComesBackByItsOwnType(Object value) {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();

        assertThat(copy(value, (Type) type)).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("plainValues")
    void plainValueComesBackFromARecord(Object value) {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        Type box = ResolvableType.forClassWithGenerics(Box.class, type).getType();

        Box<?> boxed = new Box<>(value, Arrays.asList(value, null, value));

        assertThat(copy(boxed, box)).isEqualTo(boxed);
    }

    @ParameterizedTest
    @MethodSource("plainValues")
    void plainValueComesBackWhereNoTypeIsDeclared(Object value) {
        if (value instanceof Enum) {
            return;
        }
        Map<String, Object> untyped = new HashMap<>();
        untyped.put("value", value);
        untyped.put("list", Arrays.asList(value, null));
        untyped.put("map", Map.of("set", Set.of(value)));
        untyped.put("nothing", null);

        assertThat(copy(untyped, new TypeReference<Map<String, Object>>() {})).isEqualTo(untyped);
        assertThat(copy(value, (Type) Object.class)).isEqualTo(value);
    }

    @Test
    void numberKeepsItsKindWhereOnlyNumberIsDeclared() {
        List<Number> numbers = List.of(1, 1L, 1.0f, 1.0, new BigDecimal("1.0"), BigInteger.ONE, (short) 1);

        assertThat(copy(numbers, new TypeReference<List<Number>>() {})).isEqualTo(numbers);
    }

    @Test
    void recordWhereNoTypeIsDeclaredIsRefused() {
        assertThatThrownBy(() -> copy(Map.of("a", ENTRY), new TypeReference<Map<String, Object>>() {}))
                .hasStackTraceContaining("A " + Entry.class.getName() + " stands where Object or the like is declared");
        assertThatThrownBy(() -> copy(Map.of("a", Map.of(1, 2)), new TypeReference<Map<String, Object>>() {}))
                .hasStackTraceContaining("one of its keys is no String");
    }

    @Test
    void recordsComeBackInGenericContainers() {
        Map<String, List<Entry>> byName = new LinkedHashMap<>();
        byName.put("b", Arrays.asList(ENTRY, null));
        byName.put("a", List.of());
        byName.put("none", null);

        Map<String, List<Entry>> copy = copy(byName, new TypeReference<Map<String, List<Entry>>>() {});

        assertThat(copy).isEqualTo(byName);
        assertThat(copy.keySet()).containsExactly("b", "a", "none");
    }

    @Test
    void mapsOfRecordsInAListComeBack() {
        List<Map<String, Entry>> value = List.of(Map.of("a", ENTRY), Map.of());

        assertThat(copy(value, new TypeReference<List<Map<String, Entry>>>() {}))
                .isEqualTo(value);
    }

    @Test
    void mapKeysComeBackByTheirTypes() {
        Map<LocalDate, Integer> byDate = Map.of(LocalDate.MAX, 1);
        Map<UUID, Long> byId = Map.of(new UUID(1, 2), 1L);
        Map<Long, String> byNumber = Map.of(Long.MAX_VALUE, "a");
        Map<Side, String> bySide = new EnumMap<>(Map.of(Side.CREDIT, "a"));
        Map<ZonedDateTime, Integer> byZone =
                Map.of(ZonedDateTime.of(2026, 7, 1, 0, 0, 0, 1, ZoneId.of("Europe/Paris")), 1);

        assertThat(copy(byDate, new TypeReference<Map<LocalDate, Integer>>() {}))
                .isEqualTo(byDate);
        assertThat(copy(byId, new TypeReference<Map<UUID, Long>>() {})).isEqualTo(byId);
        assertThat(copy(byNumber, new TypeReference<Map<Long, String>>() {})).isEqualTo(byNumber);
        assertThat(copy(bySide, new TypeReference<Map<Side, String>>() {})).isEqualTo(bySide);
        assertThat(copy(byZone, new TypeReference<Map<ZonedDateTime, Integer>>() {}))
                .isEqualTo(byZone);
    }

    @Test
    void setKeepsItsOrder() {
        Set<String> set = new LinkedHashSet<>();
        for (int i = 0; i < 100; i++) {
            set.add("v" + i * 31 % 100);
        }
        set.add(null);

        assertThat(copy(set, new TypeReference<Set<String>>() {})).containsExactlyElementsOf(set);
        assertThat(copy((Collection<String>) List.of("b", "a"), new TypeReference<Collection<String>>() {}))
                .containsExactly("b", "a");
    }

    @Test
    void naturallySortedValuesComeBackAndOthersAreRefused() {
        SortedSet<Integer> natural = new TreeSet<>(Set.of(3, 1, 2));
        NavigableMap<String, Integer> map = new TreeMap<>(Map.of("b", 1, "a", 2));
        SortedSet<Integer> reversed = new TreeSet<>(Comparator.<Integer>reverseOrder());
        reversed.addAll(natural);

        assertThat(copy(natural, new TypeReference<SortedSet<Integer>>() {}))
                .isInstanceOf(SortedSet.class)
                .containsExactly(1, 2, 3);
        assertThat(copy(map, new TypeReference<NavigableMap<String, Integer>>() {}))
                .isEqualTo(map);
        assertThatThrownBy(() -> copy(reversed, new TypeReference<SortedSet<Integer>>() {}))
                .hasStackTraceContaining("has a comparator, which cannot be written");
    }

    @Test
    void arraysComeBack() {
        assertThat(copy(new byte[] {0, -1, 127}, (Type) byte[].class)).isEqualTo(new byte[] {0, -1, 127});
        assertThat(copy(new int[] {1, 2}, (Type) int[].class)).isEqualTo(new int[] {1, 2});
        assertThat(copy(new long[][] {{1}, {}}, (Type) long[][].class)).isEqualTo(new long[][] {{1}, {}});
        assertThat(copy(new String[] {"a", null}, (Type) String[].class)).isEqualTo(new String[] {"a", null});
        assertThat(copy(new Entry[] {ENTRY}, (Type) Entry[].class)).isEqualTo(new Entry[] {ENTRY});
        assertThat(copy(new double[] {Double.NaN, 0.1}, (Type) double[].class))
                .isEqualTo(new double[] {Double.NaN, 0.1});
        assertThat(copy(new char[] {'a', 'b'}, (Type) char[].class)).isEqualTo(new char[] {'a', 'b'});
    }

    @Test
    void primitiveReturnTypesAreBoxed() {
        assertThat(copy((Object) 5, int.class)).isEqualTo(5);
        assertThat(copy((Object) 5L, long.class)).isEqualTo(5L);
        assertThat(copy((Object) true, boolean.class)).isEqualTo(true);
    }

    @Test
    void genericRecordsAndTreesComeBack() {
        Box<Box<BigDecimal>> box = new Box<>(new Box<>(new BigDecimal("2.50"), List.of()), List.of());
        Tree tree = new Tree("root", List.of(new Tree("leaf", List.of())));

        assertThat(copy(box, new TypeReference<Box<Box<BigDecimal>>>() {})).isEqualTo(box);
        assertThat(copy(tree, (Type) Tree.class)).isEqualTo(tree);
    }

    @Test
    void recordIsAllOfItsComponentsWhateverIsIgnoredElsewhere() {
        Hidden hidden = new Hidden("a", "secret", null);
        Formatted formatted = new Formatted(Instant.MAX, new BigDecimal("1.0"));

        assertThat(copy(hidden, (Type) Hidden.class)).isEqualTo(hidden);
        assertThat(copy(formatted, (Type) Formatted.class)).isEqualTo(formatted);
    }

    @Test
    void beansComeBack() {
        Bean bean = new Bean();
        bean.setAmounts(Map.of("a", new BigDecimal("1.50")));
        bean.getTags().add("t");

        assertThat(copy(bean, (Type) Bean.class)).isEqualTo(bean);
    }

    @Test
    void optionalsComeBack() {
        assertThat(copy(Optional.of(ENTRY), new TypeReference<Optional<Entry>>() {}))
                .contains(ENTRY);
        assertThat(copy(Optional.<Entry>empty(), new TypeReference<Optional<Entry>>() {}))
                .isEmpty();
        assertThat(copy(Optional.of(List.of(1L)), new TypeReference<Optional<List<Long>>>() {}))
                .contains(List.of(1L));
        assertThat(copy((Object) OptionalInt.of(5), OptionalInt.class)).isEqualTo(OptionalInt.of(5));
        for (Maybe maybe : List.of(
                new Maybe(Optional.of("a"), Optional.of(Optional.of(1))),
                new Maybe(null, Optional.of(Optional.empty())),
                new Maybe(Optional.empty(), Optional.empty()))) {
            assertThat(copy(maybe, (Type) Maybe.class)).isEqualTo(maybe);
        }
    }

    @Test
    void sealedTypesComeBackWithoutAnnotations() {
        Swift swift = new Swift();
        swift.setBic("B");
        List<Payment> payments = Arrays.asList(
                new Cash(BigDecimal.ONE),
                new Card("1", List.of(new Cash(BigDecimal.TEN), Kind.GIFT)),
                new Sepa("D"),
                swift,
                Kind.BARTER,
                null);

        assertThat(copy(payments, new TypeReference<List<Payment>>() {})).isEqualTo(payments);
        assertThat(copy(payments.get(0), (Type) Payment.class)).isEqualTo(payments.get(0));
        assertThat(copy((Object) Kind.GIFT, Payment.class)).isEqualTo(Kind.GIFT);
        assertThat(copy((Object) new Cash(BigDecimal.ONE), Cash.class)).isEqualTo(new Cash(BigDecimal.ONE));
    }

    @Test
    void genericSealedTypesComeBack() {
        List<Result<Entry>> results = List.of(new Found<>(ENTRY), new Missing<>("gone"));

        assertThat(copy(results, new TypeReference<List<Result<Entry>>>() {})).isEqualTo(results);
    }

    @Test
    void permittedClassesOfOneSimpleNameAreToldApart() {
        List<Twin> twins = List.of(new Left.Same(1), new Right.Same(2));

        assertThat(copy(twins, new TypeReference<List<Twin>>() {})).isEqualTo(twins);
    }

    @Test
    void pagesComeBack() {
        Page<Entry> page = new PageImpl<>(List.of(ENTRY), PageRequest.of(3, 1, SORT), 17);
        Page<Entry> empty = new PageImpl<>(List.of(), PageRequest.of(9, 20), 17);
        Page<Entry> unpaged = new PageImpl<>(Arrays.asList(ENTRY, null));
        TypeReference<Page<Entry>> type = new TypeReference<>() {};

        for (Page<Entry> each : List.of(page, empty, unpaged, Page.<Entry>empty())) {
            Page<Entry> copy = copy(each, type);
            assertThat(copy).isEqualTo(each);
            assertThat(copy.getTotalElements()).isEqualTo(each.getTotalElements());
            assertThat(copy.getSort()).isEqualTo(each.getSort());
            assertThat(copy.getPageable()).isEqualTo(each.getPageable());
        }
        assertThat(copy((PageImpl<Entry>) page, new TypeReference<PageImpl<Entry>>() {}))
                .isEqualTo(page);
        Box<Page<Entry>> boxed = new Box<>(page, List.of(empty));
        assertThat(copy(boxed, new TypeReference<Box<Page<Entry>>>() {})).isEqualTo(boxed);
    }

    @Test
    void slicesComeBack() {
        Slice<Entry> slice = new SliceImpl<>(List.of(ENTRY), PageRequest.of(0, 1, SORT), true);
        Slice<Entry> page = new PageImpl<>(List.of(ENTRY), PageRequest.of(0, 1), 2);
        TypeReference<Slice<Entry>> type = new TypeReference<>() {};

        assertThat(copy(slice, type)).isEqualTo(slice);
        assertThat(copy(page, type).hasNext()).isTrue();
        Box<Slice<Entry>> boxed = new Box<>(slice, List.of());
        assertThat(copy(boxed, new TypeReference<Box<Slice<Entry>>>() {})).isEqualTo(boxed);
        Box<Slice<Entry>> boxedPage = new Box<>(page, List.of());
        assertThat(copy(boxedPage, new TypeReference<Box<Slice<Entry>>>() {})
                        .value()
                        .hasNext())
                .isTrue();
    }

    @Test
    void windowsComeBackWithTheirPositions() {
        Window<Entry> byOffset = Window.from(List.of(ENTRY, ENTRY), index -> ScrollPosition.offset(40L + index), true);
        Window<Entry> byKeys = Window.from(
                List.of(ENTRY),
                index -> ScrollPosition.backward(
                        Map.of("id", 5L, "uuid", new UUID(1, 2), "at", Instant.MAX, "amount", new BigDecimal("1.00"))),
                false);
        Window<Entry> without = Window.from(List.of(ENTRY), index -> {
            throw new IllegalStateException();
        });
        TypeReference<Window<Entry>> type = new TypeReference<>() {};

        Window<Entry> copy = copy(byOffset, type);
        assertThat(copy.getContent()).containsExactly(ENTRY, ENTRY);
        assertThat(copy.hasNext()).isTrue();
        assertThat(copy.positionAt(1)).isEqualTo(ScrollPosition.offset(41));
        assertThat(copy(byKeys, type).positionAt(0)).isEqualTo(byKeys.positionAt(0));
        assertThat(copy(byKeys, type).hasNext()).isFalse();
        assertThat(copy(without, type).hasPosition(0)).isFalse();
    }

    @Test
    void requestsComeBackInRecords() {
        for (Pageable each : List.of(PageRequest.of(2, 10, SORT), Pageable.unpaged(), Pageable.unpaged(SORT))) {
            Box<Pageable> box = new Box<>(each, List.of());
            assertThat(copy(box, new TypeReference<Box<Pageable>>() {})).isEqualTo(box);
        }
        Box<Sort> sort = new Box<>(SORT, List.of(Sort.unsorted()));
        assertThat(copy(sort, new TypeReference<Box<Sort>>() {})).isEqualTo(sort);
        Box<Limit> limit = new Box<>(Limit.of(3), List.of(Limit.unlimited()));
        assertThat(copy(limit, new TypeReference<Box<Limit>>() {})).isEqualTo(limit);
        Box<ScrollPosition> position =
                new Box<>(ScrollPosition.offset(), List.of(ScrollPosition.keyset(), ScrollPosition.offset(0)));
        assertThat(copy(position, new TypeReference<Box<ScrollPosition>>() {})).isEqualTo(position);
    }

    @Test
    void typeThatCannotBeMadeIsRefusedAtStartUp() {
        assertRefused(Projection.class, "Projection is an interface");
        assertRefused(new TypeReference<List<Projection>>() {}.getType(), "Projection is an interface");
        assertRefused(new TypeReference<Box<Projection>>() {}.getType(), "Projection is an interface");
        assertRefused(Unsealed.class, "Unsealed is abstract");
        assertRefused(NoWayIn.class, "NoWayIn has no constructor");
        assertRefused(void.class, "has no result to cache");
        assertRefused(new TypeReference<Stream<String>>() {}.getType(), "can be used only once");
        assertRefused(new TypeReference<Box<Stream<String>>>() {}.getType(), "can be used only once");
        assertRefused(InputStream.class, "can be used only once");
        assertRefused(new TypeReference<Iterator<String>>() {}.getType(), "can be used only once");
        assertRefused(new TypeReference<CompletableFuture<String>>() {}.getType(), "can be used only once");
    }

    record Growing<T>(List<Growing<List<T>>> next) {}

    static final class Contradictory {
        public void setValue(List<String> value) {}

        public void setValue(Map<String, String> value) {}
    }

    @Test
    void typeThatContradictsItselfIsRefusedAtStartUp() {
        assertRefused(new TypeReference<Growing<String>>() {}.getType(), "cannot be written and read back");
        assertRefused(Contradictory.class, "cannot be");
    }

    private void assertRefused(Type type, String why) {
        assertThat(EntryCodec.refusal(codec(), type))
                .hasValueSatisfying(text -> assertThat(text).contains(why));
    }
}
