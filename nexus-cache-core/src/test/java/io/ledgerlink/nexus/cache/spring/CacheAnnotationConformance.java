package io.ledgerlink.nexus.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ledgerlink.nexus.cache.EvictionListener.Eviction;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.Instances;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Spring's annotations in two applications on one remote tier, whatever that is. */
@SuppressWarnings("NullAway") // Books that are not there are null, and are compared.
abstract class CacheAnnotationConformance {

    record Book(long id, String title) {}

    /** What the applications' tables hold. */
    static final class Shelf {

        final Map<Long, String> titles = new ConcurrentHashMap<>();
        final AtomicInteger reads = new AtomicInteger();
        volatile Runnable afterRead = () -> {};
        volatile @Nullable Exception failure;

        @Nullable Book read(long id) {
            reads.incrementAndGet();
            String title = titles.get(id);
            afterRead.run();
            return title == null ? null : new Book(id, title);
        }
    }

    interface Library {

        @Nullable Book book(long id);

        @Nullable Book bookOrFailure(long id) throws IOException;

        @Nullable Book shared(long id) throws IOException;

        Optional<Book> optional(long id);

        List<Book> all();

        CompletableFuture<@Nullable Book> later(long id);

        CompletableFuture<@Nullable Book> laterShared(long id);

        Mono<Book> mono(long id);

        Flux<Book> flux();

        Book put(Book book);

        @Nullable Book both(long id);

        void evict(long id);

        void evictFirst(long id);

        CompletableFuture<String> evictLater(long id);

        void clear();

        @Nullable Book tenants(long id);

        CompletableFuture<@Nullable Book> tenantsLater(long id);

        Book owner(long id, String ignored);

        void evictOwner(long id);

        CompletableFuture<String> evictTenantsLater(long id);

        @Nullable Book named(long id);

        int text(String id, int other);

        @Nullable Book outer(long id);
    }

    static class CachedLibrary implements Library {

        private final Shelf shelf;
        private final CacheManager manager;
        private final Function<Long, @Nullable Book> inner;
        final ExecutorService executor = Executors.newCachedThreadPool();

        CachedLibrary(Shelf shelf, CacheManager manager) {
            this.shelf = shelf;
            this.manager = manager;
            this.inner = id -> (Book) value(manager.getCache("books").get(id));
        }

        private static @Nullable Object value(Cache.@Nullable ValueWrapper wrapper) {
            return wrapper == null ? null : wrapper.get();
        }

        @Override
        @Cacheable("books")
        public @Nullable Book book(long id) {
            return shelf.read(id);
        }

        @Override
        @Cacheable("books")
        public @Nullable Book bookOrFailure(long id) throws IOException {
            if (shelf.failure instanceof IOException failure) {
                throw failure;
            }
            return shelf.read(id);
        }

        @Override
        @Cacheable(cacheNames = "books", sync = true)
        public @Nullable Book shared(long id) throws IOException {
            return bookOrFailure(id);
        }

        @Override
        @Cacheable("books")
        public Optional<Book> optional(long id) {
            return Optional.ofNullable(shelf.read(id));
        }

        @Override
        @Cacheable("lists")
        public List<Book> all() {
            return shelf.titles.keySet().stream().sorted().map(shelf::read).toList();
        }

        @Override
        @Cacheable("books")
        public CompletableFuture<@Nullable Book> later(long id) {
            return CompletableFuture.supplyAsync(() -> shelf.read(id), executor);
        }

        @Override
        @Cacheable(cacheNames = "books", sync = true)
        public CompletableFuture<@Nullable Book> laterShared(long id) {
            return CompletableFuture.supplyAsync(() -> shelf.read(id), executor);
        }

        @Override
        @Cacheable("books")
        public Mono<Book> mono(long id) {
            return Mono.fromSupplier(() -> shelf.read(id));
        }

        @Override
        @Cacheable("lists")
        public Flux<Book> flux() {
            return Flux.defer(() -> Flux.fromIterable(all()));
        }

        @Override
        @CachePut(cacheNames = "books", key = "#p0.id")
        public Book put(Book book) {
            shelf.titles.put(book.id(), book.title());
            return book;
        }

