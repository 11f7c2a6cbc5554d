package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.Unkeyed;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AliasFor;

/** Wherever an annotation stands, and however the bean is proxied, its calls are cached. */
class QueryProxyTests {

    static final AtomicInteger LOADS = new AtomicInteger();

    static String next() {
        return "load " + LOADS.incrementAndGet();
    }

    interface Rates {

        @CachedQuery(cache = "rates")
        String rate(@Tenant String tenant, String currency);
    }

    static class BankRates implements Rates {

        @Override
        public String rate(String tenant, String currency) {
            return next();
        }
    }

    @Test
    void annotationsOfAnInterfaceCountOnBothKindsOfProxy() {
        for (Application application : List.of(
                Application.with(BankRates.class),
                Application.with(BankRates.class).jdkProxies())) {
            try (application) {
                Rates rates = application.start().get(Rates.class);
                String first = rates.rate("t1", "EUR");
                assertThat(rates.rate("t1", "EUR")).isEqualTo(first);
                assertThat(rates.rate("t2", "EUR")).isNotEqualTo(first);
                assertThat(application.queries().descriptions()).hasSize(1);
            }
        }
        try (Application application =
                Application.with(BankRates.class).jdkProxies().start()) {
            assertThat(AopUtils.isJdkDynamicProxy(application.get(Rates.class))).isTrue();
        }
    }

    @CachedQuery(cache = "clients")
    interface Client<T> {

        @CachedQuery
        List<T> list(@Tenant String tenant, int year);

        String past();
    }

    interface NamesClient extends Client<String> {}

    /** Ahead of time a bean is known by the type that its definition declares. */
    @Test
    void aBeanThatIsKnownByItsInterfaceAloneIsLookedAtToo() {
        try (Application application = Application.with().start()) {
            assertThat(AopUtils.canApply(application.get(Advisor.class), Rates.class))
                    .isTrue();
            assertThat(AopUtils.canApply(application.get(Advisor.class), Runnable.class))
                    .isFalse();
        }
    }

