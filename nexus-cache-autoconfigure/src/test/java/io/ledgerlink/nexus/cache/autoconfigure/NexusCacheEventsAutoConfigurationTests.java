package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.event.CacheEvictedEvent;
import io.ledgerlink.nexus.cache.event.CacheInvalidated;
import io.ledgerlink.nexus.cache.event.EvictionEvents;
import io.ledgerlink.nexus.cache.event.InvalidationEvents;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

class NexusCacheEventsAutoConfigurationTests {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(NexusCacheAutoConfiguration.class, NexusCacheEventsAutoConfiguration.class))
            .withBean(Heard.class);

    @Test
    void evictionsElsewhereAreEventsHere() {
        InMemoryRemote remote = new InMemoryRemote();
        ApplicationContextRunner shared = contexts.withBean(InMemoryRemote.class, () -> remote);
        shared.run(one -> shared.run(other -> {
            one.getBean(CacheEvictor.class).evictTenant("acme");
            Heard heard = other.getBean(Heard.class);
            Await.until("the event is heard", () -> !heard.events.isEmpty());
            assertThat(heard.events.get(0).own()).isFalse();
        }));
    }

    @Test
    void aPublishedEventEvicts() {
        contexts.run(context -> {
            context.publishEvent(CacheInvalidated.cache("ledger"));
            Heard heard = context.getBean(Heard.class);
            Await.until("the eviction is heard", () -> !heard.events.isEmpty());
            assertThat(heard.events.get(0).own()).isTrue();
        });
    }

    @Test
    void whileTheCacheIsOffThereAreNone() {
        contexts.run(context -> assertThat(context).hasSingleBean(EvictionEvents.class));
        contexts.withPropertyValues("nexus.cache.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(EvictionEvents.class)
                        .doesNotHaveBean(InvalidationEvents.class));
    }

    static class Heard {

        final List<CacheEvictedEvent> events = new CopyOnWriteArrayList<>();

        @EventListener
        void on(CacheEvictedEvent event) {
            events.add(event);
        }
    }
}
