package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachePolicy.Load;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.ContextLoader;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadContext;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a source decides of the entry that it makes. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
class AdaptiveLoadTests {

    private static final Duration TTL = Duration.ofSeconds(20);
    private static final Duration OWN = Duration.ofSeconds(90);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final CachePolicy POLICY =
            CachePolicy.defaults().withTtl(TTL).withNullTtl(TTL).withMaxUnconfirmed(CachePolicy.UNLIMITED);
    private static final CachePolicy BYTES = POLICY.withLocal(Local.bytes(1_000_000));
    private static final CachePolicy NO_LOCAL = POLICY.withLocal(Local.none());
    private static final CachePolicy NO_REMOTE = POLICY.withRemote(false);

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();
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
    void aResultIsFreshForAsLongAsItsSourceDecides(CachePolicy policy) {
        Player a = playground.join(policy);
        load(a, load -> {
            load.ttl(OWN);
            return "v1";
        });
        playground.pass(OWN.minus(MOMENT));
        assertThat(a.get(key, "v2")).isEqualTo("v1");
        playground.pass(MOMENT);
        assertThat(a.get(key, "v2")).isEqualTo("v2");
    }

    @ParameterizedTest
    @MethodSource("shared")
    void whatASourceDecidesCountsOnEveryInstance(CachePolicy policy) {
        load(playground.join(policy), load -> {
            load.ttl(OWN);
            load.staleFor(OWN);
            return "v1";
        });
        playground.pass(OWN.minus(MOMENT));
        Player b = playground.join(policy);
        assertThat(b.status(key, "v1")).isEqualTo(CacheStatus.HIT_REMOTE);
        playground.pass(MOMENT.plus(OWN).minus(MOMENT));
        assertThat(status(b, () -> failing())).isEqualTo(CacheStatus.STALE);
        assertThat(status(playground.join(policy), () -> failing())).isEqualTo(CacheStatus.STALE);
        playground.pass(MOMENT);
        assertThat(playground.join(policy).status(key, "v2")).isEqualTo(CacheStatus.MISS);
    }

    @Test
    void aStaleTimeThatIsShorterThanThePolicysEndsSoonerOnEveryInstance() {
        CachePolicy policy = POLICY.withStaleFor(Duration.ofHours(1));
        Player a = playground.join(policy);
        Player b = playground.join(policy);
        load(a, load -> {
            load.staleFor(Duration.ZERO);
            return "v1";
        });
        assertThat(b.status(key, "unused")).isEqualTo(CacheStatus.HIT_REMOTE);
        playground.pass(TTL);
        assertThat(b.status(key, "v2")).isEqualTo(CacheStatus.MISS);
        assertThat(a.status(key, "v2")).isNotEqualTo(CacheStatus.STALE);
    }

