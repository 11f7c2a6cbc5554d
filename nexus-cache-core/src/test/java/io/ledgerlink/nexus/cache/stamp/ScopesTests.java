package io.ledgerlink.nexus.cache.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScopesTests {

    private final KeyText text = new KeyText("app");
    private final Scopes scopes = new Scopes(text);

    @Test
    void aScopeIsOneObjectForAsLongAsSomebodyHoldsIt() {
        Scope held = scopes.tenant("t1");
        for (int i = 0; i < 20; i++) {
            System.gc();
            assertThat(scopes.tenant("t1")).isSameAs(held);
        }
    }

    @Test
    void aScopeThatNobodyHoldsIsForgotten() {
        Await.until("a scope that nobody holds is forgotten", () -> {
            scopes.tenant("t1").raise(5);
            System.gc();
            return scopes.tenant("t1").stamp() == 0;
        });
    }

    @Test
    void aLineageHoldsAllItsScopes() {
        EntryScopes lineage = scopes.lineage(key(1), List.of("a", "b"));
        lineage.scopes().forEach(scope -> scope.raise(7));
        awaitCollection();
        assertThat(scopes.lineage(key(1), List.of("a", "b")).stampSum()).isEqualTo(6 * 7 + 7);
        assertThat(lineage.stampSum()).isEqualTo(7 * 7);
    }

    @Test
    void wideScopesAreNeverForgotten() {
        scopes.all().raise(5);
        scopes.cache("ledger").raise(6);
        awaitCollection();
        assertThat(scopes.all().stamp()).isEqualTo(5);
        assertThat(scopes.cache("ledger").stamp()).isEqualTo(6);
        assertThat(scopes.wide()).containsExactlyInAnyOrder(scopes.all(), scopes.cache("ledger"));
    }

    @Test
    void aKeyOfTheRemoteTierLeadsToTheSameObject() {
        Scope tenant = scopes.tenant("t1");
        Scope region = scopes.region("t1", "ledger");
        Scope query = scopes.query(key(1));
        Scope tag = scopes.tag("t1", "account:7");
        List.of(scopes.all(), scopes.cache("ledger"), tenant, region, query, tag)
                .forEach(scope -> assertThat(scopes.byKey(scope.key())).isSameAs(scope));
    }

    @Test
    void aCacheThatIsHeardOfFirstIsWide() {
        Scope heard = scopes.byKey(text.cacheStamp("rates"));
        assertThat(heard.wide()).isTrue();
        assertThat(scopes.cache("rates")).isSameAs(heard);
        assertThat(scopes.byKey(text.tenantStamp("t1")).wide()).isFalse();
    }

    @Test
    void aQuerysScopeCoversAllItsPages() {
        Scope query = scopes.query(key(1));
        CacheKey page2 = CacheKey.builder("ledger")
                .tenant("t1")
                .query("entries")
                .part("account", 1)
                .page(Pagination.of(2, 10))
                .build();
        assertThat(scopes.query(page2)).isSameAs(query);
        assertThat(scopes.query(key(2))).isNotSameAs(query);
    }

    @Test
    void aTagIsItsTenantsOwn() {
        assertThat(scopes.tag("t1", "a")).isNotSameAs(scopes.tag("t2", "a"));
        assertThat(scopes.region("t1", "ledger")).isNotSameAs(scopes.region("t2", "ledger"));
        assertThat(scopes.region(null, "ledger")).isNotSameAs(scopes.cache("ledger"));
    }

    /** Returns after the collector has run to its end at least once. */
    private static void awaitCollection() {
        WeakReference<Object> canary = new WeakReference<>(new Object());
        Await.until("the collector has run", () -> {
            System.gc();
            return canary.get() == null;
        });
    }

    private static CacheKey key(int account) {
        return CacheKey.builder("ledger")
                .tenant("t1")
                .query("entries")
                .part("account", account)
                .build();
    }
}
