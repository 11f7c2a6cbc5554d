package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.PageNumber;
import io.ledgerlink.nexus.cache.PageSize;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.method.QueryFault;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.domain.Sort;

/** Calls that mean different things are not answered with one result. */
@ExtendWith(OutputCaptureExtension.class)
class QueryIdentityTests {

    record Search(String tenant, String text, @Nullable Integer page) implements CacheableQuery {

        @Override
        public String cacheName() {
            return "searches";
        }

        @Override
        public Map<String, ?> keyParts() {
            return Map.of("text", text);
        }

        @Override
        public @Nullable Object pagination() {
            return page == null ? null : Pagination.of(page, 10);
        }
    }

    static class Searches {

        @CachedQuery(cache = "searches")
        public String sorted(Search query, Sort sort) {
            return query + " by " + sort;
        }

        @CachedQuery(cache = "searches")
        public String numbered(Search query, @PageNumber int page, @PageSize int size) {
            return query + " " + page;
        }
    }

    @Test
    void aPageAmongTheParametersAndOneOfTheQueryAreRefused() {
        try (Application application = Application.with(Searches.class).start()) {
            Searches queries = application.get(Searches.class);
            Search paged = new Search("t1", "cash", 1);
            assertThatThrownBy(() -> queries.sorted(paged, Sort.by("a")))
                    .isInstanceOf(CacheKeyException.class)
                    .hasMessage(
                            "Searches.sorted(Search,Sort) has a page among its parameters, and its query 'query' has"
                                    + " a pagination() of its own. Keep one of them: let pagination() give the whole page, or"
                                    + " null.");
            assertThatThrownBy(() -> queries.numbered(paged, 0, 10))
                    .isInstanceOf(CacheKeyException.class)
                    .hasMessageStartingWith("Searches.numbered(Search,int,int) has a page among its parameters, and");
            Search whole = new Search("t1", "cash", null);
            String first = queries.sorted(whole, Sort.by("a"));
            assertThat(queries.sorted(whole, Sort.by("a"))).isSameAs(first);
            assertThat(queries.sorted(whole, Sort.by("b"))).isNotEqualTo(first);
        }
    }

    record Report(@Nullable Object tenant, String kind, int keyVersion) implements CacheableQuery {

        @Override
        public String cacheName() {
            return "reports";
        }

        @Override
        public Map<String, ?> keyParts() {
            return Map.of();
        }

        @Override
        public String queryName() {
            return "report-" + kind;
        }
    }

    static class Reports {

        @CachedQuery(cache = "reports")
        public String report(Report query) {
            return query.toString();
        }
    }

    @Test
    void nameAndVersionOfAQueryOfAFinalClassCount() {
        try (Application application = Application.with(Reports.class).start()) {
            Reports queries = application.get(Reports.class);
            String first = queries.report(new Report("t1", "a", 1));
            assertThat(queries.report(new Report("t1", "a", 1))).isSameAs(first);
            assertThat(queries.report(new Report("t1", "b", 1))).contains("kind=b");
            assertThat(queries.report(new Report("t1", "a", 2))).contains("keyVersion=2");
        }
    }

    static class Described {

        @CachedQuery
        public String current(Report query) {
            return "current";
        }

        @CachedQuery
        public String search(Search query) {
            return "search";
        }

        @CachedQuery(cache = "reports")
        public String named(Report query) {
            return "named";
        }
    }

    static class AlsoDescribed {

        @CachedQuery
        public String projected(Report query) {
            return "projected";
        }
    }

    static class AnyDescribed {

        @CachedQuery
        public String any(CacheableQuery query) {
            return "any";
        }
    }

    @Test
    void twoMethodsThatLeaveAllToTheSameQueriesAreAFault() {
        assertThat(Application.faultsOf(Described.class)).isEmpty();
        assertThat(Application.faultsOf(Described.class, AlsoDescribed.class))
                .extracting(QueryFault::toString)
                .containsExactly("AlsoDescribed.projected(Report): It and Described.current(Report) are both found by"
                        + " their CacheableQuery alone, Report here and Report there, and would answer each other. Name"
                        + " a cache on one of them.");
        assertThat(Application.faultsOf(AlsoDescribed.class, AnyDescribed.class))
                .extracting(QueryFault::what)
                .containsExactly("It and AlsoDescribed.projected(Report) are both found by their CacheableQuery alone,"
                        + " CacheableQuery here and Report there, and would answer each other.");
    }

    static class TenantsOfQueries {

        @CachedQuery(cache = "shared", shared = true)
        public String shared(Report query) {
            return query.toString();
        }

        @CachedQuery(cache = "marked")
        public String marked(@Tenant String tenant, Report query) {
            return query.toString();
        }

        @CachedQuery(cache = "expressed", tenant = "'t1'")
        public String expressed(Report query) {
            return query.toString();
        }
    }

