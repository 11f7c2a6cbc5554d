package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.PageNumber;
import io.ledgerlink.nexus.cache.PageSize;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;

/** What tenants, pages, arguments, expressions and tags of a call make of its key and its result. */
@SuppressWarnings("NullAway") // Callers may hand over null, whatever a signature says.
class QueryCallTests {

    static final class Loads {

        final AtomicInteger count = new AtomicInteger();

        String next() {
            return "load " + count.incrementAndGet();
        }
    }

    record Find(String tenantId, String account) {}

    static class Tenants {

        final Loads loads = new Loads();

        @CachedQuery(cache = "a", tenant = "#find.tenantId()")
        public String byExpression(Find find) {
            return loads.next();
        }

        @CachedQuery(cache = "a")
        public String byArgument(@Tenant @Nullable String tenant) {
            return loads.next();
        }

        @CachedQuery(cache = "a")
        public String byResolver(String id) {
            return loads.next();
        }

        @CachedQuery(cache = "a", shared = true)
        public String shared(String id) {
            return loads.next();
        }
    }

    @Test
    void theTenantComesFromAnArgumentAnExpressionOrTheFirstResolverThatKnowsIt() {
        AtomicReference<@Nullable Object> current = new AtomicReference<>("t1");
        try (Application application = Application.with(Tenants.class)
                .tenant(() -> null)
                .tenant(current::get)
                .start()) {
            Tenants queries = application.get(Tenants.class);
            String first = queries.byResolver("x");
            assertThat(queries.byResolver("x")).isEqualTo(first);
            String argument = queries.byArgument("t1");
            String expression = queries.byExpression(new Find("t1", "x"));
            current.set("t2");
            assertThat(queries.byResolver("x")).isNotEqualTo(first);
            assertThat(queries.byArgument("t1")).isEqualTo(argument);
            assertThat(queries.byExpression(new Find("t1", "x"))).isEqualTo(expression);
            application.cache().evictor().evictTenant("t1");
            assertThat(queries.byArgument("t1")).isNotEqualTo(argument);
            assertThat(queries.byExpression(new Find("t1", "x"))).isNotEqualTo(expression);
        }
    }

    @Test
    void aCallWithoutTenantIsRefused() {
        TenantResolver nobody = () -> null;
        try (Application application =
                Application.with(Tenants.class).tenant(nobody).start()) {
            Tenants queries = application.get(Tenants.class);
            assertThatThrownBy(() -> queries.byArgument(null))
                    .isInstanceOf(MissingTenantException.class)
                    .hasMessage("Tenants.byArgument(String) keeps its results per tenant, and parameter 'tenant' gave"
                            + " none. Hand one over, let a TenantResolver bean know it, or declare shared = true if the"
                            + " result is the same for every tenant.");
            assertThatThrownBy(() -> queries.byArgument(" ")).isInstanceOf(MissingTenantException.class);
            assertThatThrownBy(() -> queries.byResolver("x"))
                    .isInstanceOf(MissingTenantException.class)
                    .hasMessageContaining("Tenants.byResolver(String)", "TenantResolver gave none");
            assertThatThrownBy(() -> queries.byExpression(new Find(null, "x")))
                    .isInstanceOf(MissingTenantException.class)
                    .hasMessageContaining("expression #find.tenantId() gave none");
            assertThat(queries.shared("x")).isEqualTo(queries.shared("x"));
        }
    }

    static class Pages {

        final Loads loads = new Loads();

        @CachedQuery(cache = "a")
        public String several(
                @Tenant String tenant, @Nullable ScrollPosition position, @Nullable Limit limit, @Nullable Sort sort) {
            return loads.next();
        }

        @CachedQuery(cache = "a")
        public String numbered(
                @Tenant String tenant, @PageNumber(first = 1) @Nullable Integer page, @PageSize long size) {
            return loads.next();
        }

