package io.ledgerlink.nexus.cache.stamp;

import io.ledgerlink.nexus.cache.Interleavings;
import io.ledgerlink.nexus.cache.key.KeyText;
import java.util.concurrent.ConcurrentHashMap;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;
import org.jetbrains.kotlinx.lincheck.paramgen.IntGen;
import org.junit.jupiter.api.Test;

/**
 * Merging stamps from replies, messages and evictions that come at once.
 *
 * <p>A scope ends as if they had come one after the other: no stamp is lost, no generation is counted once for two, and a
 * level that somebody has seen is never followed by a lower one.
 */
class ScopeInterleavingTests {

    @Test
    void mergesThatComeAtOnceAreSeenAsOneAfterTheOther() {
        Interleavings.play(Merging.class);
    }

    @Param(name = "stamp", gen = IntGen.class, conf = "1:3")
    public static class Merging {

        private static final KeyText TEXT = new KeyText("app");

        private final Scope scope = new Scopes(TEXT, new ConcurrentHashMap<>()).tenant("t1");

        /** A reply of the remote tier. */
        @Operation
        public void raise(@Param(name = "stamp") int stamp) {
            scope.raise(stamp);
        }

        /** A message of another instance. */
        @Operation
        public void hear(@Param(name = "stamp") int stamp) {
            scope.hear(stamp);
        }

        @Operation
        public void beginEviction() {
            scope.beginEviction();
        }

        @Operation
        public void endEviction(@Param(name = "stamp") int stamp) {
            scope.endEvictions(1, stamp);
        }

        /** What a local hit asks. */
        @Operation
        public long stampSum() {
            return scope.stampSum();
        }

        /** What a load captures. */
        @Operation
        public String snapshot() {
            Scope.Snapshot now = scope.snapshot();
            return now.stamp() + "+" + now.generation() + (now.pending() ? " pending" : "");
        }
    }
}