    @Test
    void aBeanThatIsAProxyItselfIsCachedByItsInterface() {
        NamesClient client = (NamesClient) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {NamesClient.class},
                (proxy, method, arguments) -> method.getDeclaringClass() == Object.class
                        ? method.invoke(this, arguments)
                        : method.getReturnType() == List.class ? List.of(next()) : next());
        try (Application application =
                Application.with().bean(NamesClient.class, client).start()) {
            NamesClient cached = application.get(NamesClient.class);
            assertThat(cached.list("t1", 2026)).isEqualTo(cached.list("t1", 2026));
            assertThat(cached.list("t1", 2026)).isNotEqualTo(cached.list("t1", 2025));
            assertThat(cached.past()).isNotEqualTo(cached.past());
            assertThat(application.queries().descriptions())
                    .singleElement()
                    .satisfies(query -> assertThat(query.method()).isEqualTo("NamesClient.list(String,int)"));
            Method list = Arrays.stream(Client.class.getMethods())
                    .filter(method -> method.getName().equals("list"))
                    .findFirst()
                    .orElseThrow();
            assertThat(ResultTypes.known(BeanMethod.of(list, client.getClass()).returnType()))
                    .hasToString("java.util.List<java.lang.String>");
        }
    }

    interface Finder<K, V> {

        V find(String tenant, K key);
    }

    @CachedQuery(cache = "names", version = 2)
    static class NameFinder implements Finder<Long, String> {

        @Override
        @CachedQuery
        public String find(@Tenant String tenant, Long key) {
            return next();
        }
    }

    @Test
    void aBridgeLeadsToTheMethodBehindIt() {
        for (Application application : List.of(
                Application.with(NameFinder.class),
                Application.with(NameFinder.class).jdkProxies())) {
            try (application) {
                @SuppressWarnings("unchecked")
                Finder<Long, String> finder = application.start().get(Finder.class);
                assertThat(finder.find("t1", 7L)).isEqualTo(finder.find("t1", 7L));
                assertThat(application.queries().descriptions()).singleElement().satisfies(query -> {
                    assertThat(query.query()).isEqualTo("find(String,Long)");
                    assertThat(query.cache()).isEqualTo("names");
                    assertThat(query.version()).isEqualTo(2);
                });
            }
        }
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @CachedQuery(cache = "composed", tags = "composed")
    @interface LedgerQuery {

        @AliasFor(annotation = CachedQuery.class, attribute = "query")
        String named();
    }

    @CachedQuery(cache = "other", policy = "short")
    static class Composed {

        @LedgerQuery(named = "mine")
        public String find(@Tenant String tenant) {
            return next();
        }
    }

    @Test
    void anAnnotationOfOnesOwnStandsForItAndTheTypeFillsWhatItLeavesOpen() {
        Application application = Application.with(Composed.class)
                .policy("short", CachePolicy.defaults().withMaxPageSize(7));
        try (application) {
            Composed queries = application.start().get(Composed.class);
            assertThat(queries.find("t1")).isEqualTo(queries.find("t1"));
            assertThat(application.queries().descriptions()).singleElement().satisfies(query -> {
                assertThat(query.cache()).isEqualTo("composed");
                assertThat(query.query()).isEqualTo("mine");
                assertThat(query.tags()).containsExactly("composed");
                assertThat(query.policy()).extracting("maxPageSize").isEqualTo(7);
            });
        }
    }

    static class OwnCalls {

        @CachedQuery(cache = "own")
        public String find(@Tenant String tenant) {
            return next();
        }

        public String through(String tenant) {
            return find(tenant);
        }

        @CachedQuery(cache = "own")
        protected String guarded(@Tenant String tenant) {
            return next();
        }
    }

    @Test
    void aCallOfTheSameObjectDoesNotPassTheCache() {
        try (Application application = Application.with(OwnCalls.class).start()) {
            OwnCalls queries = application.get(OwnCalls.class);
            assertThat(queries.find("t1")).isEqualTo(queries.find("t1"));
            assertThat(queries.through("t1")).isNotEqualTo(queries.find("t1"));
            assertThat(queries.guarded("t1")).isEqualTo(queries.guarded("t1"));
        }
    }

    @CachedQuery(cache = "left")
    static class Left extends Common {}

    @CachedQuery(cache = "right")
    static class Right extends Common {}

    static class Common {

        @CachedQuery
        public String find(@Tenant String tenant) {
            return getClass().getSimpleName() + " " + next();
        }
    }

    @Test
    void aMethodThatTwoClassesInheritIsCachedForEach() {
        try (Application application = Application.with(Left.class, Right.class).start()) {
            Common left = application.get(Left.class);
            Common right = application.get(Right.class);
            String ofLeft = left.find("t1");
            String ofRight = right.find("t1");
            assertThat(ofLeft).startsWith("Left");
            assertThat(ofRight).startsWith("Right");
            assertThat(left.find("t1")).isEqualTo(ofLeft);
            assertThat(right.find("t1")).isEqualTo(ofRight);
        }
    }

    static class Sharing {

        @CachedQuery(cache = "sums", query = "sum")
        public long sum(@Tenant String tenant, int year) {
            return LOADS.incrementAndGet();
        }

        @CachedQuery(cache = "sums", query = "sum")
        public Long total(@Tenant String tenant, int year) {
            return (long) LOADS.incrementAndGet();
        }
    }

    @Test
    void twoMethodsThatNameOneQueryShareItsResults() {
        try (Application application = Application.with(Sharing.class).start()) {
            Sharing queries = application.get(Sharing.class);
            assertThat(queries.total("t1", 2026)).isEqualTo(queries.sum("t1", 2026));
        }
    }

    interface Quotes {

        @CachedQuery(cache = "quotes")
        String quote(@Tenant String tenant, String id, @Unkeyed Object context);
    }

    static class QuotesOfNobody {

        public String quote(String tenant, String id, Object context) {
            return next();
        }
    }

    static class InheritedQuotes extends QuotesOfNobody implements Quotes {}

    @Test
    void anInterfaceThatASuperclassImplementsUnknowinglyCountsOnBothKindsOfProxy() {
        for (Application application : List.of(
                Application.with(InheritedQuotes.class),
                Application.with(InheritedQuotes.class).jdkProxies())) {
            try (application) {
                Quotes quotes = application.tenant(() -> "nobody").start().get(Quotes.class);
                String first = quotes.quote("t1", "a", new Object());
                assertThat(quotes.quote("t1", "a", new Object())).isEqualTo(first);
                assertThat(quotes.quote("t2", "a", new Object())).isNotEqualTo(first);
                assertThat(quotes.quote("t1", "b", new Object())).isNotEqualTo(first);
            }
        }
    }
}
