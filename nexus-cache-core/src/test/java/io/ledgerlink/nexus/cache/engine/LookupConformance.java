package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.LoadTicket;
import io.ledgerlink.nexus.cache.Lookup;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Looking for an entry, and beginning a load where there is none. */
@SuppressWarnings("NullAway")
abstract class LookupConformance extends EngineConformance {

    LookupConformance(Remote remote) {
        super(remote);
    }

    @Test
    void findsWhatEitherTierHas() {
        Instance a = start();
        Instance b = start();
        storeThrough(a, key(1), "value");
        assertThat(found(b)).extracting("value", "status").containsExactly("value", CacheStatus.HIT_REMOTE);
        assertThat(found(b)).extracting("value", "status").containsExactly("value", CacheStatus.HIT_LOCAL);
    }

    @Test
    void findsNothingAndBeginsALoadInOneRoundTrip() {
        Instance a = start();
        storeThrough(a, key(1), "value");
        a.cache().evictor().evictQuery(key(1));
        int before = a.tier().count(Command.READ);
        LoadTicket ticket = absent(a);
        assertThat(a.tier().count(Command.READ)).isEqualTo(before + 1);
        assertThat(ticket.store("new")).isTrue();
        awaitStores(a, 2);
        assertThat(found(start()).value()).isEqualTo("new");
    }

    @Test
    void anAbsentEntryIsAMiss() {
        Instance a = start();
        absent(a);
        assertThat(statistics(a).misses()).isOne();
    }

    @Test
    void whatWasLoadedBeforeAnEvictionIsNotStored() {
        Instance a = start();
        Instance b = start();
        LoadTicket ticket = absent(a);
        LoadTicket elsewhere = absent(b);
        a.cache().evictor().evictQuery(key(1));
        assertThat(ticket.store("old")).isFalse();
        elsewhere.store("old");
        assertThat(get(start(), key(1), "new")).isEqualTo("new");
    }

    @Test
    void aCacheWithoutTimeToLiveHasNothingAndKeepsNothing() {
        Instance a = start(CachePolicy.defaults().withTtl(Duration.ZERO));
        int before = a.tier().count(Command.READ);
        assertThat(absent(a).store("value")).isFalse();
        absent(a);
        assertThat(a.tier().count(Command.READ)).isEqualTo(before);
        assertThat(statistics(a).bypasses()).isEqualTo(2);
    }

    @Test
    void waitsForTheRemoteTierOnTheExecutorAlone() throws Exception {
        Instance a = start();
        Instance b = start();
        storeThrough(a, key(1), "value");
        Hold reply = b.tier().holdReply(Command.READ);
        CompletableFuture<Lookup<String>> looking = b.cache().lookup(key(1), String.class, ForkJoinPool.commonPool());
        reply.awaitReached();
        assertThat(looking).isNotDone();
        reply.release();
        assertThat(looking.get(10, TimeUnit.SECONDS)).isInstanceOf(Lookup.Found.class);
        assertThat(b.cache().<String>lookup(key(1), String.class, task -> {
                    throw new AssertionError("the local tier needs no executor");
                }))
                .isCompletedWithValueMatching(lookup -> lookup instanceof Lookup.Found);
    }

    @Test
    void anyValueByReferenceAnswersWhereAnObjectIsAskedFor() {
        Instance a = start();
        storeThrough(a, key(1), "value");
        assertThat(a.cache().getIfPresent(key(1), Object.class).orElseThrow().value())
                .isEqualTo("value");
        assertThat(a.cache().getIfPresent(key(1), Integer.class)).isEmpty();
        Instance bytes = start(CachePolicy.defaults()
                .withRemote(false)
                .withLocal(new CachePolicy.Local(CachePolicy.Store.BYTES, 100, 0)));
        get(bytes, key(2), "value");
        assertThat(bytes.cache().getIfPresent(key(2), Object.class))
                .as("bytes of one type are none of another")
                .isEmpty();
        assertThat(statistics(bytes).unreadable()).isZero();
    }

    private static CachedResult<String> found(Instance instance) {
        return ((Lookup.Found<String>) instance.cache().<String>lookup(key(1), String.class)).result();
    }

    private static LoadTicket absent(Instance instance) {
        return ((Lookup.Absent<String>) instance.cache().<String>lookup(key(1), String.class)).ticket();
    }
}