        @CachedQuery(cache = "b")
        public String pagination(@Tenant String tenant, Pagination page) {
            return loads.next();
        }
    }

    @Test
    void allPartsOfAPageTellPagesApartAndOneEvictionReachesThem() {
        try (Application application = Application.with(Pages.class).start()) {
            Pages queries = application.get(Pages.class);
            List<String> first = severalPages(queries);
            assertThat(first).doesNotHaveDuplicates();
            assertThat(severalPages(queries)).isEqualTo(first);
            CacheKey key = CacheKey.builder("a")
                    .tenant("t1")
                    .query("several(String,ScrollPosition,Limit,Sort)")
                    .build();
            application.cache().evictor().evictQuery(key);
            assertThat(severalPages(queries)).doesNotContainAnyElementsOf(first);
        }
    }

    private static List<String> severalPages(Pages queries) {
        return List.of(
                queries.several("t1", null, null, null),
                queries.several("t1", ScrollPosition.offset(5), null, null),
                queries.several("t1", null, Limit.of(5), null),
                queries.several("t1", null, null, Sort.by("a")),
                queries.several("t1", ScrollPosition.offset(5), Limit.of(5), Sort.by("a")));
    }

    @Test
    void pagesFarApartAreNotTakenForEachOther() {
        try (Application application = Application.with(Pages.class).start()) {
            Pages queries = application.get(Pages.class);
            List<String> pages = manyPages(queries);
            assertThat(pages).doesNotHaveDuplicates();
            assertThat(manyPages(queries)).isEqualTo(pages);
        }
    }

    private static List<String> manyPages(Pages queries) {
        return IntStream.rangeClosed(1, 100)
                .mapToObj(page -> queries.numbered("t1", page, 10 + page % 3))
                .toList();
    }

    @Test
    void plainNumbersAreAPageAndWhatIsNoneGoesPast() {
        try (Application application = Application.with(Pages.class).start()) {
            Pages queries = application.get(Pages.class);
            String first = queries.numbered("t1", 1, 10);
            assertThat(queries.numbered("t1", 1, 10)).isEqualTo(first);
            assertThat(queries.numbered("t1", 2, 10)).isNotEqualTo(first);
            assertThat(queries.numbered("t1", 1, 20)).isNotEqualTo(first);
            assertThat(queries.numbered("t1", 0, 10)).isNotEqualTo(queries.numbered("t1", 0, 10));
            assertThat(queries.numbered("t1", null, 10)).isNotEqualTo(queries.numbered("t1", null, 10));
            assertThat(queries.numbered("t1", 1, 0)).isNotEqualTo(queries.numbered("t1", 1, 0));
            assertThat(queries.numbered("t1", 1, 1L << 40)).isNotEqualTo(queries.numbered("t1", 1, 1L << 40));
            assertThat(queries.pagination("t1", Pagination.of(1, 10)))
                    .isEqualTo(queries.pagination("t1", Pagination.of(1, 10)));
        }
    }

    static class Expressed {

        final Loads loads = new Loads();

        @CachedQuery(cache = "a", condition = "#account != 'cash'")
        public String conditional(@Tenant @Nullable String tenant, String account) {
            return loads.next();
        }

        @CachedQuery(cache = "b", unless = "#result.length() == #account.length()")
        public Optional<String> unless(@Tenant String tenant, String account, String result) {
            loads.next();
            return Optional.ofNullable(result);
        }

        @CachedQuery(cache = "c", key = "#find.account() + @suffix + #root.methodName + #p0")
        public String keyed(@Tenant String tenant, Find find) {
            return loads.next();
        }

        @CachedQuery(cache = "d", condition = "#account")
        public String noTruth(@Tenant String tenant, String account) {
            return loads.next();
        }
    }

