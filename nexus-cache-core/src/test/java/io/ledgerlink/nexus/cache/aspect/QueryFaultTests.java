package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.PageNumber;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.Unkeyed;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.BeanMethod.Parameter;
import io.ledgerlink.nexus.cache.method.InvalidQueriesException;
import io.ledgerlink.nexus.cache.method.QueryFault;
import jakarta.persistence.Entity;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.domain.Pageable;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PostFilter;
import org.springframework.web.multipart.MultipartFile;
import reactor.core.publisher.Mono;

/** What is said at start-up of annotations that cannot mean what they say. */
class QueryFaultTests {

    static class Plain {}

    static class NoTenant {

        @CachedQuery(cache = "entries")
        public String find(String id) {
            return id;
        }
    }

    @Test
    void aTenantScopedCacheNeedsATenantSource() {
        assertThat(Application.faultsOf(NoTenant.class))
                .containsExactly(new QueryFault(
                        "NoTenant.find(String)",
                        "Cache 'entries' keeps its entries per tenant, and nothing says whose result this is.",
                        "Mark a parameter @Tenant, write tenant = \"#…\", define a TenantResolver bean, or declare"
                                + " shared = true if the result is the same for every tenant."));
    }

    static class Nameless {

        @CachedQuery(cache = "a")
        public String find(@Tenant String tenant, String id) {
            return id;
        }
    }

    @Test
    void aKeyNeedsTheNamesOfItsParameters() throws NoSuchMethodException {
        Method method = Nameless.class.getMethod("find", String.class, String.class);
        List<Parameter> unnamed = BeanMethod.of(method, Nameless.class).parameters().stream()
                .map(parameter -> new Parameter(parameter.index(), null, parameter.type(), parameter.marks()))
                .toList();
        QueryAttributes attributes = Objects.requireNonNull(QueryAttributes.find(method, Nameless.class));
        assertThat(new QueryReader(new StaticListableBeanFactory())
                        .read(new BeanMethod(Nameless.class, method, unnamed), attributes)
                        .faults())
                .containsExactly(new QueryFault(
                        "Nameless.find(String,String)",
                        "The names of its parameters are not known, and a key needs them.",
                        "Compile " + Nameless.class.getName() + " with -parameters."));
    }

    static class NoCache {

        @CachedQuery
        public String find(@Tenant String tenant) {
            return tenant;
        }
    }

    @Test
    void aMethodNeedsACache() {
        assertThat(Application.faultsOf(NoCache.class))
                .containsExactly(new QueryFault(
                        "NoCache.find(String)",
                        "It names no cache.",
                        "Write @CachedQuery(cache = \"…\") on it or on its type, or let a parameter be a"
                                + " CacheableQuery."));
    }

    static class Templates {

        record Query(String account, Map<String, String> parts) {}

        @CachedQuery(cache = "a", tags = "account:{acount}")
        public String misspelt(@Tenant String tenant, String account) {
            return account;
        }

        @CachedQuery(cache = "b", tags = "account:{query.acount}")
        public String misspeltProperty(@Tenant String tenant, Query query) {
            return query.account();
        }

        @CachedQuery(cache = "c", tags = "account:{query.parts}")
        public String noText(@Tenant String tenant, Query query) {
            return query.account();
        }

        @CachedQuery(cache = "d", tags = "account:{account")
        public String open(@Tenant String tenant, String account) {
            return account;
        }

        @CachedQuery(cache = "e", tags = "account}")
        public String closed(@Tenant String tenant, String account) {
            return account;
        }

        @CachedQuery(cache = "f", tags = "user:{user}")
        public String unkeyed(@Tenant String tenant, @Unkeyed String user) {
            return user;
        }

        @CachedQuery(cache = "g", tags = " ")
        public String blank(@Tenant String tenant) {
            return tenant;
        }
    }

