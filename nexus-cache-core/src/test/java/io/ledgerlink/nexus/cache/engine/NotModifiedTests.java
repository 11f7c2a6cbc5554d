package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.ContextLoader;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadContext;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.entry.EnvelopeLayout;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loads whose source says that the value it would give is there already. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
class NotModifiedTests {

    private static final Duration TTL = Duration.ofSeconds(20);
    private static final Duration STALE = Duration.ofMinutes(5);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final CachePolicy POLICY =
            CachePolicy.defaults().withTtl(TTL).withStaleFor(STALE).withMaxUnconfirmed(CachePolicy.UNLIMITED);
    private static final CachePolicy BYTES = POLICY.withLocal(Local.bytes(1_000_000));
    private static final CachePolicy NO_LOCAL = POLICY.withLocal(Local.none());
    private static final CachePolicy NO_REMOTE = POLICY.withRemote(false);

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        gate.countDown();
        playground.close();
    }

    static Stream<CachePolicy> everyTier() {
        return Stream.of(POLICY, BYTES, NO_LOCAL, NO_REMOTE);
    }

    static Stream<CachePolicy> shared() {
        return Stream.of(POLICY, BYTES, NO_LOCAL);
    }

    @ParameterizedTest
    @MethodSource("everyTier")
    void aStaleEntryIsFreshAgainAndItsValueIsNotSent(CachePolicy policy) {
        Player a = playground.join(policy);
        store(a, "v1");
        playground.pass(TTL);
        a.sent.clear();
        List<Optional<String>> seen = new CopyOnWriteArrayList<>();
        assertThat(fetch(a, load -> {
                            seen.add(load.previous());
                            return load.notModified();
                        })
                        .status())
                .isEqualTo(CacheStatus.STALE);
        awaitFresh(a);
        if (policy.remote()) {
            awaitStores(a, 2);
            assertThat(a.sent).contains("touch:" + EnvelopeLayout.HEADER).doesNotContain("store");
        }
        assertThat(seen).containsExactly(Optional.of("v1"));
        playground.pass(TTL.minus(MOMENT));
        assertThat(a.get(key, "v2")).isEqualTo("v1");
        assertThat(fetch(a, load -> "v2").age()).isEqualTo(TTL.minus(MOMENT));
        playground.pass(MOMENT);
        assertThat(fetch(a, load -> load.notModified()).status()).isEqualTo(CacheStatus.STALE);
    }

    @ParameterizedTest
    @MethodSource("shared")
    void otherInstancesFindTheEntryAsIfItWasLoadedNow(CachePolicy policy) {
        Player a = playground.join(policy);
        Player b = playground.join(policy);
        store(a, "v1");
        assertThat(b.status(key, "unused")).isIn(CacheStatus.HIT_REMOTE, CacheStatus.HIT_LOCAL);
        playground.pass(TTL);
        fetch(a, load -> load.notModified());
        awaitStores(a, 2);
        playground.pass(MOMENT);
        CachedResult<String> found = fetch(playground.join(policy), load -> "v2");
        assertThat(found.value()).isEqualTo("v1");
        assertThat(found.status()).isEqualTo(CacheStatus.HIT_REMOTE);
        assertThat(found.age()).isEqualTo(MOMENT);
        assertThat(found.remaining()).isEqualTo(TTL.minus(MOMENT));
        fetch(b, load -> "v2");
        awaitFresh(b);
        assertThat(b.get(key, "v2")).isEqualTo("v1");
    }

    @ParameterizedTest
    @MethodSource("shared")
    void anInstanceRenewsWhatAnotherOneHasLoaded(CachePolicy policy) {
        store(playground.join(policy), "v1");
        playground.pass(TTL);
        Player b = playground.join(policy);
        fetch(b, load -> load.notModified());
        awaitStores(b, 1);
        assertThat(b.sent).contains("touch:" + EnvelopeLayout.HEADER).doesNotContain("store");
        awaitFresh(b);
        assertThat(b.get(key, "v2")).isEqualTo("v1");
    }

    @ParameterizedTest
    @MethodSource("everyTier")
    void aFreshEntryThatIsRefreshedIsTheValueBefore(CachePolicy policy) throws Exception {
        Player a = playground.join(policy);
        store(a, "v1");
        playground.pass(TTL.minus(MOMENT));
        assertThat(a.cache
                        .<String>refresh(key, String.class, load -> load.notModified())
                        .get(10, TimeUnit.SECONDS)
                        .value())
                .isEqualTo("v1");
        if (policy.remote()) {
            awaitStores(a, 2);
        }
        playground.pass(TTL.minus(MOMENT));
        assertThat(a.get(key, "v2")).isEqualTo("v1");
    }

    @ParameterizedTest
    @MethodSource("everyTier")
    void anEvictionDuringTheLoadIsNotUndone(CachePolicy policy) throws Exception {
        Player a = playground.join(policy);
        store(a, "v1");
        CompletableFuture<CachedResult<String>> refreshed = a.cache.refresh(key, String.class, load -> {
            String before = load.notModified();
            held();
            return before;
        });
        Caller.pass(begun);
        a.cache.evictor().evictTag("t1", "account:7");
        gate.countDown();
        assertThat(refreshed.get(10, TimeUnit.SECONDS).value()).isEqualTo("v1");
        assertThat(a.get(key, "v2")).isEqualTo("v2");
        assertThat(a.sent).doesNotContain("touch:" + EnvelopeLayout.HEADER);
    }

    @Test
    void anEvictionElsewhereThatIsNotHeardOfIsNotUndone() throws Exception {
        Player a = playground.join(POLICY);
        Player b = playground.join(POLICY);
        store(a, "v1");
        playground.pass(TTL);
        Hold touch = a.tier.hold(Command.TOUCH);
        fetch(a, load -> load.notModified());
        touch.awaitReached();
        a.link.loseMessages(true);
        b.cache.evictor().evictQuery(key);
        touch.release();
        Await.until("the touch is refused", () -> a.cache.statistics("ledger").refusedStores() == 1);
        assertThat(b.get(key, "v2")).isEqualTo("v2");
    }

    @ParameterizedTest
    @MethodSource("everyTier")
    void whatWasEvictedBeforeIsNoValueBefore(CachePolicy policy) throws Exception {
        Player a = playground.join(policy);
        store(a, "v1");
        a.cache.evictor().evictQuery(key);
        assertThat(seenByRefresh(a, "v2")).isEmpty();
    }

    @Test
    void whatAnotherInstanceHasEvictedUnheardIsNoValueBefore() throws Exception {
        Player a = playground.join(POLICY);
        store(a, "v1");
        a.link.loseMessages(true);
        playground.join(POLICY).cache.evictor().evictQuery(key);
        assertThat(seenByRefresh(a, "v2")).isEmpty();
    }

    @Test
    void whatIsEvictedBeforeTheSourceLooksIsNoValueBefore() throws Exception {
        Player a = playground.join(POLICY);
        store(a, "v1");
        List<Optional<String>> seen = new CopyOnWriteArrayList<>();
        a.cache
                .<String>refresh(key, String.class, load -> {
                    a.cache.evictor().evictQuery(key);
                    seen.add(load.previous());
                    return "v2";
                })
                .get(10, TimeUnit.SECONDS);
        assertThat(seen).containsExactly(Optional.empty());
    }

    @Test
    void whileRedisIsAwayAnEntryIsRenewedOnlyWithinItsLease() throws Exception {
        Player a = playground.join(POLICY.withMaxUnconfirmed(Duration.ofSeconds(5)));
        store(a, "v1");
        a.link.disconnect();
        playground.pass(Duration.ofSeconds(5).minus(MOMENT));
        assertThat(seenByRefresh(a, "v2")).contains("v1");
        playground.pass(Duration.ofSeconds(5));
        assertThat(seenByRefresh(a, "v3")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyTier")
    void whereNothingIsThereNothingIsNotModified(CachePolicy policy) {
        Player a = playground.join(policy);
        assertThatThrownBy(() -> fetch(a, load -> load.notModified()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The loader of " + key + " says that the value is not modified, and there is none that it could"
                                + " renew. Ask LoadContext.previous() first, and load the value where it is empty; stale-for says"
                                + " how long one is there");
        store(a, "v1");
        playground.pass(TTL.plus(STALE));
        assertThat(fetch(a, load -> load.previous().orElse("nothing")).value()).isEqualTo("nothing");
    }

    @Test
    void thatThereIsNothingIsNoValueBefore() throws Exception {
        Player a = playground.join(POLICY);
        fetch(a, load -> null);
        assertThat(seenByRefresh(a, "v2")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shared")
    void whereTheRemoteEntryIsGoneItIsStoredOnceMore(CachePolicy policy) throws Exception {
        Player a = playground.join(policy);
        store(a, "v1");
        playground.pass(TTL);
        Hold touch = a.tier.hold(Command.TOUCH);
        fetch(a, load -> load.notModified());
        touch.awaitReached();
        assertThat(playground.remote.forget(entry())).isTrue();
        touch.release();
        awaitStores(a, 2);
        assertThat(playground.join(policy).status(key, "v2")).isEqualTo(CacheStatus.HIT_REMOTE);
        assertThat(playground.join(policy).get(key, "v2")).isEqualTo("v1");
    }

    /** Another instance may hold a later value than the remote tier: dating what is there again would bring the older one back. */
    @Test
    void whatTheRemoteTierWasNotSeenToHoldIsStoredWhole() throws Exception {
        Player a = playground.join(POLICY);
        store(a, "older");
        Hold lost = a.tier.hold(Command.STORE);
        a.cache.refresh(key, String.class, load -> "newer").get(10, TimeUnit.SECONDS);
        lost.awaitReached();
        lost.fail();
        a.cache.<String>refresh(key, String.class, load -> load.notModified()).get(10, TimeUnit.SECONDS);
        awaitStores(a, 2);
        assertThat(playground.join(POLICY).get(key, "unused")).isEqualTo("newer");
    }

    @Test
    void aSourceThatReturnsSomethingElseHasModifiedIt() throws Exception {
        Player a = playground.join(POLICY);
        store(a, "v1");
        a.cache
                .<String>refresh(key, String.class, load -> load.notModified() + "+")
                .get(10, TimeUnit.SECONDS);
        awaitStores(a, 2);
        assertThat(a.get(key, "unused")).isEqualTo("v1+");
        assertThat(playground.join(POLICY).get(key, "unused")).isEqualTo("v1+");
    }

    @ParameterizedTest
    @MethodSource("shared")
    void anotherStaleTimeIsStoredWithTheValue(CachePolicy policy) throws Exception {
        Player a = playground.join(policy);
        store(a, "v1");
        a.cache
                .<String>refresh(key, String.class, load -> {
                    load.ttl(Duration.ofSeconds(90));
                    load.staleFor(Duration.ZERO);
                    return load.notModified();
                })
                .get(10, TimeUnit.SECONDS);
        awaitStores(a, 2);
        playground.pass(Duration.ofSeconds(90).minus(MOMENT));
        Player b = playground.join(policy);
        assertThat(b.get(key, "v2")).isEqualTo("v1");
        playground.pass(MOMENT);
        assertThat(b.status(key, "v2")).isEqualTo(CacheStatus.MISS);
    }

    @Test
    void aRenewalMayBeForgoneToo() throws Exception {
        Player a = playground.join(POLICY);
        store(a, "v1");
        playground.pass(TTL.minus(MOMENT));
        a.cache
                .<String>refresh(key, String.class, load -> {
                    load.doNotStore();
                    return load.notModified();
                })
                .get(10, TimeUnit.SECONDS);
        playground.pass(MOMENT);
        assertThat(fetch(a, load -> load.notModified()).status()).isEqualTo(CacheStatus.STALE);
    }

    private Optional<String> seenByRefresh(Player player, String value) throws Exception {
        List<Optional<String>> seen = new CopyOnWriteArrayList<>();
        player.cache
                .<String>refresh(key, String.class, load -> {
                    seen.add(LoadContext.<String>current().previous());
                    return value;
                })
                .get(10, TimeUnit.SECONDS);
        assertThat(seen).hasSize(1);
        return seen.get(0);
    }

    private String entry() {
        return playground.remote.keys().stream()
                .filter(each -> each.contains(":ledger:v1:"))
                .findFirst()
                .orElseThrow();
    }

    private void held() {
        begun.countDown();
        try {
            Caller.pass(gate);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private CachedResult<String> fetch(Player player, ContextLoader<String, RuntimeException> source) {
        return player.cache.fetch(key, String.class, source, FetchOptions.cached());
    }

    private void store(Player player, String value) {
        player.get(key, value);
        if (player.cache.policy("ledger").remote()) {
            awaitStores(player, 1);
        }
    }

    private static void awaitStores(Player player, long stores) {
        Await.until(
                "the entry is stored", () -> player.cache.statistics("ledger").stores() >= stores);
    }

    private void awaitFresh(Player player) {
        Await.until(
                "the entry is fresh",
                () -> player.cache.getIfPresent(key, String.class).isPresent());
    }
}