    @Test
    void whereTheConditionIsFalseACallGoesPast() {
        try (Application application =
                Application.with(Expressed.class).bean(String.class, "!").start()) {
            Expressed queries = application.get(Expressed.class);
            assertThat(queries.conditional(null, "cash")).isNotEqualTo(queries.conditional(null, "cash"));
            assertThat(queries.conditional("t1", "bank")).isEqualTo(queries.conditional("t1", "bank"));
            assertThatThrownBy(() -> queries.noTruth("t1", "cash"))
                    .isInstanceOf(CacheKeyException.class)
                    .hasMessage("The expression condition = \"#account\" of Expressed.noTruth(String,String) gives a"
                            + " java.lang.String. Write one that gives true or false.");
        }
    }

    @Test
    void whereUnlessIsTrueAResultIsReturnedAndNotKept() {
        try (Application application = Application.with(Expressed.class).start()) {
            Expressed queries = application.get(Expressed.class);
            for (int i = 0; i < 2; i++) {
                assertThat(queries.unless("t1", "cash", "cash")).hasValue("cash");
                assertThat(queries.unless("t1", "bank", "7")).hasValue("7");
            }
            assertThat(application.statistics("b").loads()).isEqualTo(3);
        }
    }

    @Test
    void aKeyExpressionReplacesTheArgumentsAndMayAskBeans() {
        Application application = Application.with(Expressed.class);
        application.context().registerBean("suffix", String.class, () -> "!");
        try (application) {
            application.start();
            Expressed queries = application.get(Expressed.class);
            String first = queries.keyed("t1", new Find("x", "cash"));
            assertThat(queries.keyed("t1", new Find("y", "cash"))).isEqualTo(first);
            assertThat(queries.keyed("t1", new Find("x", "bank"))).isNotEqualTo(first);
            CacheKey key = CacheKey.builder("c")
                    .tenant("t1")
                    .query("keyed(String,Find)")
                    .part("key", "cash!keyedt1")
                    .build();
            application.cache().evictor().evictQuery(key);
            assertThat(queries.keyed("t1", new Find("x", "cash"))).isNotEqualTo(first);
        }
    }

    static class Tagged {

        final Loads loads = new Loads();

        @CachedQuery(
                cache = "${entries.cache}",
                tags = {"{{x}}:{find.account}:{tenant}", "all"},
                ttl = "${entries.ttl}")
        public String tagged(@Tenant String tenant, Find find) {
            return loads.next();
        }

        @CachedQuery(cache = "b", tags = "v:{value}")
        public String any(@Tenant String tenant, Object value) {
            return loads.next();
        }
    }

    private static Application tagged() {
        return Application.with(Tagged.class)
                .property("entries.cache", "a")
                .property("entries.ttl", "1h30m")
                .start();
    }

    @Test
    void tagsAreRenderedFromParametersAndPlaceholdersAreFilledIn() {
        try (Application application = tagged()) {
            Tagged queries = application.get(Tagged.class);
            for (String tag : List.of("{x}:cash:t1", "all")) {
                String before = queries.tagged("t1", new Find("x", "cash"));
                assertThat(queries.tagged("t1", new Find("x", "cash"))).isEqualTo(before);
                application.cache().evictor().evictTag("t1", tag);
                assertThat(queries.tagged("t1", new Find("x", "cash"))).as(tag).isNotEqualTo(before);
            }
            QueryDescription description = application.queries().descriptions().stream()
                    .filter(one -> one.cache().equals("a"))
                    .findFirst()
                    .orElseThrow();
            assertThat(description)
                    .isEqualTo(new QueryDescription(
                            "Tagged.tagged(String,Find)",
                            "a",
                            "tagged(String,Find)",
                            1,
                            "parameter 'tenant'",
                            List.of("find"),
                            List.of("{{x}}:{find.account}:{tenant}", "all"),
                            CachePolicy.defaults().withTtl(Duration.ofMinutes(90))));
        }
    }