        @Override
        @Caching(cacheable = @Cacheable("books"), put = @CachePut("copies"))
        public @Nullable Book both(long id) {
            return shelf.read(id);
        }

        @Override
        @CacheEvict("books")
        public void evict(long id) {}

        @Override
        @CacheEvict(cacheNames = "books", beforeInvocation = true)
        public void evictFirst(long id) {
            throw new IllegalStateException("expected");
        }

        @Override
        @CacheEvict("books")
        public CompletableFuture<String> evictLater(long id) {
            return CompletableFuture.supplyAsync(() -> "done", executor);
        }

        @Override
        @CacheEvict(cacheNames = "books", allEntries = true)
        public void clear() {}

        @Override
        @Cacheable("tenants")
        public @Nullable Book tenants(long id) {
            return shelf.read(id);
        }

        @Override
        @Cacheable("tenants")
        public CompletableFuture<@Nullable Book> tenantsLater(long id) {
            return CompletableFuture.supplyAsync(() -> shelf.read(id), executor);
        }

        @Override
        @Cacheable(cacheNames = "tenants", key = "#p0")
        public Book owner(long id, String ignored) {
            return new Book(id, TENANT.get());
        }

        @Override
        @CacheEvict("tenants")
        public void evictOwner(long id) {}

        @Override
        @CacheEvict("tenants")
        public CompletableFuture<String> evictTenantsLater(long id) {
            return CompletableFuture.supplyAsync(() -> "done", executor);
        }

        @Override
        @Cacheable(cacheNames = "books", cacheManager = "manager")
        public @Nullable Book named(long id) {
            return shelf.read(id);
        }

        @Override
        @Cacheable("texts")
        public int text(String id, int other) {
            return shelf.reads.incrementAndGet();
        }

        /** Does by hand, in the body, what nobody may take for this method's own load. */
        @Override
        @Cacheable("books")
        public @Nullable Book outer(long id) {
            assertThat(inner.apply(id)).isNull();
            manager.getCache("books").put(id, new Book(id, "put by hand"));
            return shelf.read(id);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Advised {

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static CacheCallAdvisor cacheCallAdvisor() {
            return new CacheCallAdvisor();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class ByInterface {}

    @Configuration(proxyBeanMethods = false)
    @EnableCaching(proxyTargetClass = true, order = 0)
    static class ByClass {}

    /** One application. */
    record Application(AnnotationConfigApplicationContext context, Instance instance, List<Eviction> evictions) {

        Library library() {
            return context.getBean(Library.class);
        }

        Cache cache(String name) {
            return context.getBean(CacheManager.class).getCache(name);
        }
    }

    private static final AtomicInteger APPLICATIONS = new AtomicInteger();
    private static final ThreadLocal<@Nullable String> TENANT = ThreadLocal.withInitial(() -> "t1");

    final Shelf shelf = new Shelf();
    private final List<Application> applications = new ArrayList<>();
    private Instances instances;

    /** Connects one more instance. */
    abstract RemoteTier tier(String channel);

    /** How the names of the applications begin, so that tests on one server do not meet. */
    String application() {
        return "library-";
    }

    /** Which proxies the beans get. */
    Class<?> caching() {
        return ByInterface.class;
    }

    @BeforeEach
    void begin() {
        instances = new Instances(application() + APPLICATIONS.incrementAndGet(), this::tier);
        shelf.titles.put(1L, "old");
    }

    @AfterEach
    void end() {
        TENANT.remove();
        applications.forEach(application -> {
            ((CachedLibrary) AopProxyUtils.getSingletonTarget(application.library())).executor.shutdownNow();
            application.context().close();
        });
        instances.close();
    }

    Application start() {
        Instance instance = instances.start();
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(Advised.class, caching());
        context.registerBean(
                "manager",
                NexusCacheManager.class,
                () -> NexusCacheManager.over(instance.cache())
                        .settings(name -> SpringCacheSettings.defaults().withTenantScoped(name.equals("tenants")))
                        .tenants(List.of(TENANT::get))
                        .build());
        context.registerBean(
                "library", CachedLibrary.class, () -> new CachedLibrary(shelf, context.getBean(CacheManager.class)));
        context.refresh();
        List<Eviction> evictions = new CopyOnWriteArrayList<>();
        instance.cache().evictor().addListener(evictions::add);
        Application application = new Application(context, instance, evictions);
        applications.add(application);
        return application;
    }

    private void awaitStores(Application application, String cache, long stores) {
        Await.until(
                "the entry is stored",
                () -> application.instance().cache().statistics(cache).stores() >= stores);
    }

    @Test
    void aMethodIsAskedOnceOnAllInstances() {
        Application a = start();
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "old"));
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "old"));
        awaitStores(a, "books", 1);
        assertThat(start().library().book(1)).isEqualTo(new Book(1, "old"));
        assertThat(shelf.reads).hasValue(1);
    }