    @Test
    void aTemplateNamesPropertiesOfParametersThatHaveAText() {
        assertThat(Application.faultsOf(Templates.class))
                .extracting(QueryFault::toString)
                .containsExactly(
                        "Templates.blank(String): It has a blank tag. Leave the tag out, or name it.",
                        "Templates.closed(String,String): The tag \"account}\" closes a brace that it has not opened."
                                + " Close every brace, and write {{ and }} for braces that stand for themselves.",
                        "Templates.misspelt(String,String): The tag \"account:{acount}\" names {acount}, and 'acount'"
                                + " is no parameter. Name one of [tenant, account].",
                        "Templates.misspeltProperty(String,Query): The tag \"account:{query.acount}\" names"
                                + " {query.acount}, and Query has no property 'acount'. Name a record component, a"
                                + " getter's property or a public field.",
                        "Templates.noText(String,Query): The tag \"account:{query.parts}\" holds {query.parts}, a"
                                + " java.util.Map<java.lang.String, java.lang.String>, which has no plain text."
                                + " Use text, a whole or decimal number, a UUID, a date or time, or an enum constant.",
                        "Templates.open(String,String): The tag \"account:{account\" does not close a brace. Close every"
                                + " brace, and write {{ and }} for braces that stand for themselves.",
                        "Templates.unkeyed(String,String): The tag \"user:{user}\" names 'user', which is @Unkeyed:"
                                + " calls that differ in it share one result, which can carry only one of their tags."
                                + " Name a parameter of the key, or make this one part of it.");
    }

    static class Arguments {

        record Wrapped(List<Plain> plains) {}

        @CachedQuery(cache = "a")
        public String one(@Tenant String tenant, Plain plain) {
            return "";
        }

        @CachedQuery(cache = "a")
        public String list(@Tenant String tenant, List<Plain[]> plains) {
            return "";
        }

        @CachedQuery(cache = "a")
        public String record(@Tenant String tenant, Wrapped wrapped) {
            return "";
        }

        @CachedQuery(cache = "a")
        public String unkeyed(@Tenant String tenant, @Unkeyed Plain plain) {
            return "";
        }

        @CachedQuery(cache = "a", key = "#plain.hashCode()")
        public String replaced(@Tenant String tenant, Plain plain) {
            return "";
        }

        @CachedQuery(cache = "a")
        public String fit(@Tenant String tenant, Object any, List<? extends Number> numbers, int[] digits) {
            return "";
        }
    }

    @Test
    void anArgumentHasValueEquality() {
        String name = Plain.class.getName();
        assertThat(Application.faultsOf(Arguments.class))
                .extracting(QueryFault::what)
                .satisfiesExactly(
                        what -> assertThat(what)
                                .startsWith("Parameter 'plains' cannot be part of a key: " + name
                                        + " does not override equals"),
                        what -> assertThat(what)
                                .startsWith("Parameter 'plain' cannot be part of a key: " + name
                                        + " does not override equals, so no two of its values are equal. Hand over a"
                                        + " record or plain values instead"),
                        what -> assertThat(what)
                                .startsWith("Parameter 'wrapped' cannot be part of a key: its component 'plains': "
                                        + name));
    }

    static class FitArguments {

        @CachedQuery(cache = "a")
        public String classes(@Tenant String tenant, Class<Plain> one, Class<? extends Plain> other) {
            return "";
        }

        @CachedQuery(cache = "a")
        public String dates(@Tenant String tenant, Timestamp one, Date other) {
            return "";
        }

        @CachedQuery(cache = "a")
        public String unkeyed(@Tenant String tenant, @Unkeyed HttpServletRequest request) {
            return "";
        }
    }

    @Test
    void theClassOfSomethingAndADateAreArguments() {
        assertThat(Application.faultsOf(FitArguments.class)).isEmpty();
    }

    static class ThingsOfOneCall {

        @CachedQuery(cache = "a")
        public String request(@Tenant String tenant, HttpServletRequest request) {
            return "";
        }

        @CachedQuery(cache = "a")
        public String file(@Tenant String tenant, List<MultipartFile> files) {
            return "";
        }

        @CachedQuery(cache = "a")
        public String stream(@Tenant String tenant, InputStream stream) {
            return "";
        }
    }