    @Test
    void jitterShortensWhatASourceDecides() {
        Player a = playground.join(POLICY.withJitter(20), builder -> builder.chance(() -> 0.5));
        load(a, load -> {
            load.ttl(Duration.ofSeconds(100));
            return "v1";
        });
        playground.pass(Duration.ofSeconds(90).minus(MOMENT));
        assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.HIT_LOCAL);
        playground.pass(MOMENT);
        assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.MISS);
    }

    @Test
    void howLongThereIsNothingIsDecidedTooAndNeverSaidStale() {
        Player a = playground.join(POLICY);
        load(a, load -> {
            load.ttl(OWN);
            load.staleFor(OWN);
            return null;
        });
        playground.pass(OWN.minus(MOMENT));
        assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.HIT_LOCAL);
        assertThat(playground.join(POLICY).status(key, "v2")).isEqualTo(CacheStatus.HIT_REMOTE);
        playground.pass(MOMENT);
        assertThat(a.status(key, "v2")).isEqualTo(CacheStatus.MISS);
    }

    @ParameterizedTest
    @MethodSource("everyTier")
    void aTtlOfZeroKeepsNothing(CachePolicy policy) {
        assertKeepsNothing(policy, load -> {
            load.ttl(Duration.ZERO);
            return "v1";
        });
    }

    @ParameterizedTest
    @MethodSource("everyTier")
    void whatIsNotToBeStoredIsKeptNowhere(CachePolicy policy) {
        assertKeepsNothing(policy, load -> {
            load.doNotStore();
            return "v1";
        });
    }

    private void assertKeepsNothing(CachePolicy policy, ContextLoader<String, RuntimeException> source) {
        Player a = playground.join(policy);
        assertThat(a.cache.<String, RuntimeException>get(key, String.class, source))
                .isEqualTo("v1");
        assertThat(a.cache.getIfPresent(key, String.class)).isEmpty();
        assertThat(a.get(key, "v2")).isEqualTo("v2");
        assertThat(a.sent.stream().filter("store"::equals).count()).isLessThanOrEqualTo(policy.remote() ? 1 : 0);
    }

    @ParameterizedTest
    @MethodSource("everyTier")
    void whoSharesALoadThatStoresNothingGetsItsAnswer(CachePolicy policy) throws Exception {
        Player a = playground.join(policy);
        CountDownLatch begun = new CountDownLatch(1);
        Caller<String> leader = Caller.of(() -> a.cache.get(key, String.class, load -> {
            load.doNotStore();
            begun.countDown();
            Caller.pass(gate);
            return "v1";
        }));
        Caller.pass(begun);
        Caller<String> other = Caller.of(() -> a.get(key, "unused")).awaitWaiting();
        gate.countDown();
        assertThat(leader.answer()).isEqualTo("v1");
        assertThat(other.answer()).isEqualTo("v1");
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        Player a = playground.join(POLICY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> a.cache.get(key, String.class, load -> {
                    load.ttl(Duration.ofSeconds(-1));
                    return "v1";
                }))
                .withMessage("The loader of " + key + " decides a ttl of PT-1S: give LoadContext zero or a positive"
                        + " duration");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> a.cache.get(key, String.class, load -> {
                    load.staleFor(Duration.ofDays(40_000));
                    return "v1";
                }))
                .withMessage("The loader of " + key
                        + " decides a staleFor of PT960000H: give LoadContext at most 36500 days");
        assertThat(a.get(key, "v2")).isEqualTo("v2");
    }

    @Test
    void onceTheSourceHasAnsweredNothingCanBeDecided() {
        Player a = playground.join(POLICY);
        AtomicReference<LoadContext<String>> kept = new AtomicReference<>();
        load(a, load -> {
            kept.set(load);
            return "v1";
        });
        String over = "The load of " + key + " is over: decide by its LoadContext before the source has answered";
        assertThatIllegalStateException().isThrownBy(() -> kept.get().ttl(OWN)).withMessage(over);
        assertThatIllegalStateException()
                .isThrownBy(() -> kept.get().staleFor(OWN))
                .withMessage(over);
        assertThatIllegalStateException()
                .isThrownBy(() -> kept.get().doNotStore())
                .withMessage(over);
        assertThatIllegalStateException()
                .isThrownBy(() -> kept.get().notModified())
                .withMessage(over);
    }

    @Test
    void loadsInsideALoadDecideForThemselves() {
        Player a = playground.join(POLICY);
        CacheKey inner = Playground.key("t2");
        load(a, load -> {
            a.cache.get(inner, String.class, () -> {
                LoadContext.current().doNotStore();
                assertThat(LoadContext.<String>current()).isNotSameAs(load);
                return "inner";
            });
            assertThat(LoadContext.<String>current()).isSameAs(load);
            load.ttl(OWN);
            return "v1";
        });
        playground.pass(OWN.minus(MOMENT));
        assertThat(a.get(key, "v2")).isEqualTo("v1");
        assertThat(a.cache.getIfPresent(inner, String.class)).isEmpty();
        assertNoContext();
    }

    @Test
    void aLoadOnAThreadOfTheCacheHasItsContextThere() {
        Player a = playground.join(POLICY.withLoad(Load.unbounded().atMost(Duration.ofMinutes(1))));
        AtomicReference<Thread> ranOn = new AtomicReference<>();
        load(a, load -> {
            ranOn.set(Thread.currentThread());
            load.ttl(OWN);
            return "v1";
        });
        playground.pass(OWN.minus(MOMENT));
        assertThat(a.get(key, "v2")).isEqualTo("v1");
        assertThat(ranOn.get()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void anAsynchronousSourceDecidesUntilItsStageIsComplete() {
        Player a = playground.join(POLICY);
        CompletableFuture<String> found = new CompletableFuture<>();
        AtomicReference<LoadContext<String>> context = new AtomicReference<>();
        CompletableFuture<CachedResult<String>> answer = a.cache.fetchAsync(
                key,
                String.class,
                () -> {
                    context.set(LoadContext.current());
                    return found;
                },
                FetchOptions.cached());
        Await.until("the source was started", () -> context.get() != null);
        context.get().ttl(OWN);
        found.complete("v1");
        assertThat(answer.join().value()).isEqualTo("v1");
        playground.pass(OWN.minus(MOMENT));
        assertThat(a.get(key, "v2")).isEqualTo("v1");
    }

    @Test
    void aPreparedQuerysSourceDecidesToo() {
        Player a = playground.join(POLICY);
        QueryHandle<String> query = a.cache
                .<String>query(QueryShape.of("ledger", "entries", "account"), String.class)
                .loader((tenant, page, arguments) -> {
                    LoadContext.current().doNotStore();
                    return "v1";
                });
        assertThat(query.get("t1", 7)).isEqualTo("v1");
        assertThat(a.cache.getIfPresent(query.key("t1", null, 7), String.class)).isEmpty();
    }

    @Test
    void aCallPastTheCacheDecidesNothing() {
        Player a = playground.join(POLICY);
        ContextLoader<String, RuntimeException> source = load -> {
            load.ttl(OWN);
            load.staleFor(OWN);
            load.doNotStore();
            assertThat(load.previous()).isEmpty();
            return "past";
        };
        a.get(key, "v1");
        assertThat(a.cache
                        .<String, RuntimeException>fetch(key, String.class, source, FetchOptions.bypass())
                        .value())
                .isEqualTo("past");
        assertThat(a.get(key, "unused")).isEqualTo("v1");
        assertThat(LoadContext.past(source)).isEqualTo("past");
        NexusCache off = NexusCacheBuilder.off();
        assertThat(off.<String, RuntimeException>get(key, String.class, source)).isEqualTo("past");
        assertThat(off.fetchAsync(
                                key,
                                String.class,
                                () -> CompletableFuture.completedFuture(source.load()),
                                FetchOptions.cached())
                        .join()
                        .value())
                .isEqualTo("past");
        assertThat(off.<String>query(QueryShape.of("ledger", "entries", "account"), String.class)
                        .loader((tenant, page, arguments) -> source.load())
                        .get("t1", 7))
                .isEqualTo("past");
        assertThatIllegalStateException()
                .isThrownBy(() -> off.get(key, String.class, LoadContext::notModified))
                .withMessage(
                        "The call goes past the cache, so there is no previous value that could be not modified. Ask"
                                + " LoadContext.previous() first, and load the value where it is empty");
    }

    @Test
    void outsideOfALoadAndInABatchThereIsNoContext() {
        assertNoContext();
        Player a = playground.join(POLICY);
        assertThat(a.cache.<String, RuntimeException>getAll(List.of(key), String.class, missing -> {
                    assertNoContext();
                    return Map.of(key, "v1");
                }))
                .containsEntry(key, "v1");
    }

    private static void assertNoContext() {
        assertThatIllegalStateException()
                .isThrownBy(LoadContext::current)
                .withMessage(
                        "The current thread works for no load that has a LoadContext. Ask for it inside a Loader, an"
                                + " AsyncLoader or a cached method that is called through its bean, on the thread that begins the"
                                + " load and not in a BatchLoader; a test calls such code by LoadContext.past");
    }

    private void load(Player player, ContextLoader<String, RuntimeException> source) {
        player.cache.get(key, String.class, source);
        if (player.cache.policy("ledger").remote()) {
            Await.until(
                    "the entry is stored",
                    () -> player.cache.statistics("ledger").stores() > 0);
        }
    }

    private CacheStatus status(Player player, Loader<String, RuntimeException> source) {
        return player.cache
                .<String, RuntimeException>fetch(key, String.class, source, FetchOptions.cached())
                .status();
    }

    private static String failing() {
        throw new IllegalStateException("down");
    }
}
