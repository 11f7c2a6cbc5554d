package io.ledgerlink.nexus.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ledgerlink.nexus.cache.CallShape.Probe;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;

class CallShapeTests {

    private static final UUID TENANT = UUID.fromString("01930000-0000-7000-8000-000000000001");

    private final QueryShape entries = QueryShape.of("ledger-entries", "entries", "accountId", "text");

    /** A method of tenant, text, account, page number and page size. */
    private final CallShape call = CallShape.of(entries, 2, 1).tenant(0).numbered(3, 4, 0);

    @Test
    void aProbeFindsTheKeyOfItsCall() {
        CacheKey key = entries.key(TENANT, Pagination.of(3, 50), 7L, "text");
        assertFinds(probe(call, TENANT, "text", 7L, 2, 50), key);
        assertFinds(probe(call, TENANT, "text", 7L, 2L, (short) 50), key);
    }

    @Test
    void aProbeFindsAKeyThatCarriesTags() {
        CacheKey key = entries.key(TENANT, Pagination.of(1, 50), 7L, "text").withTags(List.of("account:7"));
        assertFinds(probe(call, TENANT, "text", 7L, 0, 50), key);
    }

    @Test
    void whateverDiffersIsNotFound() {
        CacheKey key = entries.key(TENANT, Pagination.of(3, 50), 7L, "text");
        assertMisses(probe(call, "other", "text", 7L, 2, 50), key);
        assertMisses(probe(call, null, "text", 7L, 2, 50), key);
        assertMisses(probe(call, TENANT, "other", 7L, 2, 50), key);
        assertMisses(probe(call, TENANT, null, 7L, 2, 50), key);
        assertMisses(probe(call, TENANT, "text", 7, 2, 50), key);
        assertMisses(probe(call, TENANT, "text", 7L, 3, 50), key);
        assertMisses(probe(call, TENANT, "text", 7L, 2, 51), key);
        assertMisses(probe(call, TENANT, "text", 7L, 2, 50), entries.key(TENANT, null, 7L, "text"));
        assertMisses(
                probe(call, TENANT, "text", 7L, 2, 50),
                entries.version(2).key(TENANT, Pagination.of(3, 50), 7L, "text"));
        assertMisses(
                probe(call, TENANT, "text", 7L, 2, 50),
                QueryShape.of("ledger-entries", "others", "accountId", "text")
                        .key(TENANT, Pagination.of(3, 50), 7L, "text"));
    }

    /** Equal hashes do not come by themselves, so the parts are told apart where they do. */
    @Test
    void partsAreToldApartUnderOneHash() {
        QueryShape shape = QueryShape.of("c", "q", "text");
        CallShape of = CallShape.of(shape, 1).tenant(0);
        assertMisses(probe(of, "t", "Aa"), shape.key("t", null, "BB"));
        assertMisses(probe(of, "Aa", "x"), shape.key("BB", null, "x"));
        assertMisses(
                probe(CallShape.of(QueryShape.of("c", "Aa", "text"), 1).tenant(0), "t", "x"),
                QueryShape.of("c", "BB", "text").key("t", null, "x"));
        CallShape numbered = of.numbered(2, 3, 1);
        assertMisses(probe(numbered, "t", "x", 1, 32), shape.key("t", Pagination.of(2, 1), "x"));
        assertThat(probe(numbered, "t", "x", 1, 32)).hasSameHashCodeAs(shape.key("t", Pagination.of(2, 1), "x"));
    }

    @Test
    void absentArgumentsAreFound() {
        assertFinds(probe(call, TENANT, null, null, 0, 10), entries.key(TENANT, Pagination.of(1, 10), null, null));
    }

    @Test
    void aTenantFromElsewhereIsFound() {
        CallShape here = CallShape.of(entries, 1, 0).numbered(2, 3, 1);
        assertFinds(
                found(here.probe(new Object[] {"text", 7L, 5, 10}, TENANT, null)),
                entries.key(TENANT, Pagination.of(5, 10), 7L, "text"));
        QueryShape shared = entries.asShared();
        assertFinds(
                found(CallShape.of(shared, 1, 0).probe(new Object[] {"text", 7L}, null, null)),
                shared.key(null, null, 7L, "text"));
    }

