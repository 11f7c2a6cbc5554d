package io.ledgerlink.nexus.cache.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.key.KeyText;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryScopesTests {

    private final Scopes scopes = new Scopes(new KeyText("app"));

    @Test
    void tenantEntriesBelongToAllCacheQueryRegionTenantAndTags() {
        CacheKey key = tenantKey();
        EntryScopes lineage = scopes.lineage(key, List.of("b", "a", "b"));
        assertThat(lineage.scopes())
                .containsExactly(
                        scopes.all(),
                        scopes.cache("ledger"),
                        scopes.query(key),
                        scopes.region("t1", "ledger"),
                        scopes.tenant("t1"),
                        scopes.tag("t1", "a"),
                        scopes.tag("t1", "b"));
    }

    @Test
    void sharedEntriesHaveNeitherTenantNorTags() {
        CacheKey key = CacheKey.builder("rates").shared().query("all").build();
        assertThat(scopes.lineage(key, List.of()).scopes())
                .containsExactly(scopes.all(), scopes.cache("rates"), scopes.query(key), scopes.region(null, "rates"));
    }

    @Test
    void everyScopeOfALineageMovesItsLevel() {
        EntryScopes lineage = scopes.lineage(tenantKey(), List.of("a", "b"));
        for (Scope scope : lineage.scopes()) {
            long before = lineage.stampSum();
            scope.beginEviction();
            assertThat(lineage.stampSum()).as(scope.key()).isEqualTo(before + 1);
        }
    }

    @Test
    void nearScopesShareTheEntrysSlotAndWideOnesDoNot() {
        EntryScopes lineage = scopes.lineage(tenantKey(), List.of("a"));
        for (Scope scope : lineage.scopes()) {
            assertThat(scope.slot().equals("t1")).as(scope.key()).isEqualTo(!scope.wide());
        }
    }

    private static CacheKey tenantKey() {
        return CacheKey.builder("ledger").tenant("t1").query("entries").build();
    }
}
