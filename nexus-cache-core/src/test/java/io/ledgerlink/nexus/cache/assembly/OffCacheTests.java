package io.ledgerlink.nexus.cache.assembly;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadTicket;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;

class OffCacheTests {

    private static final QueryShape SHAPE = QueryShape.of("ledger", "entries", "account");
    private static final CacheKey KEY = SHAPE.key("acme", null, 1);

    private final NexusCache cache = NexusCacheBuilder.off();
    private final AtomicInteger loads = new AtomicInteger();

    @Test
    void everyCallAsksItsSource() {
        assertThat(cache.get(KEY, Integer.class, loads::incrementAndGet)).isEqualTo(1);
        assertThat(cache.get(KEY, Integer.class, loads::incrementAndGet)).isEqualTo(2);
        assertThat(cache.fetch(KEY, Integer.class, loads::incrementAndGet, FetchOptions.cached())
                        .status())
                .isEqualTo(CacheStatus.BYPASS);
    }

    @Test
    void aPreparedQueryAsksItsSource() {
        QueryHandle<Integer> handle =
                cache.<Integer>query(SHAPE, Integer.class).loader((tenant, page, arguments) -> loads.incrementAndGet());
        assertThat(handle.get("acme", 1)).isEqualTo(1);
        assertThat(handle.get("acme", 1)).isEqualTo(2);
        assertThat(handle.key("acme", null, 1)).isEqualTo(KEY);
    }

    @Test
    void aCallWithoutATenantIsAnsweredAllTheSame() {
        QueryHandle.PerCall<Integer> query =
                cache.<Integer>query(SHAPE, Integer.class).perCall();
        assertThat(query.get(FetchOptions.cached(), loads, counter -> counter::incrementAndGet, null, null, 1))
                .isEqualTo(1);
    }

    @Test
    void whatASourceThrowsReachesTheCallerUnwrapped() {
        IOException failure = new IOException("disk");
        QueryHandle.PerCall<Integer> query =
                cache.<Integer>query(SHAPE, Integer.class).perCall();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> query.get(
                        FetchOptions.cached(),
                        failure,
                        thrown -> () -> {
                            throw thrown;
                        },
                        "acme",
                        null,
                        1))
                .isSameAs(failure);
    }

    @Test
    void resultsCannotBeChangedAsWhenTheCacheIsOn() {
        List<Integer> result = cache.get(
                KEY, new ParameterizedTypeReference<List<Integer>>() {}.getType(), () -> new ArrayList<>(List.of(1)));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> requireNonNull(result).add(2));
    }

    @Test
    void manyKeysAreAskedOfTheSourceOnceEach() {
        List<CacheKey> asked = new ArrayList<>();
        assertThat(cache.getAll(List.of(KEY, KEY), Integer.class, missing -> {
                    asked.addAll(missing);
                    return Map.of(KEY, 7);
                }))
                .isEqualTo(Map.of(KEY, 7));
        assertThat(asked).containsExactly(KEY);
    }

    @Test
    void nothingIsKept() {
        assertThat(cache.put(KEY, Integer.class, 1).stamps()).isEmpty();
        LoadTicket ticket = cache.begin(KEY, Integer.class);
        assertThat(ticket.store(1)).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> ticket.store(1))
                .withMessage("The ticket of " + KEY + " was stored before: begin another load");
        assertThat(cache.getIfPresent(KEY, Integer.class)).isEmpty();
        assertThat(cache.touch(KEY, Integer.class)).isFalse();
        assertThat(cache.statistics("ledger").loads()).isZero();
        assertThat(cache.busStatistics().connected()).isFalse();
        assertThat(cache.cacheNames()).isEmpty();
        assertThat(cache.policy("ledger").ttl()).isZero();
    }

    @Test
    void evictionsAreConfirmedWithoutStamps() {
        CacheEvictor evictor = cache.evictor();
        assertThat(List.of(
                        evictor.evictAll(),
                        evictor.evictCache("ledger"),
                        evictor.evictTenant("acme"),
                        evictor.evictRegion("acme", "ledger"),
                        evictor.evictShared("ledger"),
                        evictor.evictQuery(KEY),
                        evictor.evictTag("acme", "t"),
                        evictor.evict(batch -> batch.all()
                                .cache("ledger")
                                .tenant("acme")
                                .region("acme", "ledger")
                                .shared("ledger")
                                .query(KEY)
                                .tag("acme", "t"))))
                .allSatisfy(receipt -> {
                    assertThat(receipt.status()).isEqualTo(EvictionReceipt.Status.CONFIRMED);
                    assertThat(receipt.stamps()).isEmpty();
                });
        assertThat(evictor.purge().reporting(count -> true).all()).isZero();
    }
}
