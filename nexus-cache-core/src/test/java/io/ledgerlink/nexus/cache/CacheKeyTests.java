package io.ledgerlink.nexus.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;

class CacheKeyTests {

    private static final UUID TENANT = UUID.fromString("01930000-0000-7000-8000-000000000001");
    private static final UUID ACCOUNT = UUID.fromString("01930000-0000-7000-8000-000000000002");

    private static CacheKey.Builder entries() {
        return CacheKey.builder("ledger-entries")
                .tenant(TENANT)
                .query("entries")
                .part("accountId", ACCOUNT);
    }

    @Test
    void theTextIsTheSameInEveryProcess() {
        assertThat(entries()
                        .version(2)
                        .part("from", LocalDate.of(2026, 11, 21))
                        .page(Pagination.of(1, 50))
                        .build())
                .hasToString("{01930000-0000-7000-8000-000000000001}:ledger-entries:v2:"
                        + "entries/accountId=01930000-0000-7000-8000-000000000002/from=2026-11-21:page(1,50)");
        assertThat(CacheKey.builder("rates")
                        .shared()
                        .query("rates")
                        .part("of", new BigDecimal("1.00"))
                        .build())
                .hasToString("{*}:rates:v1:rates/of=1.00M:-");
        assertThat(CacheKey.builder("a:b")
                        .tenant("*")
                        .query("q")
                        .part("text", "x y:{}")
                        .page(Limit.of(3))
                        .build())
                .hasToString("{%2A}:a%3Ab:v1:q/text=_x%20y%3A%7B%7D:limit(3)");
        assertThat(CacheKey.builder("c")
                        .tenant("t")
                        .query("q")
                        .part("text", "x".repeat(100_000))
                        .build())
                .hasToString("{t}:c:v1:q~e3a586db95a64e01d159025979e9edf7:-");
    }

    @Test
    void aKeySaysWhatItIs() {
        CacheKey key = entries().tags("account:7").page(Pagination.of(1, 50)).build();

        assertThat(key.cache()).isEqualTo("ledger-entries");
        assertThat(key.shared()).isFalse();
        assertThat(key.tenant()).isEqualTo(TENANT.toString());
        assertThat(key.tags()).containsExactly("account:7");
        assertThat(key.queryPath()).isEqualTo("entries/accountId=" + ACCOUNT);
        assertThat(key.pagePath()).isEqualTo("page(1,50)");
        assertThat(key.pageSize()).isEqualTo(50);
        assertThat(key.shape()).isEqualTo(QueryShape.of("ledger-entries", "entries", "accountId"));
    }

    @Test
    void aKeyMadeByHandIsTheKeyOfTheQuery() {
        QueryShape shape = QueryShape.of("ledger-entries", "entries", "accountId");

        assertThat(shape.key(TENANT, PageRequest.of(0, 5), ACCOUNT))
                .isEqualTo(entries().page(PageRequest.of(0, 5)).build())
                .hasSameHashCodeAs(entries().page(PageRequest.of(0, 5)).build());
    }

    @Test
    void everythingButTagsTellsKeysApart() {
        CacheKey key = entries().build();

        assertThat(key)
                .isEqualTo(entries().tags("a").build())
                .isNotEqualTo(entries().tenant(ACCOUNT).build())
                .isNotEqualTo(entries().version(2).build())
                .isNotEqualTo(entries().query("other").build())
                .isNotEqualTo(entries().part("text", null).build())
                .isNotEqualTo(entries().page(Pagination.of(1, 50)).build())
                .isNotEqualTo(entries().tenant(null).shared().build())
                .isNotEqualTo(CacheKey.builder("other")
                        .tenant(TENANT)
                        .query("entries")
                        .part("accountId", ACCOUNT)
                        .build())
                .isNotEqualTo(CacheKey.builder("ledger-entries")
                        .tenant(TENANT)
                        .query("entries")
                        .part("account", ACCOUNT)
                        .build())
                .isNotEqualTo(CacheKey.builder("ledger-entries")
                        .tenant(TENANT)
                        .query("entries")
                        .part("accountId", ACCOUNT.toString())
                        .build());
    }

    @Test
    void missingAndNullAndItsTextAreThreeThings() {
        assertThat(List.of(
                        entries().build().queryPath(),
                        entries().part("text", null).build().queryPath(),
                        entries().part("text", "null").build().queryPath(),
                        entries().part("text", "").build().queryPath()))
                .doesNotHaveDuplicates();
    }