    @Test
    void aSharedMethodRefusesAQueryThatHasATenant() {
        try (Application application = Application.with(TenantsOfQueries.class).start()) {
            TenantsOfQueries queries = application.get(TenantsOfQueries.class);
            assertThatThrownBy(() -> queries.shared(new Report("t1", "a", 1)))
                    .isInstanceOf(CacheKeyException.class)
                    .hasMessage("TenantsOfQueries.shared(Report) is shared by all tenants, and its query 'query' has a"
                            + " tenant. Let its tenant() give null, or do not declare the method as shared.");
            String first = queries.shared(new Report(null, "a", 1));
            assertThat(queries.shared(new Report(null, "a", 1))).isSameAs(first);
        }
    }

    @Test
    void aQueryOfAnotherTenantThanTheMethodsIsRefused() {
        UUID tenant = new UUID(1, 2);
        try (Application application = Application.with(TenantsOfQueries.class).start()) {
            TenantsOfQueries queries = application.get(TenantsOfQueries.class);
            assertThatThrownBy(() -> queries.marked("t1", new Report("t2", "a", 1)))
                    .isInstanceOf(CacheKeyException.class)
                    .hasMessage(
                            "TenantsOfQueries.marked(String,Report) takes its tenant from parameter 'tenant', and its"
                                    + " query 'query' has another. Hand over a query of that tenant, or let its tenant() give"
                                    + " null.");
            assertThatThrownBy(() -> queries.expressed(new Report("t2", "a", 1)))
                    .isInstanceOf(CacheKeyException.class)
                    .hasMessageContaining("takes its tenant from expression 't1'");
            assertThat(queries.marked("t1", new Report(null, "a", 1))).contains("tenant=null");
            assertThat(queries.marked(tenant.toString(), new Report(tenant, "a", 1)))
                    .contains("tenant=" + tenant);
        }
    }

    abstract static class Counting {

        @CachedQuery(cache = "counts", query = "count")
        public String count(@Tenant String tenant) {
            return getClass().getSimpleName();
        }
    }

    static class Orders extends Counting {}

    static class Items extends Counting {}

    static class Parcels extends Counting {

        @Override
        @CachedQuery(cache = "counts", query = "count")
        public String count(@Tenant String tenant) {
            return "parcels";
        }
    }

    @Test
    void aNamedQueryThatTwoBeansInheritIsAFault() {
        assertThat(Application.faultsOf(Orders.class, Items.class))
                .extracting(QueryFault::toString)
                .containsExactly("Items.count(String): It and Orders.count(String) are both query 'count' of cache"
                        + " 'counts', by one annotation that both inherit, and would answer each other. Name the query"
                        + " on the methods of both, or name a cache on each of the types instead of the method.");
        assertThat(Application.faultsOf(Orders.class, Parcels.class)).isEmpty();
    }

    interface Counts {

        @CachedQuery(cache = "counts", query = "count")
        String count(@Tenant String tenant);
    }

    static class Pallets implements Counts {

        @Override
        public String count(String tenant) {
            return "pallets";
        }
    }

    static class Crates implements Counts {

        @Override
        public String count(String tenant) {
            return "crates";
        }
    }

    @Test
    void aNamedQueryOfAnInterfaceWithTwoBeansIsAFault() {
        assertThat(Application.faultsOf(Crates.class, Pallets.class))
                .extracting(QueryFault::what)
                .containsExactly("It and Crates.count(String) are both query 'count' of cache 'counts', by one"
                        + " annotation that both inherit, and would answer each other.");
    }

    static class Prices {

        final String region;

        Prices(String region) {
            this.region = region;
        }

        public String getRegion() {
            return region;
        }

        @CachedQuery(cache = "prices")
        public String price(@Tenant String tenant, int id) {
            return region;
        }

        @CachedQuery(cache = "prices", key = "#root.target.region + #id")
        public String regional(@Tenant String tenant, int id) {
            return region;
        }
    }

    @Configuration
    static class Regions {

        @Bean
        Prices eu() {
            return new Prices("eu");
        }

        @Bean
        Prices us() {
            return new Prices("us");
        }
    }

    @Test
    void twoBeansOfOneClassAreAdvisedAboutOnce(CapturedOutput output) {
        try (Application application = Application.with(Regions.class).start()) {
            Prices eu = application.context().getBean("eu", Prices.class);
            Prices us = application.context().getBean("us", Prices.class);
            assertThat(eu.regional("t1", 1)).isEqualTo("eu");
            assertThat(us.regional("t1", 1)).isEqualTo("us");
            eu.price("t1", 1);
            eu.price("t1", 2);
            assertThat(output).doesNotContain("is called on more than one bean");
            us.price("t1", 3);
            us.price("t1", 4);
            assertThat(output.getOut()
                            .split("Prices.price\\(String,int\\) is called on more than one bean of its class", -1))
                    .hasSize(2);
            assertThat(output)
                    .contains("and its key does not have the bean: all of them get the same results. If the beans"
                            + " differ, make what they differ in part of the key, as in key = \"#root.target.name +"
                            + " #id\", or give each a class of its own.");
        }
    }
}