    @Test
    void aTagOfNothingOrOfNoPlainTextIsRefused() {
        try (Application application = tagged()) {
            Tagged queries = application.get(Tagged.class);
            assertThatThrownBy(() -> queries.tagged("t1", new Find("x", null)))
                    .isInstanceOf(CacheKeyException.class)
                    .hasMessage("The tag \"{{x}}:{find.account}:{tenant}\" of Tagged.tagged(String,Find) needs"
                            + " {find.account}, which is null in this call. Hand over a value, or let condition leave"
                            + " such calls out.");
            assertThatThrownBy(() -> queries.any("t1", List.of()))
                    .isInstanceOf(CacheKeyException.class)
                    .hasMessageStartingWith(
                            "The tag \"v:{value}\" of Tagged.any(String,Object) cannot hold {value}, a ");
            assertThat(queries.any("t1", 7L)).isEqualTo(queries.any("t1", 7L));
        }
    }

    record Entries(
            @Nullable String tenant,
            String account,
            @Nullable Integer page) implements CacheableQuery {

        @Override
        public String cacheName() {
            return "described";
        }

        @Override
        public Map<String, ?> keyParts() {
            return Map.of("account", account);
        }

        @Override
        public @Nullable Object pagination() {
            return page == null ? null : Pagination.of(page, 10);
        }

        @Override
        public List<String> tags() {
            return List.of("account:" + account);
        }
    }

    static class Described {

        final Loads loads = new Loads();

        @CachedQuery
        public String all(Entries query) {
            return loads.next();
        }

        @CachedQuery(cache = "named", tags = "all")
        public String named(Entries query, int year) {
            return loads.next();
        }
    }

    @Test
    void aQueryThatDescribesItselfMeetsTheEntriesOfTheProgram() {
        try (Application application = Application.with(Described.class).start()) {
            Described queries = application.get(Described.class);
            Entries query = new Entries("t1", "cash", 1);
            String first = queries.all(query);
            assertThat(queries.all(new Entries("t1", "cash", 1))).isEqualTo(first);
            String programmatic = application.cache().get(query, String.class, () -> "another");
            assertThat(programmatic).isEqualTo(first);
            assertThatThrownBy(() -> queries.all(null))
                    .isInstanceOf(CacheKeyException.class)
                    .hasMessageStartingWith("Described.all(Entries) is cached by its query 'query', which is null");
            assertThatThrownBy(() -> queries.all(new Entries(null, "cash", 1)))
                    .isInstanceOf(MissingTenantException.class)
                    .hasMessageStartingWith("Described.all(Entries) keeps its results per tenant, and its query"
                            + " 'query' has none.");
        }
    }

    @Test
    void aNamedCacheTakesTenantPartsPageAndTagsFromTheQuery() {
        try (Application application = Application.with(Described.class).start()) {
            Described queries = application.get(Described.class);
            Entries query = new Entries("t1", "cash", 1);
            String first = queries.named(query, 2026);
            assertThat(queries.named(new Entries("t1", "cash", 1), 2026)).isEqualTo(first);
            assertThat(queries.named(query, 2025)).isNotEqualTo(first);
            assertThat(queries.named(new Entries("t1", "cash", 2), 2026)).isNotEqualTo(first);
            assertThat(queries.named(new Entries("t2", "cash", 1), 2026)).isNotEqualTo(first);
            assertThat(queries.named(new Entries("t1", "bank", 1), 2026)).isNotEqualTo(first);
            for (String tag : List.of("account:cash", "all")) {
                String before = queries.named(query, 2026);
                application.cache().evictor().evictTag("t1", tag);
                assertThat(queries.named(query, 2026)).isNotEqualTo(before);
            }
        }
    }

    static class Absent {

        @CachedQuery(cache = "a")
        public Optional<String> find(@Tenant String tenant) {
            return Optional.empty();
        }

        @CachedQuery(cache = "b", unless = "#result == null")
        public Optional<String> findUnlessAbsent(@Tenant String tenant) {
            return Optional.empty();
        }
    }