    @Test
    void allPagesOfAQueryShareItsPath() {
        List<CacheKey> pages = List.of(
                entries().build(),
                entries().page(Pagination.of(1, 50)).build(),
                entries().page(Pagination.of(2, 50)).build(),
                entries().page(Pagination.cursor("a", 50)).build(),
                entries().page(Pagination.cursor("", 50)).build(),
                entries().page(PageRequest.of(0, 50)).build(),
                entries().page(PageRequest.of(0, 50, Sort.by("at"))).build(),
                entries().page(Pageable.unpaged()).build(),
                entries().page(Limit.of(50)).build(),
                entries().page(ScrollPosition.offset(50)).build(),
                entries().page(ScrollPosition.offset(50)).page(Limit.of(5)).build());

        assertThat(pages.stream().map(CacheKey::queryPath).distinct()).hasSize(1);
        assertThat(pages.stream().map(CacheKey::pagePath)).doesNotHaveDuplicates();
        assertThat(pages).doesNotHaveDuplicates();
    }

    @Test
    void textsAreBuiltOnce() {
        CacheKey key = entries().page(PageRequest.of(0, 50)).build();

        assertThat(key.queryPath()).isSameAs(key.queryPath());
        assertThat(key.pagePath()).isSameAs(key.pagePath());
        assertThat(key.tenant()).isSameAs(key.tenant());
    }

    @Test
    void aTenantsTextIsItsOwnWhateverItsClass() {
        CacheKey byId = entries().build();
        CacheKey byText = entries().tenant(TENANT.toString()).build();

        assertThat(byId).hasToString(byText.toString());
    }

    @Test
    void aPartIsFixedWhenItIsNamed() {
        List<String> values = new ArrayList<>(List.of("a"));
        CacheKey.Builder builder = entries().part("values", values);

        values.add("b");

        assertThat(builder.build().queryPath()).endsWith("/values=List(_a)");
    }

    @Test
    void aKeyWithoutTenantIsRefused() {
        assertThatExceptionOfType(MissingTenantException.class)
                .isThrownBy(() -> entries().tenant(null).build())
                .withMessageContaining("Cache 'ledger-entries'")
                .withMessageContaining("query 'entries'");
    }

    @Test
    void aSharedKeyWithTenantIsRefused() {
        assertRefused(entries().shared(), "is shared by all tenants, and came with one");
    }

    @Test
    void aSharedKeyHasNoTags() {
        assertRefused(entries().tenant(null).shared().tags("a"), "A tag belongs to one tenant");
    }

    @Test
    void aBlankTagIsRefused() {
        assertRefused(entries().tags("a", " "), "has a blank tag");
    }

    @Test
    void aBareKeyIsTheSameWithoutTags() {
        CacheKey tagged = entries().tags("a").build();
        CacheKey bare = tagged.bare();
        assertThat(bare).isEqualTo(tagged).hasSameHashCodeAs(tagged).hasToString(tagged.toString());
        assertThat(bare.tags()).isEmpty();
        assertThat(bare.bare()).isSameAs(bare);
        assertThat(bare.withTags(List.of("b")).tags()).containsExactly("b");
    }

    @Test
    void textsAreRememberedByAKeyThatIsNotBare() {
        CacheKey key = entries().build();
        assertThat(key.queryPath()).isSameAs(key.queryPath());
        assertThat(key.bare().queryPath()).isEqualTo(key.queryPath()).isNotSameAs(key.queryPath());
    }

    @Test
    void aKeyWithoutQueryIsRefused() {
        assertRefused(CacheKey.builder("c").tenant("t"), "A query of cache 'c' has a blank name");
    }

    private static void assertRefused(CacheKey.Builder builder, String message) {
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(builder::build)
                .withMessageContaining(message);
    }

    @Test
    void anUnfitPartIsRefusedWithItsPlace() {
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(() -> CacheKey.builder("c").part("p", new Object()))
                .withMessageStartingWith(
                        "Argument 'p' of query '(not named yet)' of cache 'c' cannot be part of a key");
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(() -> entries().part("p", new Object()))
                .withMessageStartingWith("Argument 'p' of query 'entries' of cache 'ledger-entries'");
    }
}
