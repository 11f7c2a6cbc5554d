package io.ledgerlink.nexus.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;

class QueryShapeTests {

    private static final UUID TENANT = UUID.fromString("01930000-0000-7000-8000-000000000001");

    private final QueryShape entries = QueryShape.of("ledger-entries", "entries", "accountId", "text");

    @Test
    void aShapeSaysWhatItIs() {
        QueryShape shape = entries.version(3).asShared();

        assertThat(shape.cache()).isEqualTo("ledger-entries");
        assertThat(shape.query()).isEqualTo("entries");
        assertThat(shape.parameters()).containsExactly("accountId", "text");
        assertThat(shape.version()).isEqualTo(3);
        assertThat(shape.shared()).isTrue();
        assertThat(shape).hasToString("ledger-entries:v3:entries[accountId, text] shared");
    }

    @Test
    void aShapeIsATenantsInVersionOneUnlessItSaysOtherwise() {
        assertThat(entries.version()).isEqualTo(1);
        assertThat(entries.shared()).isFalse();
    }

    @Test
    void shapesAreEqualByValue() {
        assertThat(entries)
                .isEqualTo(QueryShape.of("ledger-entries", "entries", "accountId", "text"))
                .hasSameHashCodeAs(QueryShape.of("ledger-entries", "entries", "accountId", "text"))
                .isNotEqualTo(QueryShape.of("other", "entries", "accountId", "text"))
                .isNotEqualTo(QueryShape.of("ledger-entries", "other", "accountId", "text"))
                .isNotEqualTo(QueryShape.of("ledger-entries", "entries", "accountId"))
                .isNotEqualTo(entries.version(2))
                .isNotEqualTo(entries.asShared());
    }

    @Test
    void whatNoKeyCouldBeMadeFromIsRefused() {
        assertRefused(
                () -> QueryShape.of(" ", "entries"),
                "A cache needs a name, and query 'entries' was given a blank one.");
        assertRefused(
                () -> QueryShape.of("c", ""),
                "A query of cache 'c' has a blank name. Name it: two queries of one cache are told apart by their names.");
        assertRefused(
                () -> entries.version(0),
                "Query 'entries' of cache 'ledger-entries' has version 0. Versions are counted from 1.");
        assertRefused(
                () -> QueryShape.of("c", "q", "a", "a"),
                "Query 'q' of cache 'c' has two arguments of one name: [a, a]. Give each its own.");
    }

    private static void assertRefused(Runnable attempt, String message) {
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(attempt::run)
                .withMessage(message);
    }

    @Test
    void aTenantsQueryWithoutTenantIsRefused() {
        for (Object tenant : Arrays.asList(null, "", " \t", new StringBuilder())) {
            assertThatExceptionOfType(MissingTenantException.class)
                    .isThrownBy(() -> entries.key(tenant, null, 1, 2))
                    .withMessage(
                            "Cache 'ledger-entries' keeps its entries per tenant, and query 'entries' came without one."
                                    + " Hand over the tenant (a value that is neither null nor blank), or declare the query as shared"
                                    + " if its result is the same for every tenant.");
        }
    }

    @Test
    void aSharedQueryWithTenantIsRefused() {
        assertRefused(
                () -> entries.asShared().key(TENANT, null, 1, 2),
                "Query 'entries' of cache 'ledger-entries' is shared by all tenants, and came with one."
                        + " Leave the tenant out, or do not declare the query as shared.");
        assertThat(entries.asShared().key(null, null, 1, 2).tenant()).isNull();
    }

    @Test
    void anotherNumberOfArgumentsIsRefused() {
        assertRefused(
                () -> entries.key(TENANT, null, 1),
                "Query 'entries' of cache 'ledger-entries' has the arguments [accountId, text], and was given 1.");
    }

    @Test
    void anUnfitValueIsRefusedWithItsPlace() {
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(() -> entries.key(TENANT, null, 1, new Object()))
                .withMessage(
                        "Argument 'text' of query 'entries' of cache 'ledger-entries' cannot be part of a key:"
                                + " java.lang.Object does not override equals, so no two of its values are equal. Hand over a record or"
                                + " plain values instead, let the query implement CacheableQuery, or leave the argument out of the key.");
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(() -> entries.key(1.5, null, 1, 2))
                .withMessageStartingWith(
                        "The tenant of query 'entries' of cache 'ledger-entries' is unfit: values of java.lang.Double");
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(() -> entries.key(TENANT, "page", 1, 2))
                .withMessageStartingWith(
                        "The page of query 'entries' of cache 'ledger-entries' is unfit: a java.lang.String is no page.");
    }

