package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Annotated methods whose results are evicted by what is in them. */
class FoundTagsQueryTests {

    record Entry(int id, int load) {}

    static class Entries {

        private int loads;

        @CachedQuery(cache = "entries", foundTags = "#result.![ 'entry:' + id ]")
        public List<Entry> page(@Tenant String tenant) {
            loads++;
            return List.of(new Entry(42, loads), new Entry(43, loads));
        }

        @CachedQuery(cache = "entries", foundTags = "'entry:' + #result.id")
        public Optional<Entry> one(@Tenant String tenant, int id) {
            loads++;
            return id == 0 ? Optional.empty() : Optional.of(new Entry(id, loads));
        }

        @CachedQuery(cache = "entries", foundTags = "'entry:' + #result.id")
        public CompletableFuture<Entry> later(@Tenant String tenant) {
            return CompletableFuture.completedFuture(new Entry(42, ++loads));
        }

        @CachedQuery(cache = "entries", foundTags = "'entry:' + #result.id")
        public Mono<Entry> mono(@Tenant String tenant) {
            return Mono.fromSupplier(() -> new Entry(42, ++loads));
        }

        @CachedQuery(cache = "entries", foundTags = "#result.![ 'entry:' + id ]")
        public Flux<Entry> flux(@Tenant String tenant) {
            return Flux.defer(() -> Flux.just(new Entry(42, ++loads), new Entry(43, loads)));
        }

        @CachedQuery(cache = "entries", condition = "false", foundTags = "'entry:' + #result.id")
        public Entry past(@Tenant String tenant) {
            return new Entry(42, ++loads);
        }

        @CachedQuery(cache = "entries", foundTags = "#result")
        public List<String> faulty(@Tenant String tenant) {
            return new ArrayList<>(Arrays.asList("a", null));
        }
    }

    static class Shared {

        @CachedQuery(cache = "entries", shared = true, foundTags = "'entry:' + #result.id")
        public Entry one(int id) {
            return new Entry(id, 1);
        }
    }

    private Application application;
    private Entries entries;
    private NexusCache cache;

    @BeforeEach
    void start() {
        application = Application.with(Entries.class).start();
        entries = application.get(Entries.class);
        cache = application.get(NexusCache.class);
    }

    @AfterEach
    void close() {
        application.close();
    }

    @Test
    void aPageFallsWithEachEntryThatItContains() {
        assertThat(entries.page("t1").get(0).load()).isEqualTo(1);
        awaitStores(1);
        assertThat(entries.page("t1").get(0).load()).isEqualTo(1);
        evict(44);
        assertThat(entries.page("t1").get(0).load()).isEqualTo(1);
        evict(43);
        assertThat(entries.page("t1").get(0).load()).isEqualTo(2);
    }

    @Test
    void whatAnOptionalHoldsIsTheResultAndNothingHasNoTags() {
        assertThat(entries.one("t1", 0)).isEmpty();
        assertThat(entries.one("t1", 42)).contains(new Entry(42, 2));
        awaitStores(2);
        assertThat(entries.one("t1", 42)).contains(new Entry(42, 2));
        evict(42);
        assertThat(entries.one("t1", 42)).contains(new Entry(42, 3));
    }

    @Test
    void whatIsPromisedFallsWithItsTagsToo() {
        assertThat(entries.later("t1").join().load()).isEqualTo(1);
        assertThat(entries.mono("t1").block()).isEqualTo(new Entry(42, 2));
        assertThat(entries.flux("t1").blockLast()).isEqualTo(new Entry(43, 3));
        awaitStores(3);
        assertThat(entries.later("t1").join().load()).isEqualTo(1);
        assertThat(entries.mono("t1").block()).isEqualTo(new Entry(42, 2));
        assertThat(entries.flux("t1").blockLast()).isEqualTo(new Entry(43, 3));
        evict(42);
        assertThat(entries.later("t1").join().load()).isEqualTo(4);
        assertThat(entries.mono("t1").block()).isEqualTo(new Entry(42, 5));
        assertThat(entries.flux("t1").blockLast()).isEqualTo(new Entry(43, 6));
    }

    @Test
    void aCallPastTheCacheHasNoTags() {
        assertThat(entries.past("t1").load()).isEqualTo(1);
        assertThat(entries.past("t1").load()).isEqualTo(2);
    }

    @Test
    void aTagThatIsNoneIsRefused() {
        assertThatThrownBy(() -> entries.faulty("t1"))
                .isInstanceOf(CacheKeyException.class)
                .hasMessageStartingWith("The expression foundTags = \"#result\" of ")
                .hasMessageEndingWith(" gives a null among others. Leave it out by a selection, .?[…].");
    }

    @Test
    void aSharedMethodHasNoTags() {
        assertThatThrownBy(() -> Application.with(Shared.class).start().close())
                .hasMessageContaining(
                        "It is shared by all tenants, and has the foundTags \"'entry:' + #result.id\", which"
                                + " belong to one tenant. Leave that out, or leave out shared = true.");
    }

    private void evict(int entry) {
        cache.evictor().evictTag("t1", "entry:" + entry);
    }

    private void awaitStores(int stores) {
        Await.until("the result is stored", () -> cache.statistics("entries").stores() >= stores);
    }
}