    @Test
    void unlessSeesTheContentOfAnOptional() {
        try (Application application = Application.with(Absent.class).start()) {
            Absent queries = application.get(Absent.class);
            assertThat(queries.findUnlessAbsent("t1")).isEmpty();
            assertThat(queries.findUnlessAbsent("t1")).isEmpty();
            assertThat(application.statistics("b").loads()).isEqualTo(2);
        }
    }

    @Test
    void anEmptyOptionalLivesAsLongAsNull() {
        try (Application application = Application.with(Absent.class)
                .defaults(CachePolicy.defaults().withNullTtl(Duration.ZERO))
                .start()) {
            Absent queries = application.get(Absent.class);
            assertThat(queries.find("t1")).isEmpty();
            assertThat(queries.find("t1")).isEmpty();
            assertThat(application.statistics("a").loads()).isEqualTo(2);
        }
    }

    static class Paged {

        @CachedQuery(cache = "a")
        public List<String> find(@Tenant String tenant, Pageable page) {
            return List.of(tenant);
        }
    }

    @Test
    void twoInstancesShareWhatOneOfThemLoaded() {
        InMemoryRemote store = new InMemoryRemote();
        try (Application one = Application.on(store, Paged.class).start();
                Application other = Application.on(store, Paged.class).start()) {
            one.get(Paged.class).find("t1", PageRequest.of(0, 10, Sort.by("x")));
            Await.until("the other instance finds it in the remote tier", () -> {
                other.cache().evictor().evictTenant("t1");
                one.get(Paged.class).find("t1", PageRequest.of(0, 10, Sort.by("x")));
                other.get(Paged.class).find("t1", PageRequest.of(0, 10, Sort.by("x")));
                return other.statistics("a").remoteHits() > 0;
            });
        }
    }

    static class NamedResult {

        final Loads loads = new Loads();

        @CachedQuery(cache = "a", unless = "#result == 'load 1'")
        public String find(@Tenant String tenant, String result) {
            return loads.next();
        }
    }

    @Test
    void aParameterNamedResultDoesNotHideTheResultFromUnless() {
        try (Application application = Application.with(NamedResult.class).start()) {
            NamedResult queries = application.get(NamedResult.class);
            assertThat(queries.find("t1", "x")).isEqualTo("load 1");
            assertThat(queries.find("t1", "x")).isEqualTo("load 2");
            assertThat(queries.find("t1", "x")).isEqualTo("load 2");
        }
    }

    static class Evaluations {

        final AtomicInteger count = new AtomicInteger();

        public String counted(String value) {
            count.incrementAndGet();
            return value;
        }
    }

    static class Evaluated {

        @CachedQuery(cache = "a", tags = "all", unless = "@evaluations.counted(#result) == 'never'")
        public String loaded(@Tenant String tenant, String id) {
            return id;
        }

        @CachedQuery(
                cache = "b",
                tenant = "@evaluations.counted('t1')",
                key = "@evaluations.counted(#id)",
                condition = "@evaluations.counted(#id) != 'never'")
        public String declared(String id) {
            return id;
        }
    }

    @Test
    void aHitEvaluatesOnceWhatDecidesItAndNothingElse() {
        Evaluations evaluations = new Evaluations();
        Application application = Application.with(Evaluated.class);
        application.context().registerBean("evaluations", Evaluations.class, () -> evaluations);
        try (application) {
            Evaluated queries = application.start().get(Evaluated.class);
            queries.loaded("t1", "x");
            assertThat(evaluations.count).hasPositiveValue();
            evaluations.count.set(0);
            queries.loaded("t1", "x");
            assertThat(application.statistics("a").localHits()).isOne();
            assertThat(evaluations.count).hasValue(0);
            queries.declared("x");
            evaluations.count.set(0);
            queries.declared("x");
            assertThat(application.statistics("b").localHits()).isOne();
            assertThat(evaluations.count).hasValue(3);
        }
    }
}