    @Test
    void argumentsChangedAfterTheCallChangeNoKey() {
        List<String> list = new ArrayList<>(List.of("a"));
        int[] array = {1};
        CacheKey key = entries.key(TENANT, null, list, array);
        CacheKey same = entries.key(TENANT, null, List.of("a"), new int[] {1});

        list.add("b");
        array[0] = 2;

        assertThat(key).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(key.queryPath()).isEqualTo("entries/accountId=List(_a)/text=ints(1)");
        assertThat(entries.key(TENANT, null, list, array)).isNotEqualTo(key);
    }

    @Test
    void anArrayOfArgumentsIsNotWrittenTo() {
        List<String> list = List.of("a");
        Object[] args = {list, 2};

        entries.key(TENANT, null, args);

        assertThat(args[0]).isSameAs(list);
    }

    @Test
    void twoQueriesOfOneCacheNeverShareAKey() {
        CacheKey one = QueryShape.of("c", "find(UUID)", "id").key(TENANT, null, TENANT);
        CacheKey other = QueryShape.of("c", "exists(UUID)", "id").key(TENANT, null, TENANT);

        assertThat(one).isNotEqualTo(other);
        assertThat(one.queryPath()).isEqualTo("find(UUID)/id=" + TENANT).isNotEqualTo(other.queryPath());
    }

    @Test
    void varargsAreEqualByContent() {
        QueryShape shape = QueryShape.of("c", "find(String[])", "names");

        CacheKey key = shape.key(TENANT, null, (Object) new String[] {"a", "b"});

        assertThat(key).isEqualTo(shape.key(TENANT, null, (Object) new String[] {"a", "b"}));
        assertThat(key).isNotEqualTo(shape.key(TENANT, null, (Object) new String[] {"a,b"}));
        assertThat(key.queryPath()).isEqualTo("find(String%5B%5D)/names=Array(_a,_b)");
    }

    @Test
    void aKeySaysHowLargeItsPageMayGet() {
        QueryShape shape = QueryShape.of("c", "q");

        assertThat(shape.key(TENANT, Pagination.of(1, 100)).pageSize()).isEqualTo(100);
        assertThat(shape.key(TENANT, Pagination.cursor("a", 101)).pageSize()).isEqualTo(101);
        assertThat(shape.key(TENANT, PageRequest.of(7, 30)).pageSize()).isEqualTo(30);
        assertThat(shape.key(TENANT, Limit.of(101)).pageSize()).isEqualTo(101);
        assertThat(shape.key(TENANT, List.of(ScrollPosition.offset(), Limit.of(101)))
                        .pageSize())
                .isEqualTo(101);
        assertThat(shape.key(TENANT, Pageable.unpaged()).pageSize()).isEqualTo(Integer.MAX_VALUE);
        assertThat(shape.key(TENANT, Limit.unlimited()).pageSize()).isEqualTo(Integer.MAX_VALUE);
        assertThat(shape.key(TENANT, ScrollPosition.offset()).pageSize()).isZero();
        assertThat(shape.key(TENANT, null).pageSize()).isZero();
    }

    @Property
    void equalKeysShareTheirTextAndDifferentListsOfArgumentsShareNothing(
            @ForAll("arguments") List<@Nullable Object> one, @ForAll("arguments") List<@Nullable Object> other) {
        CacheKey oneKey = entries.key(TENANT, null, one.toArray());
        CacheKey otherKey = entries.key(TENANT, null, other.toArray());

        assertThat(oneKey.equals(otherKey)).isEqualTo(one.equals(other));
        assertThat(oneKey.toString().equals(otherKey.toString())).isEqualTo(one.equals(other));
    }

    @Property
    void aKeyMadeAgainIsEqual(@ForAll("arguments") List<@Nullable Object> arguments) {
        CacheKey key = entries.key(TENANT, PageRequest.of(0, 5), arguments.toArray());
        CacheKey again = entries.key(TENANT, PageRequest.of(0, 5), arguments.toArray());

        assertThat(key).isEqualTo(again).hasSameHashCodeAs(again).hasToString(again.toString());
    }

    @Provide
    Arbitrary<List<@Nullable Object>> arguments() {
        Arbitrary<@Nullable Object> values = Arbitraries.of(
                        1,
                        1L,
                        1.0,
                        "1",
                        "",
                        "null",
                        "1/text=2",
                        List.of(1),
                        List.of("1"),
                        List.of(),
                        Map.of("a", 1),
                        Map.of("a", "1"),
                        TENANT,
                        TENANT.toString(),
                        "\0",
                        "\ud800",
                        "x".repeat(500))
                .map(value -> (Object) value)
                .injectNull(0.1);
        return values.list().ofSize(2);
    }
}