    @Test
    void aPageFromElsewhereIsFound() {
        CallShape here = CallShape.of(entries, 1, 0);
        @Nullable Object[] given = {"text", 7L};
        List<Object> pages = List.of(
                Pagination.cursor("next", 10),
                PageRequest.of(2, 20),
                PageRequest.of(2, 20, Sort.by("date").descending()),
                Limit.of(3),
                List.of(PageRequest.of(0, 5), Sort.by("name")));
        for (Object page : pages) {
            Probe probe = found(here.probe(given, TENANT, page));
            assertFinds(probe, entries.key(TENANT, page, 7L, "text"));
            assertMisses(probe, entries.key(TENANT, PageRequest.of(9, 9), 7L, "text"));
            assertMisses(probe, entries.key("other", page, 7L, "text"));
        }
        assertFinds(found(here.probe(given, TENANT, null)), entries.key(TENANT, null, 7L, "text"));
    }

    @Test
    void whereAnArgumentCanChangeOnlyTheKeyTells() {
        for (Object mutable : List.of(new ArrayList<>(List.of(1)), new HashMap<>(Map.of("a", 1)), new int[] {1})) {
            assertThat(call.probe(new Object[] {TENANT, "text", mutable, 0, 10}, TENANT, null))
                    .isNull();
        }
    }

    @Test
    void whereNoPageIsNamedOnlyTheKeyTells() {
        assertThat(call.probe(new Object[] {TENANT, "text", 7L, null, 50}, null, null))
                .isNull();
        assertThat(call.probe(new Object[] {TENANT, "text", 7L, 2, null}, null, null))
                .isNull();
    }

    @Test
    void numbersThatNoPageCanHaveFindNone() {
        CacheKey key = entries.key(TENANT, Pagination.of(3, 50), 7L, "text");
        assertMisses(probe(call, TENANT, "text", 7L, 2 + (1L << 32), 50), key);
        assertMisses(probe(call, TENANT, "text", 7L, 2, 50 + (1L << 32)), key);
        assertMisses(probe(call, TENANT, "text", 7L, -1, 50), key);
    }

    @Test
    void anUnfitPageIsRefusedAsItsKeyWouldBe() {
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(() -> CallShape.of(entries, 0, 1).probe(new Object[] {1L, "a"}, TENANT, "page"))
                .withMessageContaining("The page of query 'entries' of cache 'ledger-entries' is unfit");
    }

    @Test
    void asManyPlacesAreNeededAsTheQueryHasArguments() {
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(() -> CallShape.of(entries, 1))
                .withMessage("The query ledger-entries:v1:entries[accountId, text] has 2 arguments, and places were"
                        + " given for 1.");
    }

    @Property
    void whatFindsAKeyIsWhatItWasMadeOf(@ForAll("calls") List<Object> one, @ForAll("calls") List<Object> other) {
        Probe probe = found(call.probe(one.toArray(), null, null));
        CacheKey key = entries.key(
                other.get(0), Pagination.of((int) other.get(3) + 1, (int) other.get(4)), other.get(2), other.get(1));
        assertThat(probe.equals(key)).isEqualTo(one.equals(other));
        assertThat(map(key).get(probe) != null).isEqualTo(one.equals(other));
    }

    @Provide
    Arbitrary<List<Object>> calls() {
        Arbitrary<Object> part = Arbitraries.of("a", "b", 1, 1L, new BigDecimal("1.0"), new BigDecimal("1"), TENANT)
                .map(value -> value);
        Arbitrary<Object> tenant = Arbitraries.of("a", "b", TENANT).map(value -> value);
        Arbitrary<Object> number = Arbitraries.of(0, 1, 2).map(value -> value);
        Arbitrary<Object> size = Arbitraries.of(10, 41).map(value -> value);
        return tenant.flatMap(t -> part.flatMap(first ->
                part.flatMap(second -> number.flatMap(n -> size.map(s -> List.of(t, first, second, n, s))))));
    }

    private static void assertFinds(Probe probe, CacheKey key) {
        assertThat(map(key)).containsKey(key);
        assertThat(map(key).get(probe)).isEqualTo("entry");
        assertThat(probe).hasSameHashCodeAs(key);
    }

    private static void assertMisses(Probe probe, CacheKey key) {
        assertThat(probe.equals(key)).isFalse();
        assertThat(map(key).get(probe)).isNull();
    }

    @SuppressWarnings("CollectionIncompatibleType") // The probe is asked whether it is equal to the key.
    private static Map<Object, String> map(CacheKey key) {
        Map<Object, String> map = new HashMap<>();
        map.put(key, "entry");
        return map;
    }

    private static Probe probe(CallShape call, @Nullable Object... given) {
        return found(call.probe(given, null, null));
    }

    private static Probe found(@Nullable Probe probe) {
        return Objects.requireNonNull(probe);
    }
}
