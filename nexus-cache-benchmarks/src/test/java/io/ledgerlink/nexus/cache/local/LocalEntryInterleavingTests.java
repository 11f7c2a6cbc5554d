package io.ledgerlink.nexus.cache.local;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.Interleavings;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.stamp.EntryScopes;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.junit.jupiter.api.Test;

/**
 * Confirming and evicting an entry while callers ask whether it may answer.
 *
 * <p>An entry never counts as confirmed in an epoch before a confirmation for that epoch has begun, whatever late one of an
 * older epoch crosses it. And once one of its scopes was evicted
 * it is valid for nobody any more, whichever of its scopes he looks at first.
 */
class LocalEntryInterleavingTests {

    private static final CacheKey KEY =
            CacheKey.builder("ledger").tenant("t1").query("entries").build();

    private static final KeyText TEXT = new KeyText("app");

    @Test
    void noOrderOfConfirmationsMakesMoreOfThemThanTheyAre() {
        Interleavings.play(Confirming.class, Honest.class);
    }

    @Test
    void anEvictionOfAnyScopeEndsAnEntryForAll() {
        Interleavings.play(Evicting.class, Ending.class);
    }

    public static class Confirming {

        private final Epoch before = new Epoch(100);
        private final Epoch now = new Epoch(100);
        private final LocalEntry entry;
        private volatile boolean confirmedNow;

        public Confirming() {
            EntryScopes lineage = new Scopes(TEXT, new ConcurrentHashMap<>()).lineage(KEY, List.of());
            entry = new LocalEntry("value", this, StampBasis.capture(lineage, before), 0, 0, 1_000, 1_000);
        }

        /** By a request that was sent in the epoch that has ended. */
        @Operation
        public void confirmLate() {
            entry.confirm(before, 99);
        }

        @Operation
        public void confirm() {
            confirmedNow = true;
            entry.confirm(now, 101);
        }

        /** Whether a caller in the new epoch takes the entry for confirmed where it is not. */
        @Operation
        public boolean deceives() {
            return entry.confirmed(105, now, 10) && !confirmedNow;
        }
    }

    /** Never deceives. */
    public static class Honest {

        public void confirmLate() {}

        public void confirm() {}

        public boolean deceives() {
            return false;
        }
    }

    public static class Evicting {

        private final Scopes scopes = new Scopes(TEXT, new ConcurrentHashMap<>());
        private final Scope tenant = scopes.tenant("t1");
        private final Scope query = scopes.query(KEY);
        private final LocalEntry entry;

        public Evicting() {
            Epoch epoch = new Epoch(0);
            StampBasis captured = StampBasis.capture(scopes.lineage(KEY, List.of()), epoch);
            entry = new LocalEntry("value", this, captured, 0, 0, 1_000, 1_000);
        }

        @Operation
        public void evictTenant() {
            tenant.beginEviction();
        }

        @Operation
        public void hearOfQuery() {
            query.hear(query.stamp() + 10);
        }

        @Operation
        public void confirmTenant() {
            tenant.endEvictions(1, 7);
        }

        @Operation
        public boolean valid() {
            return entry.valid();
        }
    }

    /** Valid until the first of all. */
    public static class Ending {

        private boolean ended;

        public void evictTenant() {
            ended = true;
        }

        public void hearOfQuery() {
            ended = true;
        }

        public void confirmTenant() {
            ended = true;
        }

        public boolean valid() {
            return !ended;
        }
    }
}
