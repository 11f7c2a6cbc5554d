package io.ledgerlink.nexus.cache.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.stamp.EntryScopes;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalTierTests {

    private final Scopes scopes = new Scopes(new KeyText("app"));
    private final AtomicLong now = new AtomicLong();
    private final LocalTier tier = new LocalTier(Local.references(10), now::get);

    @Test
    void aKeptEntryHoldsNeitherTheCallsKeyNorItsTexts() {
        WeakReference<CacheKey> call = new WeakReference<>(kept(7));
        WeakReference<String> stamp = new WeakReference<>(scope(7).key());
        Await.until("key and text are garbage", () -> {
            System.gc();
            return call.get() == null && stamp.get() == null;
        });
        assertThat(tier.get(key(7))).isNotNull();
    }

    @Test
    void theScopeOfAKeptEntryIsStillFoundByItsText() {
        kept(7);
        Scope scope = scope(7);
        assertThat(scopes.byKey("app:{t1}:!query:ledger:" + key(7).queryPath())).isSameAs(scope);
        Reference.reachabilityFence(tier);
    }

    @Test
    void entriesLeaveWhenTheTimeOfTheLongestLivedHasPassed() {
        keep(1, 10);
        keep(2, 30);
        now.set(29);
        assertThat(tier.size()).isEqualTo(2);
        now.set(30);
        assertThat(tier.size()).isZero();
    }

    @Test
    void anEntryThatWasKeptAgainLivesAnew() {
        keep(1, 30);
        now.set(20);
        keep(1, 50);
        now.set(49);
        assertThat(tier.get(key(1))).isNotNull();
    }

    @Test
    void whatIsOverIsStillFoundUntilSomethingIsKept() {
        keep(1, 10);
        now.set(11);
        LocalEntry over = Objects.requireNonNull(tier.get(key(1)));
        assertThat(over.fresh(now.get())).isFalse();
        assertThat(over.stale(now.get())).isFalse();
        keep(2, 20);
        assertThat(tier.get(key(1))).isNull();
    }

    private void keep(int account, long staleUntil) {
        EntryScopes lineage = scopes.lineage(key(account), List.of());
        StampBasis basis = StampBasis.capture(lineage, new Epoch(0));
        tier.put(key(account), new LocalEntry("value", this, basis, now.get(), now.get(), staleUntil, staleUntil));
    }

    private Scope scope(int account) {
        return Objects.requireNonNull(tier.get(key(account))).lineage().query();
    }

    private CacheKey kept(int account) {
        CacheKey key = key(account);
        EntryScopes lineage = scopes.lineage(key, List.of());
        assertThat(key.toString()).contains("ledger");
        tier.put(key, new LocalEntry("value", this, StampBasis.capture(lineage, new Epoch(0)), 0, 0, 10, 10));
        return key;
    }

    private static CacheKey key(int account) {
        return CacheKey.builder("ledger")
                .tenant("t1")
                .query("entries")
                .part("account", account)
                .build();
    }
}