    @Test
    void whatBelongsToOneCallIsNoArgument() {
        assertThat(Application.faultsOf(ThingsOfOneCall.class))
                .extracting(QueryFault::toString)
                .satisfiesExactly(
                        fault -> assertThat(fault)
                                .contains("Parameter 'files' cannot be part of a key: values of"
                                        + " org.springframework.web.multipart.MultipartFile belong to one call"),
                        fault -> assertThat(fault)
                                .isEqualTo("ThingsOfOneCall.request(String,HttpServletRequest): Parameter 'request'"
                                        + " cannot be part of a key: values of jakarta.servlet.http.HttpServletRequest"
                                        + " belong to one call, and are not equal to those of another. Hand over a"
                                        + " record or plain values instead, let the query implement CacheableQuery, or"
                                        + " leave the argument out of the key. Or mark it @Unkeyed if the result does"
                                        + " not depend on it."),
                        fault -> assertThat(fault).contains("values of java.io.InputStream belong to one call"));
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    static class ByClassName {}

    static class Results {

        @CachedQuery(cache = "a")
        public void nothing(@Tenant String tenant) {}

        @CachedQuery(cache = "a")
        public Mono<Void> nothingReactive(@Tenant String tenant) {
            return Mono.empty();
        }

        @CachedQuery(cache = "a")
        public CompletableFuture<Void> nothingLater(@Tenant String tenant) {
            return CompletableFuture.completedFuture(null);
        }

        @CachedQuery(cache = "a")
        public Stream<String> stream(@Tenant String tenant) {
            return Stream.of();
        }

        @CachedQuery(cache = "a")
        public List<InputStream> streams(@Tenant String tenant) {
            return List.of();
        }

        @CachedQuery(cache = "a")
        public Thread thread(@Tenant String tenant) {
            return Thread.currentThread();
        }

        @CachedQuery(cache = "a")
        public ByClassName object(@Tenant String tenant) {
            return new ByClassName();
        }
    }

    @Test
    void aResultCanBeReadManyTimesAndWritten() {
        assertThat(Application.faultsOf(Results.class))
                .extracting(QueryFault::method, QueryFault::what)
                .satisfiesExactly(
                        fault -> assertThat(fault.toList())
                                .containsExactly(
                                        "Results.nothing(String)", "It returns void, so there is no result to cache."),
                        fault -> assertThat(fault.toList().get(1))
                                .isEqualTo("It returns java.util.concurrent.CompletableFuture<java.lang.Void>, so there"
                                        + " is no result to cache."),
                        fault -> assertThat(fault.toList().get(1))
                                .isEqualTo("It returns reactor.core.publisher.Mono<java.lang.Void>, so there is no"
                                        + " result to cache."),
                        fault -> assertThat(fault.toList().get(1))
                                .asString()
                                .startsWith("It returns " + ByClassName.class.getName() + ", which cannot be cached. "),
                        fault -> assertThat(fault.toList().get(1))
                                .isEqualTo("It returns java.util.stream.Stream<java.lang.String>, which cannot be"
                                        + " cached. A java.util.stream.Stream can be used only once, or only in this"
                                        + " process, and so cannot be cached; return its content instead, for instance"
                                        + " as a List or a record."),
                        fault -> assertThat(fault.toList().get(1))
                                .asString()
                                .startsWith("It returns java.util.List<java.io.InputStream>, which cannot be cached."),
                        fault -> assertThat(fault.toList().get(1))
                                .asString()
                                .startsWith("It returns java.lang.Thread, which cannot be cached."));
    }

    static class OneQueries {

        @CachedQuery(cache = "a")
        public String find(@Tenant String tenant) {
            return "";
        }

        @CachedQuery(cache = "b", query = "count")
        public long count(@Tenant String tenant, String account) {
            return 1;
        }

        @CachedQuery(cache = "c", query = "sum")
        public Long sum(@Tenant String tenant, String account) {
            return 1L;
        }
    }

    static class OtherQueries {

        @CachedQuery(cache = "a")
        public String find(@Tenant String tenant) {
            return "";
        }

        @CachedQuery(cache = "b", query = "count")
        public int counts(@Tenant String tenant, String name) {
            return 1;
        }

        @CachedQuery(cache = "c", query = "sum")
        public long sums(@Tenant String tenant, String account) {
            return 1L;
        }
    }

    @Test
    void twoMethodsShareAQueryOnPurposeOnly() {
        assertThat(Application.faultsOf(OneQueries.class, OtherQueries.class))
                .extracting(QueryFault::toString)
                .containsExactly(
                        "OtherQueries.counts(String,String): It and OneQueries.count(String,String) are both query"
                                + " 'count' of cache 'b', but return java.lang.Integer here and java.lang.Long there."
                                + " Make them the same, or give one of them another query name.",
                        "OtherQueries.counts(String,String): It and OneQueries.count(String,String) are both query"
                                + " 'count' of cache 'b', but have the arguments [name] here and [account] there. Make"
                                + " them the same, or give one of them another query name.",
                        "OtherQueries.find(String): It and OneQueries.find(String) are both query 'find(String)' of"
                                + " cache 'a', and would answer each other. Give one of them a name with query = \"…\","
                                + " or another cache; to share on purpose, name the query in both.");
    }

    static class Secured {

        @PostFilter("true")
        @CachedQuery(cache = "a")
        public List<String> filtered(@Tenant String tenant) {
            return List.of();
        }

        @PostAuthorize("true")
        @CachedQuery(cache = "a")
        public List<String> authorized(@Tenant String tenant) {
            return List.of();
        }
    }

    @Test
    void securityCannotJudgeACachedResult() {
        assertThat(Application.faultsOf(Secured.class))
                .extracting(QueryFault::toString)
                .containsExactly(
                        "Secured.authorized(String): It is annotated with @PostAuthorize, which judges a result that"
                                + " other callers share. Put @PostAuthorize on a method that calls this one, or make"
                                + " what it depends on part of the key.",
                        "Secured.filtered(String): It is annotated with @PostFilter, which judges a result that other"
                                + " callers share. Put @PostFilter on a method that calls this one, or make what it"
                                + " depends on part of the key.");
    }

    @Entity
    static class Account {

        public String name = "";
    }

    static class Entities {

        @CachedQuery(cache = "accounts")
        public List<Account> all(@Tenant String tenant) {
            return List.of();
        }
    }

    @Test
    void anEntityIsNoResultUnlessTheCacheStoresBytes() {
        assertThat(Application.faultsOf(Entities.class))
                .containsExactly(new QueryFault(
                        "Entities.all(String)",
                        "It returns the JPA entity Account, and cache 'accounts' keeps references: callers would share"
                                + " one managed object over many transactions.",
                        "Return a record or a projection, or set nexus.cache.caches.accounts.local.store to bytes."));
        CachePolicy bytes = CachePolicy.defaults().withLocal(CachePolicy.Local.bytes(1_000_000));
        assertThat(Application.faultsOf(Application.with(Entities.class).cache("accounts", bytes)))
                .noneMatch(fault -> fault.what().contains("entity"));
    }

    static class Blank {

        @CachedQuery(cache = "${no.cache:}")
        public String cache(@Tenant String tenant) {
            return "";
        }

        @CachedQuery(cache = "a", query = " ")
        public String query(@Tenant String tenant) {
            return "";
        }
    }

    @Test
    void aNameIsNotBlank() {
        assertThat(Application.faultsOf(Blank.class))
                .extracting(QueryFault::toString)
                .containsExactly(
                        "Blank.cache(String): Its cache is \"${no.cache:}\", which is blank once its placeholder is"
                                + " filled in. Give a name, or leave it out.",
                        "Blank.query(String): Its query is \" \", which is blank. Give a name, or leave it out.");
    }

    static class DescribedEntities {

        @CachedQuery
        public List<Account> all(CacheableQuery query) {
            return List.of();
        }
    }

    @Test
    void anEntityIsNoResultOfACacheThatIsNotKnown() {
        assertThat(Application.faultsOf(DescribedEntities.class))
                .containsExactly(new QueryFault(
                        "DescribedEntities.all(CacheableQuery)",
                        "It returns the JPA entity Account, and leaves its cache to its query, so that the cache may keep"
                                + " references: callers would share one managed object over many transactions.",
                        "Return a record or a projection, or name a cache here whose local.store is bytes."));
    }

    static class Policies {

        @CachedQuery(cache = "a", policy = "shrot")
        public String unknown(@Tenant String tenant) {
            return "";
        }

        @CachedQuery(cache = "a", ttl = "soon", staleFor = "0s")
        public String times(@Tenant String tenant) {
            return "";
        }

        @CachedQuery(cache = "a", ttl = "-1m")
        public String negative(@Tenant String tenant) {
            return "";
        }

        @CachedQuery(cache = "${caches.missing}")
        public String placeholder(@Tenant String tenant) {
            return "";
        }
    }

    @Test
    void policiesAndDurationsExist() {
        assertThat(Application.faultsOf(Application.with(Policies.class).policy("short", CachePolicy.defaults())))
                .extracting(QueryFault::toString)
                .containsExactly(
                        "Policies.negative(String): Its ttl is \"-1m\", and must be longer than zero and at most 36500"
                                + " days. Give another, or leave it out.",
                        "Policies.placeholder(String): The placeholder in \"${caches.missing}\" has no value. Set the"
                                + " property, or give a default as in ${name:default}.",
                        "Policies.times(String): Its ttl is \"soon\", which is no duration. Write one as 30s, 2m, 1h30m"
                                + " or PT2M.",
                        "Policies.times(String): Its staleFor is \"0s\", and must be longer than zero and at most 36500"
                                + " days. Give another, or leave it out.",
                        "Policies.unknown(String): It names the policy 'shrot', which there is not. Did you mean"
                                + " 'short'? The policies are [short]: name one of them, or define"
                                + " nexus.cache.policies.shrot.");
    }

    static class Unreachable {

        @CachedQuery(cache = "a")
        public final String fixed(@Tenant String tenant) {
            return "";
        }

        @CachedQuery(cache = "a")
        static String ofClass(@Tenant String tenant) {
            return "";
        }

        @CachedQuery(cache = "a", version = -1)
        @SuppressWarnings("UnusedMethod")
        private String hidden(@Tenant String tenant) {
            return "";
        }
    }

    @Test
    void aMethodCanBeReachedThroughAProxy() {
        assertThat(Application.faultsOf(Unreachable.class))
                .extracting(fault -> fault.method() + ": " + fault.what())
                .containsExactly(
                        "Unreachable.fixed(String): It is final, so no proxy can stand before it, and its results would"
                                + " never be cached.",
                        "Unreachable.hidden(String): It is private, so no proxy can stand before it, and its results"
                                + " would never be cached.",
                        "Unreachable.hidden(String): Its version is -1.",
                        "Unreachable.ofClass(String): It is static, so no proxy can stand before it, and its results"
                                + " would never be cached.");
    }

    static final class FinalQueries {

        @CachedQuery(cache = "a")
        public String find(@Tenant String tenant) {
            return "";
        }

        @CachedQuery(cache = "a")
        public void nothing(@Tenant String tenant) {}
    }

    @Test
    void aFinalClassWithoutAnInterfaceIsToldAmongTheOtherFaults() {
        for (Application application : List.of(
                Application.with(FinalQueries.class, NoCache.class),
                Application.with(FinalQueries.class, NoCache.class).jdkProxies())) {
            assertThat(Application.faultsOf(application))
                    .extracting(QueryFault::toString)
                    .satisfiesExactly(
                            fault -> assertThat(fault)
                                    .isEqualTo("FinalQueries.find(String): Its class " + FinalQueries.class.getName()
                                            + " is final, so no proxy can stand before it, and its results would never be"
                                            + " cached. Let the class not be final, or give it an interface that has the"
                                            + " method and set spring.aop.proxy-target-class=false."),
                            fault -> assertThat(fault).startsWith("FinalQueries.nothing(String): Its class "),
                            fault -> assertThat(fault).startsWith("FinalQueries.nothing(String): It returns void"),
                            fault -> assertThat(fault).startsWith("NoCache.find(String): It names no cache."));
        }
    }

    interface Balances {

        String balance(String tenant);
    }

    record FinalBalances(String currency) implements Balances {

        @Override
        @CachedQuery(cache = "a")
        public String balance(@Tenant String tenant) {
            return new String(currency);
        }
    }

    @Test
    void aFinalClassWithAnInterfaceIsCachedWhereProxiesAreOfInterfaces() {
        assertThat(Application.faultsOf(Application.with().bean(FinalBalances.class, new FinalBalances("EUR"))))
                .containsExactly(new QueryFault(
                        "FinalBalances.balance(String)",
                        "Its class " + FinalBalances.class.getName() + " is final, and proxies are subclasses, so no"
                                + " proxy can stand before it, and its results would never be cached.",
                        "Let the class not be final, or set spring.aop.proxy-target-class=false."));
        try (Application application = Application.with()
                .bean(Balances.class, new FinalBalances("EUR"))
                .jdkProxies()
                .start()) {
            Balances balances = application.get(Balances.class);
            assertThat(balances.balance("acme")).isSameAs(balances.balance("acme"));
        }
    }

    @Test
    void aLambdaOfAnAnnotatedInterfaceIsCached() {
        try (Application application = Application.with()
                .bean(Rates.class, tenant -> new String("1.1"))
                .start()) {
            Rates rates = application.get(Rates.class);
            assertThat(rates.rate("acme")).isSameAs(rates.rate("acme"));
        }
    }

    @FunctionalInterface
    interface Rates {

        @CachedQuery(cache = "a")
        String rate(@Tenant String tenant);
    }

    static class SharedQueries {

        @CachedQuery(cache = "a", shared = true, tenant = "#id", tags = "x")
        public String all(@Tenant String tenant, String id) {
            return "";
        }
    }

    @Test
    void whatIsSharedHasNoTenant() {
        assertThat(Application.faultsOf(SharedQueries.class))
                .extracting(QueryFault::what)
                .containsExactly(
                        "It is shared by all tenants, and has the @Tenant parameter 'tenant'.",
                        "It is shared by all tenants, and has the tenant expression \"#id\".",
                        "It is shared by all tenants, and has the tags [x], which belong to one tenant.");
    }

    static class Expressed {

        @CachedQuery(cache = "a", tenant = "#tenat", condition = "#a(", key = "#p0 + #a1 + #root.methodName")
        public String find(String tenant, String id) {
            return "";
        }

        @CachedQuery(cache = "a", condition = "#result != null", unless = "#result == null")
        public String early(@Tenant String tenant) {
            return "";
        }
    }

    @Test
    void expressionsNameParameters() {
        assertThat(Application.faultsOf(Expressed.class))
                .extracting(QueryFault::what)
                .satisfiesExactly(
                        what -> assertThat(what)
                                .isEqualTo("The expression condition = \"#result != null\" names #result, which is no"
                                        + " parameter."),
                        what -> assertThat(what)
                                .isEqualTo("The expression tenant = \"#tenat\" names #tenat, which is no parameter."),
                        what -> assertThat(what).startsWith("The expression condition = \"#a(\" cannot be parsed: "));
    }

    static class WithoutHash {

        record Query(String tenant, List<String> accounts) {}

        @CachedQuery(cache = "a", tenant = "tenantId")
        public String identifier(String tenantId) {
            return "";
        }

        @CachedQuery(
                cache = "a",
                tenant = "query.tenant",
                condition = "query.accounts.size() > 0 && !p0.tenant.isEmpty()")
        public String path(Query query) {
            return "";
        }

        @CachedQuery(cache = "a", key = "#id.concat(other)", unless = "result == #id")
        public String within(@Tenant String tenant, String id, String other) {
            return "";
        }

        @CachedQuery(
                cache = "a",
                tenant = "#query.tenant",
                key = "{accounts: #query.accounts.?[length() > 1].![tenant], method: methodName, first: args[0]}")
        public String notParameters(Query query, @Unkeyed String accounts, @Unkeyed String methodName) {
            return "";
        }
    }

    @Test
    void aParameterIsNamedWithItsHash() {
        assertThat(Application.faultsOf(WithoutHash.class))
                .extracting(QueryFault::toString)
                .containsExactly(
                        "WithoutHash.identifier(String): The expression tenant = \"tenantId\" names tenantId without"
                                + " its #. Write #tenantId.",
                        "WithoutHash.path(Query): The expression tenant = \"query.tenant\" names query without its #."
                                + " Write #query.",
                        "WithoutHash.path(Query): The expression condition = \"query.accounts.size() > 0 &&"
                                + " !p0.tenant.isEmpty()\" names p0 without its #. Write #p0.",
                        "WithoutHash.path(Query): The expression condition = \"query.accounts.size() > 0 &&"
                                + " !p0.tenant.isEmpty()\" names query without its #. Write #query.",
                        "WithoutHash.within(String,String,String): The expression key = \"#id.concat(other)\" names"
                                + " other without its #. Write #other.",
                        "WithoutHash.within(String,String,String): The expression unless = \"result == #id\" names"
                                + " result without its #. Write #result.");
    }

    static class Pages {

        @CachedQuery(cache = "a")
        public String half(@Tenant String tenant, @PageNumber int page) {
            return "";
        }

        @CachedQuery(cache = "a")
        public String two(@Tenant String tenant, Pageable one, Pageable other) {
            return "";
        }

        @CachedQuery(cache = "a")
        public String mixed(@Tenant String tenant, Pageable one, Pagination other) {
            return "";
        }
    }

    @Test
    void aMethodHasOnePage() {
        assertThat(Application.faultsOf(Pages.class))
                .extracting(QueryFault::what)
                .containsExactly(
                        "Parameter 'page' is marked @PageNumber, and none is marked @PageSize.",
                        "It has more than one page: a Pagination, or @PageNumber and @PageSize, stand alone.",
                        "Two parameters are a Pageable, and only one can be the page.");
    }

    abstract static class PagedQuery implements CacheableQuery, Pageable {}

    static class PagedQueries {

        @CachedQuery(cache = "a")
        public String find(@Tenant String tenant, PagedQuery query) {
            return "";
        }
    }

    @Test
    void aQueryIsNotItsOwnPage() {
        assertThat(Application.faultsOf(PagedQueries.class))
                .containsExactly(new QueryFault(
                        "PagedQueries.find(String,PagedQuery)",
                        "Parameter 'query' is a page and a CacheableQuery at once, a PagedQuery.",
                        "Let the query give its page by pagination(), instead of being one."));
    }

    static class Described {

        @CachedQuery(tags = "x", ttl = "1m")
        public String find(CacheableQuery query, String other) {
            return "";
        }

        @CachedQuery(cache = "a")
        public String two(CacheableQuery one, CacheableQuery other) {
            return "";
        }

        @CachedQuery(cache = "a")
        public String tenant(@Tenant Plain tenant) {
            return "";
        }
    }

    @Test
    void aQueryThatDescribesItselfSaysAll() {
        assertThat(Application.faultsOf(Described.class))
                .extracting(QueryFault::what)
                .containsExactly(
                        "It names no cache and leaves all to its CacheableQuery 'query', but gives [tags, ttl].",
                        "It names no cache and leaves all to its CacheableQuery 'query', but has other parameters that"
                                + " count.",
                        "The @Tenant parameter 'tenant' is a Plain, which cannot name a tenant.",
                        "Two parameters, 'one' and 'other', are a CacheableQuery.");
    }

    @Test
    void theMessageHoldsAllFaultsOfAllMethods() {
        assertThatThrownBy(() -> Application.with(NoTenant.class, NoCache.class).start())
                .isInstanceOf(InvalidQueriesException.class)
                .hasMessageStartingWith("Annotated methods are not valid:\n- NoCache.find(String): It names no cache. ")
                .hasMessageContaining("\n- NoTenant.find(String): Cache 'entries' keeps its entries per tenant");
    }

    @Lazy
    static class Late extends NoTenant {}

    @Test
    void aBeanThatComesAfterTheCheckIsRefusedWithItsFaults() {
        try (Application application = Application.with(Late.class).start()) {
            assertThatThrownBy(() -> application.get(Late.class))
                    .isInstanceOf(BeanCreationException.class)
                    .hasRootCauseInstanceOf(InvalidQueriesException.class)
                    .rootCause()
                    .hasMessageContaining("Late.find(String): Cache 'entries'");
        }
    }

    @Test
    void aCallBeforeTheCheckIsRefusedToo() {
        try (Application application = Application.with(NoTenant.class).startUnchecked()) {
            NoTenant queries = application.get(NoTenant.class);
            assertThatThrownBy(() -> queries.find("a")).isInstanceOf(InvalidQueriesException.class);
        }
    }
}
