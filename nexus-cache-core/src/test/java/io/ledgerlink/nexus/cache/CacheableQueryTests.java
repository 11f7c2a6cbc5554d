package io.ledgerlink.nexus.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.PageRequest;

class CacheableQueryTests {

    @Test
    void aQueryDescribesItsKey() {
        CacheKey key = CacheKey.of(new Entries("acme", 7, Pagination.of(2, 50)));

        assertThat(key)
                .hasToString("{acme}:ledger-entries:v1:"
                        + "io.ledgerlink.nexus.cache.CacheableQueryTests$Entries/account=7:page(2,50)");
        assertThat(key.tags()).containsExactly("account:7");
        assertThat(new Entries("acme", 7, null).policyName()).isEmpty();
    }

    @Test
    void aQueryMayHaveAnyPage() {
        assertThat(CacheKey.of(new Entries("acme", 7, PageRequest.of(0, 5))).pagePath())
                .isEqualTo("pageable(0,5)");
        assertThat(CacheKey.of(new Entries("acme", 7, null)).pagePath()).isEqualTo("-");
    }

    @Test
    void theOrderOfThePartsDoesNotMatter() {
        Map<String, @Nullable Object> reversed = new LinkedHashMap<>();
        reversed.put("b", 2);
        reversed.put("a", 1);
        Map<String, @Nullable Object> sorted = new LinkedHashMap<>();
        sorted.put("a", 1);
        sorted.put("b", 2);

        assertThat(CacheKey.of(new Rates(null, true, reversed))).isEqualTo(CacheKey.of(new Rates(null, true, sorted)));
        assertThat(CacheKey.of(new Rates(null, true, reversed))).hasToString("{*}:rates:v4:rates/a=1/b=2:-");
    }

    @Test
    void aPartMayBeNull() {
        assertThat(CacheKey.of(new Rates(null, true, Collections.singletonMap("a", null)))
                        .queryPath())
                .isEqualTo("rates/a=null");
    }

    @Test
    void aQueryWithoutTenantMustSayThatItIsShared() {
        assertThatExceptionOfType(MissingTenantException.class)
                .isThrownBy(() -> CacheKey.of(new Rates(null, false, Map.of())));
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(() -> CacheKey.of(new Rates("acme", true, Map.of())))
                .withMessageContaining("is shared by all tenants, and came with one");
    }

    private record Entries(
            String tenant, int account, @Nullable Object pagination) implements CacheableQuery {

        @Override
        public String cacheName() {
            return "ledger-entries";
        }

        @Override
        public Map<String, Object> keyParts() {
            return Map.of("account", account);
        }

        @Override
        public List<String> tags() {
            return List.of("account:" + account);
        }
    }

    private record Rates(@Nullable Object tenant, boolean shared, Map<String, @Nullable Object> keyParts)
            implements CacheableQuery {

        @Override
        public String cacheName() {
            return "rates";
        }

        @Override
        public String queryName() {
            return "rates";
        }

        @Override
        public int keyVersion() {
            return 4;
        }
    }
}
