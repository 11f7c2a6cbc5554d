package io.ledgerlink.nexus.cache.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.task.TaskExecutor;

class InvalidationEventsTests {

    private static final CacheKey ACME = key("acme", "a");
    private static final CacheKey GLOBEX = key("globex", "a");
    private static final CacheKey RATES = CacheKey.builder("rates")
            .shared()
            .query("rate")
            .part("currency", "EUR")
            .build();
    private static final List<CacheKey> KEYS = List.of(ACME, key("acme", "b"), GLOBEX, RATES);

    private final NexusCache cache =
            NexusCacheBuilder.named("app").inMemory(new InMemoryRemote()).build();
    private final AtomicInteger loads = new AtomicInteger();
    private final GenericApplicationContext context = new GenericApplicationContext();

    @BeforeEach
    void start() {
        context.registerBean(InvalidationEvents.class, () -> new InvalidationEvents(cache::evictor));
    }

    @AfterEach
    void stop() {
        context.close();
        cache.close();
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventEvictsWhatItNames(CacheInvalidated event, List<Integer> loadedAnew) {
        context.refresh();
        KEYS.forEach(this::read);
        loads.set(0);

        context.publishEvent(event);

        assertThat(KEYS.stream().map(this::readAnew).toList()).isEqualTo(loadedAnew);
    }

    static Stream<Object[]> events() {
        return Stream.of(
                new Object[] {CacheInvalidated.all(), List.of(1, 1, 1, 1)},
                new Object[] {CacheInvalidated.cache("entries"), List.of(1, 1, 1, 0)},
                new Object[] {CacheInvalidated.tenant("acme"), List.of(1, 1, 0, 0)},
                new Object[] {CacheInvalidated.region("globex", "entries"), List.of(0, 0, 1, 0)},
                new Object[] {CacheInvalidated.shared("rates"), List.of(0, 0, 0, 1)},
                new Object[] {CacheInvalidated.query(ACME), List.of(1, 0, 0, 0)},
                new Object[] {CacheInvalidated.tag("acme", "account:b"), List.of(0, 1, 0, 0)},
                new Object[] {CacheInvalidated.of(batch -> batch.query(ACME).shared("rates")), List.of(1, 0, 0, 1)});
    }

    @Test
    void anEventEvictsBeforePublishingReturnsAlsoWhereEventsGoToOtherThreads() {
        TaskExecutor never = task -> {};
        context.registerBean(
                AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
                SimpleApplicationEventMulticaster.class,
                () -> {
                    SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
                    multicaster.setTaskExecutor(never);
                    return multicaster;
                });
        context.refresh();
        read(ACME);

        context.publishEvent(CacheInvalidated.tenant("acme"));

        assertThat(readAnew(ACME)).isOne();
    }

    @Test
    void listenersOfTheApplicationReadWhatIsFresh() {
        int[] seen = new int[1];
        context.addApplicationListener(event -> {
            if (event instanceof PayloadApplicationEvent<?> payload
                    && payload.getPayload() instanceof CacheInvalidated) {
                seen[0] = readAnew(ACME);
            }
        });
        context.refresh();
        read(ACME);

        context.publishEvent(CacheInvalidated.tenant("acme"));

        assertThat(seen[0]).isOne();
    }

    @Test
    void theEvictorIsNotAskedForBeforeTheFirstEvent() {
        AtomicInteger asked = new AtomicInteger();
        context.registerBean(
                "counting",
                InvalidationEvents.class,
                () -> new InvalidationEvents(() -> {
                    asked.incrementAndGet();
                    return cache.evictor();
                }));
        context.refresh();
        assertThat(asked).hasValue(0);
        context.publishEvent(CacheInvalidated.all());
        assertThat(asked).hasValue(1);
    }

    @Test
    void whatTheEvictorRefusesReachesThePublisher() {
        context.refresh();
        assertThatThrownBy(() -> context.publishEvent(CacheInvalidated.tenant(" ")))
                .isInstanceOf(MissingTenantException.class);
    }

    @Test
    void anEventOfAnotherTypeEvictsNothing() {
        context.refresh();
        read(ACME);
        loads.set(0);
        context.publishEvent("something else");
        assertThat(readAnew(ACME)).isZero();
        CacheEvictor evictor = cache.evictor();
        evictor.evictAll();
        assertThat(readAnew(ACME)).isOne();
    }

    private static CacheKey key(String tenant, String account) {
        return CacheKey.builder("entries")
                .tenant(tenant)
                .query("entries")
                .part("account", account)
                .tags("account:" + account)
                .build();
    }

    private void read(CacheKey key) {
        cache.get(key, Integer.class, loads::incrementAndGet);
    }

    /** How many loads a read takes. */
    private int readAnew(CacheKey key) {
        int before = loads.get();
        read(key);
        return loads.get() - before;
    }
}
