package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.Interleavings;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.stamp.EntryScopes;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.ValueForm;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.junit.jupiter.api.Test;

/**
 * Sharing loads while somebody evicts.
 *
 * <p>A call that begins after an eviction has returned is never answered by a load that had read the source before the change.
 * A load that has ended is shared with nobody, and one that ends takes no later one out of the way.
 */
class InFlightsInterleavingTests {

    private static final CacheKey KEY =
            CacheKey.builder("ledger").tenant("t1").query("entries").build();

    private static final ValueForm FORM = new ValueForm(String.class, null, false, new ValueForm.Kind(), false);

    private static final KeyText TEXT = new KeyText("app");

    @Test
    void noCallIsAnsweredByALoadFromBeforeAnEvictionThatHadReturned() {
        Interleavings.race(Sharing.class);
    }

    public static class Sharing {

        private final Scopes scopes = new Scopes(TEXT, new ConcurrentHashMap<>());
        private final EntryScopes lineage = scopes.lineage(KEY, List.of());
        private final Epoch epoch = new Epoch(0);
        private final InFlights flights = new InFlights(Waiting.blocking());

        /** What the source says, and the latest of its changes whose eviction has returned. */
        private volatile int source;

        private volatile int evicted;

        /** Whether what the call was answered is from before an eviction that had returned when it began. */
        @Operation
        public boolean callIsDeceived() {
            int atLeast = evicted;
            InFlight own = new InFlight(KEY, FORM, StampBasis.capture(lineage, epoch));
            InFlight shared = flights.joinOrLead(own);
            return (shared == own ? load(own) : joined(shared)) < atLeast;
        }

        /** Takes its time, so that others come meanwhile. */
        private int load(InFlight own) {
            int read = source;
            for (int pauses = 0; pauses < 20; pauses++) {
                Thread.yield();
            }
            flights.remove(own);
            own.complete(new Answer(Integer.toString(read), CacheStatus.MISS, null));
            return read;
        }

        private static int joined(InFlight shared) {
            return shared.outcome().join() instanceof InFlight.Outcome.Answered ended
                    ? Integer.parseInt(String.valueOf(ended.answer().value()))
                    : -1;
        }

        /** One thread changes the source. */
        @Operation(nonParallelGroup = "writer")
        public void changeAndEvict() {
            int changed = source + 1;
            source = changed;
            lineage.query().beginEviction();
            evicted = changed;
        }
    }
}
