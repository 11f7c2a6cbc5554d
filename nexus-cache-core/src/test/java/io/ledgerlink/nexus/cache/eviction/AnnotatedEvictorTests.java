package io.ledgerlink.nexus.cache.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.Joinpoint;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class AnnotatedEvictorTests {

    private final NexusCache cache =
            NexusCacheBuilder.named("app").inMemory(new InMemoryRemote()).build();
    private final AtomicInteger loads = new AtomicInteger();
    private final GenericApplicationContext context = new GenericApplicationContext();
    private final CacheEvictor evictor =
            new AnnotatedEvictor(cache.evictor(), new ByClassAndMethod(), context.getBeanFactory());

    @BeforeEach
    void start() {
        context.registerBean(DefaultAdvisorAutoProxyCreator.class);
    }

    @AfterEach
    void stop() {
        context.close();
        cache.close();
    }

    @Test
    void aCallOnAClassEvictsTheQueryThatItNames() {
        context.registerBean(Ledger.class);
        context.refresh();
        CacheKey first = key(Ledger.class, "entries", "acme", "1");
        CacheKey second = key(Ledger.class, "entries", "acme", "2");
        read(first, second);

        assertThat(evictor.on(Ledger.class).entries("acme", "1")).isNull();

        assertThat(loadsOf(first)).isOne();
        assertThat(loadsOf(second)).isZero();
    }

    @Test
    void noConstructorAndNoMethodOfTheClassRuns() {
        context.refresh();
        Unready standIn = evictor.on(Unready.class);
        assertThat(standIn.balance("acme")).isZero();
    }

    @Test
    void aCallOnAnInterfaceEvictsWhatTheClassOfItsBeanSays() {
        context.registerBean(FastBalances.class);
        context.refresh();
        CacheKey ofClass = key(FastBalances.class, "balance", "acme");
        CacheKey ofInterface = key(Balances.class, "balance", "acme");
        read(ofClass, ofInterface);

        evictor.on(Balances.class).balance("acme");

        assertThat(loadsOf(ofClass)).isOne();
        assertThat(loadsOf(ofInterface)).isZero();
    }

    @Test
    void aCallEvictsForEveryBeanOfTheTypeCreatedOrNot() {
        context.registerBean(FastBalances.class);
        context.registerBean("slow", SlowBalances.class, definition -> definition.setLazyInit(true));
        context.refresh();
        CacheKey fast = key(FastBalances.class, "balance", "acme");
        CacheKey slow = key(SlowBalances.class, "balance", "acme");
        read(fast, slow);

        evictor.on(Balances.class).balance("acme");

        assertThat(loadsOf(fast)).isOne();
        assertThat(loadsOf(slow)).isOne();
        assertThat(context.getBeanFactory().containsSingleton("slow")).isFalse();
    }

    @Test
    void aTypeWithoutABeanStandsForItself() {
        context.refresh();
        CacheKey key = key(Balances.class, "balance", "acme");
        read(key);
        evictor.on(Balances.class).balance("acme");
        assertThat(loadsOf(key)).isOne();
    }

    @Test
    void aBeansOwnClassMeansTheClassBehindIt() {
        context.registerBean(Ledger.class);
        context.registerBean(CachedAdvisor.class);
        context.refresh();
        Ledger bean = context.getBean(Ledger.class);
        assertThat(AopUtils.isCglibProxy(bean)).isTrue();
        CacheKey key = key(Ledger.class, "entries", "acme", "1");
        read(key);
        evictor.on(bean.getClass()).entries("acme", "1");
        assertThat(loadsOf(key)).isOne();
    }

    @Test
    void callsReturnWhatIsEmpty() {
        context.refresh();
        Returning standIn = evictor.on(Returning.class);
        assertThat(standIn.number()).isZero();
        assertThat(standIn.truth()).isFalse();
        assertThat(standIn.letter()).isEqualTo('\0');
        assertThat(standIn.text()).isNull();
        assertThat(standIn.list()).isNull();
        assertThat(standIn.optional()).isEmpty();
        assertThat(standIn.optionalInt()).isEmpty();
        assertThat(standIn.mono().blockOptional()).isEmpty();
        assertThat(standIn.flux().collectList().block()).isEmpty();
        assertThat(standIn.future()).isCompletedWithValue(null);
    }

    @Test
    void aMethodThatIsNotCachedIsRefused() {
        context.refresh();
        assertThatThrownBy(() -> evictor.on(Ledger.class).post("acme"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(Ledger.class.getName() + ".post(String) is not cached, so there is nothing to evict. The"
                        + " cached methods of the type are: entries(String,String)");
    }

    @Test
    void aTypeWithoutCachedMethodsIsRefused() {
        context.refresh();
        assertThatThrownBy(() -> evictor.on(Runnable.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("evictor.on(java.lang.Runnable) has nothing to evict: neither the type nor a bean of it has"
                        + " a @CachedQuery method. Name the type whose methods are cached.");
    }

    @Test
    void aFinalClassIsRefused() {
        context.refresh();
        assertThatThrownBy(() -> evictor.on(Final.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("evictor.on(" + Final.class.getName() + ") cannot stand in for a final class. Let the class"
                        + " not be final, name an interface that declares the cached methods, or use evictQuery(key).");
    }

    @Test
    void aFinalMethodIsRefused() {
        context.refresh();
        assertThatThrownBy(() -> evictor.on(FinalMethod.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("evictor.on(" + FinalMethod.class.getName() + ") cannot stand in for balance(String): a"
                        + " call of a private or final method reaches no proxy, so it is not cached either. Let it be"
                        + " neither.");
    }

    @Test
    void aTypeThatNothingCanStandInForIsRefused() {
        context.refresh();
        assertThatThrownBy(() -> evictor.on(Sealed.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("evictor.on(" + Sealed.class.getName() + ") cannot stand in for the type: it is sealed,"
                        + " private or otherwise closed. Name an interface that declares the cached methods, or use"
                        + " evictQuery(key).");
    }

    @Test
    void aStandInIsAnObjectOfItsOwn() {
        context.refresh();
        Ledger ledger = evictor.on(Ledger.class);
        Balances balances = evictor.on(Balances.class);
        assertThat(ledger).hasToString("evictor.on(" + Ledger.class.getName() + ")");
        assertThat(balances).hasToString("evictor.on(" + Balances.class.getName() + ")");
        assertThat(ledger).isSameAs(evictor.on(Ledger.class)).isEqualTo(ledger);
        assertThat(ledger.hashCode()).isEqualTo(ledger.hashCode());
    }

    @Test
    void anEvictorWithoutAnnotatedMethodsSaysSo() {
        assertThatThrownBy(() -> cache.evictor().on(Ledger.class))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("inject the CacheEvictor bean, or name the query with evictQuery(key)");
    }

    private static CacheKey key(Class<?> target, String method, Object... arguments) {
        CacheKey.Builder builder =
                CacheKey.builder("entries").tenant("acme").query(target.getSimpleName() + "." + method);
        for (int i = 0; i < arguments.length; i++) {
            builder.part("p" + i, arguments[i]);
        }
        return builder.build();
    }

    private void read(CacheKey... keys) {
        for (CacheKey key : keys) {
            loadsOf(key);
        }
    }

    /** How many loads a read takes. */
    private int loadsOf(CacheKey key) {
        int before = loads.get();
        cache.get(key, Integer.class, loads::incrementAndGet);
        return loads.get() - before;
    }

    /** Each class names its queries in its own way. */
    private static final class ByClassAndMethod implements QueryKeys {

        @Override
        public boolean cached(Method method, Class<?> target) {
            return AnnotatedElementUtils.hasAnnotation(
                    AopUtils.getMostSpecificMethod(method, target), CachedQuery.class);
        }

        @Override
        public @Nullable CacheKey key(Method method, Class<?> target, @Nullable Object[] arguments) {
            return cached(method, target)
                    ? AnnotatedEvictorTests.key(target, method.getName(), (Object[]) arguments)
                    : null;
        }
    }

    /** Lets every bean be a proxy. */
    static final class CachedAdvisor extends DefaultPointcutAdvisor {

        CachedAdvisor() {
            super((MethodInterceptor) Joinpoint::proceed);
        }
    }

    static class Ledger {

        @CachedQuery("entries")
        public @Nullable String entries(String tenant, String account) {
            return "loaded";
        }

        public void post(String tenant) {
            throw new AssertionError("a stand-in runs nothing");
        }
    }

    static class Unready {

        Unready(String needed) {
            throw new AssertionError("a stand-in is not constructed");
        }

        @CachedQuery("entries")
        public int balance(String tenant) {
            throw new AssertionError("a stand-in runs nothing");
        }
    }

    interface Balances {

        @CachedQuery("entries")
        int balance(String tenant);
    }

    static class FastBalances implements Balances {

        @Override
        public int balance(String tenant) {
            return 1;
        }
    }

    static class SlowBalances implements Balances {

        @Override
        public int balance(String tenant) {
            return 2;
        }
    }

    interface Returning {

        @CachedQuery("entries")
        int number();

        @CachedQuery("entries")
        boolean truth();

        @CachedQuery("entries")
        char letter();

        @CachedQuery("entries")
        @Nullable String text();

        @CachedQuery("entries")
        @Nullable List<String> list();

        @CachedQuery("entries")
        Optional<String> optional();

        @CachedQuery("entries")
        OptionalInt optionalInt();

        @CachedQuery("entries")
        Mono<String> mono();

        @CachedQuery("entries")
        Flux<String> flux();

        @CachedQuery("entries")
        CompletableFuture<@Nullable String> future();
    }

    static final class Final {

        @CachedQuery("entries")
        public int balance(String tenant) {
            return 1;
        }
    }

    static class FinalMethod {

        @CachedQuery("entries")
        public final int balance(String tenant) {
            return 1;
        }
    }

    sealed interface Sealed {

        @CachedQuery("entries")
        int balance(String tenant);

        record Only() implements Sealed {

            @Override
            public int balance(String tenant) {
                return 1;
            }
        }
    }
}