    @Test
    void whatIsNotThereIsRememberedToo() {
        Application a = start();
        assertThat(a.library().book(2)).isNull();
        assertThat(a.library().book(2)).isNull();
        assertThat(shelf.reads).hasValue(1);
    }

    @Test
    void aLoadEvictsNothing() {
        Application a = start();
        Application b = start();
        a.library().book(1);
        awaitStores(a, "books", 1);
        b.library().book(1);
        b.library().book(2);
        awaitStores(b, "books", 1);
        assertThat(a.instance().tier().count(Command.PUT) + a.instance().tier().count(Command.EVICT))
                .isZero();
        assertThat(b.instance().tier().count(Command.PUT) + b.instance().tier().count(Command.EVICT))
                .isZero();
        b.library().evict(9);
        Await.until("an eviction that was made is heard", () -> a.evictions().size() == 1);
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "old"));
        assertThat(shelf.reads).hasValue(2);
    }

    @Test
    void aMissAsksTheRemoteTierOnce() {
        Application a = start();
        a.library().book(1);
        a.library().evict(1);
        int before =
                a.instance().tier().count(Command.READ) + a.instance().tier().count(Command.SETTLE);
        a.library().book(1);
        assertThat(a.instance().tier().count(Command.READ) + a.instance().tier().count(Command.SETTLE))
                .isEqualTo(before + 1);
    }

    @Test
    void whatWasLoadedBeforeAnEvictionIsNotKept() {
        Application a = start();
        Application b = start();
        shelf.afterRead = () -> {
            shelf.afterRead = () -> {};
            shelf.titles.put(1L, "new");
            b.library().evict(1);
        };
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "old"));
        Await.until("the eviction has arrived", () -> !a.evictions().isEmpty());
        assertThat(b.library().book(1)).isEqualTo(new Book(1, "new"));
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "new"));
    }

    @Test
    void anEvictionReachesEveryInstance() {
        Application a = start();
        Application b = start();
        a.library().book(1);
        b.library().book(1);
        shelf.titles.put(1L, "new");
        b.library().evict(1);
        assertThat(b.library().book(1)).isEqualTo(new Book(1, "new"));
        Await.until("the eviction has arrived", () -> !a.evictions().isEmpty());
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "new"));
        shelf.titles.put(1L, "newer");
        a.library().clear();
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "newer"));
    }

    @Test
    void anEvictionBeforeTheInvocationStaysWhereThatFails() {
        Application a = start();
        a.library().book(1);
        shelf.titles.put(1L, "new");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> a.library().evictFirst(1));
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "new"));
    }

    @Test
    void aPutIsTheAnswerOnEveryInstance() {
        Application a = start();
        Application b = start();
        b.library().book(1);
        a.library().put(new Book(1, "put"));
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "put"));
        Await.until("the eviction has arrived", () -> !b.evictions().isEmpty());
        assertThat(b.library().book(1)).isEqualTo(new Book(1, "put"));
        assertThat(shelf.reads).hasValue(1);
    }

    @Test
    void aPutAfterALoadThatFailedIsARealOne() {
        Application a = start();
        Application b = start();
        shelf.failure = new IOException("expected");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> a.library().bookOrFailure(1))
                .withMessage("expected");
        assertThat(b.library().book(1)).isEqualTo(new Book(1, "old"));
        a.library().put(new Book(1, "put"));
        Await.until("the put has arrived", () -> !b.evictions().isEmpty());
        assertThat(b.library().book(1)).isEqualTo(new Book(1, "put"));
    }

    @Test
    void aLoadAndAPutOfOneMethodAreToldApart() {
        Application a = start();
        a.library().both(1);
        assertThat(a.instance().tier().count(Command.PUT)).isOne();
        assertThat(a.cache("copies").get(1L, Book.class)).isEqualTo(new Book(1, "old"));
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "old"));
        assertThat(shelf.reads).hasValue(1);
    }

    @Test
    void whatABodyPutsByHandIsNoLoadOfTheMethods() {
        Application a = start();
        a.library().outer(1);
        assertThat(a.instance().tier().count(Command.PUT)).isOne();
        assertThat(a.library().book(1))
                .as("the method's own load had begun before that put")
                .isEqualTo(new Book(1, "put by hand"));
    }

    @Test
    void whatIsPutByHandAnswersTheMethod() {
        Application a = start();
        a.library().book(2);
        a.cache("books").put(1L, new Book(1, "put"));
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "put"));
        assertThat(start().library().book(1)).isEqualTo(new Book(1, "put"));
        assertThat(a.cache("books").get(2L).get()).isNull();
    }

    @Test
    void whatIsPutByHandHasTheTypeOfTheMethodsThatWereCalled() {
        Application a = start();
        a.library().all();
        a.cache("lists").put(SimpleKey.EMPTY, List.of(new Book(7, "put")));
        assertThat(a.library().all()).containsExactly(new Book(7, "put"));
        assertThat(start().library().all()).containsExactly(new Book(7, "put"));
    }

    @Test
    void oneLoadIsSharedWhereAsked() throws Exception {
        Application a = start();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        shelf.afterRead = () -> {
            loading.countDown();
            await(release);
        };
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Future<Book>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answers.add(executor.submit(() -> a.library().shared(1)));
            }
            await(loading);
            release.countDown();
            for (Future<Book> answer : answers) {
                assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(new Book(1, "old"));
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(shelf.reads).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSharedLoadThrowsWhatTheMethodThrew() {
        Application a = start();
        shelf.failure = new IOException("expected");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> a.library().shared(1))
                .isSameAs(shelf.failure);
    }

    @Test
    void anOptionalIsCachedAsItsContent() {
        Application a = start();
        assertThat(a.library().optional(1)).contains(new Book(1, "old"));
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "old"));
        assertThat(a.library().optional(2)).isEmpty();
        assertThat(a.library().optional(2)).isEmpty();
        assertThat(shelf.reads).hasValue(2);
    }

    @Test
    void aGenericTypeComesBackFromTheRemoteTier() {
        Application a = start();
        a.library().all();
        awaitStores(a, "lists", 1);
        assertThat(start().library().all()).containsExactly(new Book(1, "old"));
        assertThat(shelf.reads).hasValue(1);
    }

    @Test
    void aFutureIsCachedByItsResult() throws Exception {
        Application a = start();
        assertThat(got(a.library().later(1))).isEqualTo(new Book(1, "old"));
        awaitStores(a, "books", 1);
        assertThat(got(a.library().later(1))).isEqualTo(new Book(1, "old"));
        assertThat(got(start().library().later(1))).isEqualTo(new Book(1, "old"));
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "old"));
        assertThat(shelf.reads).hasValue(1);
        assertThat(a.instance().tier().count(Command.PUT)).isZero();
    }

    @Test
    void aFutureThatBeganBeforeAnEvictionIsNotKept() throws Exception {
        Application a = start();
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        shelf.afterRead = () -> {
            loading.countDown();
            await(release);
        };
        CompletableFuture<Book> old = a.library().later(1);
        await(loading);
        shelf.titles.put(1L, "new");
        a.library().evict(1);
        release.countDown();
        assertThat(got(old)).isEqualTo(new Book(1, "old"));
        assertThat(got(a.library().later(1))).isEqualTo(new Book(1, "new"));
    }

    @Test
    void aSharedFutureIsCachedByItsResult() throws Exception {
        Application a = start();
        assertThat(got(a.library().laterShared(1))).isEqualTo(new Book(1, "old"));
        awaitStores(a, "books", 1);
        assertThat(got(a.library().laterShared(1))).isEqualTo(new Book(1, "old"));
        assertThat(got(start().library().laterShared(1))).isEqualTo(new Book(1, "old"));
        assertThat(shelf.reads).hasValue(1);
    }

    @Test
    void anEvictionAfterAFutureReachesTheCacheBeforeTheFutureEnds() throws Exception {
        Application a = start();
        a.library().book(1);
        shelf.titles.put(1L, "new");
        assertThat(got(a.library().evictLater(1))).isEqualTo("done");
        assertThat(a.library().book(1)).isEqualTo(new Book(1, "new"));
    }

    @Test
    void aMonoIsCachedByItsValueAndAFluxByItsList() {
        Application a = start();
        assertThat(a.library().mono(1).block()).isEqualTo(new Book(1, "old"));
        awaitStores(a, "books", 1);
        assertThat(a.library().mono(1).block()).isEqualTo(new Book(1, "old"));
        assertThat(start().library().mono(1).block()).isEqualTo(new Book(1, "old"));
        assertThat(shelf.reads).hasValue(1);
        assertThat(a.library().flux().collectList().block()).containsExactly(new Book(1, "old"));
        awaitStores(a, "lists", 1);
        assertThat(a.library().all()).containsExactly(new Book(1, "old"));
        assertThat(start().library().flux().collectList().block()).containsExactly(new Book(1, "old"));
        assertThat(shelf.reads).hasValue(2);
    }

    @Test
    void tenantsNeverMeet() throws Exception {
        Application a = start();
        a.library().tenants(1);
        TENANT.set("t2");
        shelf.titles.put(1L, "of t2");
        assertThat(a.library().tenants(1)).isEqualTo(new Book(1, "of t2"));
        TENANT.set("t1");
        assertThat(a.library().tenants(1)).isEqualTo(new Book(1, "old"));
        assertThat(shelf.reads).hasValue(2);
    }

    @Test
    void theTenantIsWhoeverCallsNotWhoeverCompletes() throws Exception {
        Application a = start();
        TENANT.set("t3");
        shelf.titles.put(1L, "of t3");
        assertThat(got(a.library().tenantsLater(1))).isEqualTo(new Book(1, "of t3"));
        shelf.titles.put(1L, "of t1");
        TENANT.set("t1");
        assertThat(a.library().tenants(1)).isEqualTo(new Book(1, "of t1"));
        TENANT.set("t3");
        assertThat(a.library().tenants(1)).isEqualTo(new Book(1, "of t3"));
    }

    @Test
    void noValueCrossesBetweenTenantsThatCallAtOnce() throws Exception {
        Application a = start();
        Application b = start();
        shelf.titles.clear();
        int tenants = 6;
        ExecutorService executor = Executors.newFixedThreadPool(tenants);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < tenants; i++) {
                String tenant = "tenant-" + i;
                calls.add(executor.submit(() -> {
                    TENANT.set(tenant);
                    for (long round = 0; round < 300; round++) {
                        long id = round % 7;
                        Application application = round % 2 == 0 ? a : b;
                        assertThat(application.library().owner(id, "ignored").title())
                                .isEqualTo(tenant);
                        if (round % 11 == 0) {
                            application.library().evictOwner(id);
                        }
                    }
                }));
            }
            for (Future<?> call : calls) {
                call.get(60, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(a.instance().cache().statistics("tenants").localHits()).isPositive();
    }

    @Test
    void anEvictionAfterAFutureIsTheCallersTenants() throws Exception {
        Application a = start();
        TENANT.set("t3");
        a.library().tenants(1);
        shelf.titles.put(1L, "new");
        got(a.library().evictTenantsLater(1));
        assertThat(a.library().tenants(1)).isEqualTo(new Book(1, "new"));
    }

    @Test
    void theManagerMayBeOneOfSeveral() {
        Application a = start();
        a.library().named(1);
        a.library().named(1);
        assertThat(shelf.reads).hasValue(1);
        assertThat(a.instance().tier().count(Command.PUT)).isZero();
        awaitStores(a, "books", 1);
    }

    @Test
    void argumentListsNeverShareAKey() {
        Application a = start();
        int first = a.library().text("a", 1);
        assertThat(a.library().text("a, 1", 1)).isNotEqualTo(first);
        assertThat(a.library().text("a", 1)).isEqualTo(first);
    }

    private static <T> T got(CompletableFuture<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }
}
