package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.aspect.CachedQueries;
import io.ledgerlink.nexus.cache.aspect.QueryDescription;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@ExtendWith(OutputCaptureExtension.class)
class NexusCacheQueriesAutoConfigurationTests {

    private final ApplicationContextRunner empty = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(NexusCacheAutoConfiguration.class, NexusCacheQueriesAutoConfiguration.class));

    private final ApplicationContextRunner contexts = empty.withBean(Queries.class);

    @Test
    void annotatedMethodsAreCachedWithoutAspectJ(CapturedOutput output) {
        contexts.run(context -> {
            Queries queries = context.getBean(Queries.class);
            assertThat(queries.entries("acme", 1)).isEqualTo(1);
            assertThat(queries.entries("acme", 1)).isEqualTo(1);
            assertThat(queries.entries("globex", 1)).isEqualTo(2);
        });
        assertThat(output).doesNotContain("is not eligible for getting processed by all BeanPostProcessors");
    }

    @Test
    void aQueryIsEvictedByNamingItsMethod() {
        contexts.run(context -> {
            Queries queries = context.getBean(Queries.class);
            queries.entries("acme", 1);
            context.getBean(CacheEvictor.class).on(Queries.class).entries("acme", 1);
            assertThat(queries.entries("acme", 1)).isEqualTo(2);
        });
    }

    @Test
    void aCommandEvictsByItsAnnotation() {
        contexts.withBean(Commands.class).run(context -> {
            Queries queries = context.getBean(Queries.class);
            queries.entries("acme", 1);
            context.getBean(Commands.class).post("acme", 1);
            assertThat(queries.entries("acme", 1)).isEqualTo(2);
        });
    }

    @Test
    void theOperatorsSettingsWinOverTheAnnotationAndThatOverItsPolicy() {
        assertThat(ttlWith()).isEqualTo(Duration.ofMinutes(2));
        assertThat(ttlWith("nexus.cache.defaults.ttl=9m")).isEqualTo(Duration.ofMinutes(2));
        assertThat(ttlWith("nexus.cache.caches.ledger.ttl=3m")).isEqualTo(Duration.ofMinutes(3));
        assertThat(ttlWith("nexus.cache.caches.ledger.policy=long")).isEqualTo(Duration.ofDays(1));
    }

    private Duration ttlWith(String... settings) {
        Duration[] ttl = new Duration[1];
        contexts.withPropertyValues(settings).run(context -> {
            QueryDescription description =
                    context.getBean(CachedQueries.class).descriptions().get(0);
            ttl[0] = Objects.requireNonNull(description.policy()).ttl();
        });
        return ttl[0];
    }

    @Test
    void whileTheCacheIsOffMethodsRun() {
        contexts.withPropertyValues("nexus.cache.enabled=false").run(context -> {
            Queries queries = context.getBean(Queries.class);
            assertThat(queries.entries("acme", 1)).isEqualTo(1);
            assertThat(queries.entries("acme", 1)).isEqualTo(2);
        });
    }

    @Test
    void faultsOfQueriesAreAllToldAtStartUp() {
        empty.withBean(Faulty.class).run(context -> {
            FailureAnalysis analysis = StartupFailure.of(context);
            assertThat(analysis.getDescription())
                    .startsWith("Annotated methods cannot be what their annotations say:\n    - ")
                    .contains("nothing")
                    .contains("unknownPolicy");
            assertThat(analysis.getAction())
                    .startsWith("Change these methods:\n    - ")
                    .contains("name one of them");
        });
    }

    @Test
    void faultsOfCommandsAreToldInTheSameReport() {
        empty.withBean(FaultyCommands.class).withBean(Faulty.class).run(context -> {
            FailureAnalysis analysis = StartupFailure.of(context);
            assertThat(analysis.getDescription())
                    .startsWith("Annotated methods cannot be what their annotations say:\n    - ")
                    .contains("Faulty.nothing(String): ")
                    .contains("Faulty.unknownPolicy(String): It names the policy 'meduim', which there is not.")
                    .contains(
                            "FaultyCommands.post(String,int): The tag \"account:{nobody}\" names {nobody}, and 'nobody'"
                                    + " is no parameter.");
            assertThat(analysis.getAction())
                    .startsWith("Change these methods:\n    - ")
                    .contains("FaultyCommands.post(String,int): Name one of [tenant, account].");
        });
    }

    @Test
    void anEvictionInATransactionWaitsForItsCommit() {
        empty.run(context -> inTransaction(context, EvictionReceipt.Status.DEFERRED));
        empty.withClassLoader(new FilteredClassLoader("org.springframework.transaction"))
                .run(context -> inTransaction(context, EvictionReceipt.Status.CONFIRMED));
    }

    private static void inTransaction(AssertableApplicationContext context, EvictionReceipt.Status expected) {
        DriverManagerDataSource source = new DriverManagerDataSource("jdbc:h2:mem:queries");
        new TransactionTemplate(new JdbcTransactionManager(source))
                .executeWithoutResult(status -> assertThat(context.getBean(CacheEvictor.class)
                                .evictTenant("acme")
                                .status())
                        .isEqualTo(expected));
    }

    @Test
    void aConfiguredCacheThatNobodyUsesIsToldWithTheNearestName(CapturedOutput output) {
        contexts.withPropertyValues("nexus.cache.caches.legder.ttl=5m", "nexus.cache.caches.ledger.ttl=5m")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output)
                .contains("nexus.cache.caches.legder configures a cache that no annotated method uses. Did you mean"
                        + " 'ledger'?")
                .doesNotContain("nexus.cache.caches.ledger configures");
    }

    @Test
    void anEvictedCacheThatNobodyUsesIsToldWithTheNearestName(CapturedOutput output) {
        contexts.withBean(Imports.class)
                .withPropertyValues("nexus.cache.caches.journal.ttl=5m")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output)
                .containsOnlyOnce("@EvictsQueries on Imports.run(String) names the cache 'legder', which no annotated"
                        + " method uses and no setting configures. Did you mean 'ledger'? If your code asks NexusCache"
                        + " for it by hand, or another service with the same prefix fills it, all is well; else correct"
                        + " the name.")
                .contains("names the cache 'others', which")
                .doesNotContain("names the cache 'ledger'", "names the cache 'journal'");
    }

    @Test
    void whereNoMethodIsCachedOrAQueryNamesItsCacheNobodyKnowsWhoUsesWhat(CapturedOutput output) {
        empty.withBean(Imports.class).run(context -> assertThat(context).hasNotFailed());
        contexts.withBean(Imports.class)
                .withBean(Described.class)
                .withPropertyValues("nexus.cache.caches.legder.ttl=5m")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("names the cache", "no annotated method uses");
    }

    @Test
    void aCacheNamedByAPlaceholderIsUsed(CapturedOutput output) {
        contexts.withBean(Configured.class)
                .withPropertyValues("books=journal", "nexus.cache.caches.journal.ttl=5m")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("no annotated method uses");
    }

    @Test
    void aFinalClassIsToldWithTheOtherFaults() {
        empty.withBean(FinalQueries.class)
                .withBean(FinalCommands.class)
                .withBean(Faulty.class)
                .run(context -> {
                    FailureAnalysis analysis = StartupFailure.of(context);
                    assertThat(analysis.getDescription())
                            .contains(
                                    "Faulty.nothing(String): ",
                                    "FinalQueries.entries(String): Its class " + FinalQueries.class.getName()
                                            + " is final, so no proxy can stand before it, and its results would never be"
                                            + " cached.",
                                    "FinalCommands.post(String): Its class " + FinalCommands.class.getName()
                                            + " is final, so no proxy can stand before it, and it would never evict.");
                    assertThat(analysis.getAction())
                            .contains(
                                    "FinalQueries.entries(String): Let the class not be final, or give it an interface that"
                                            + " has the method and set spring.aop.proxy-target-class=false.");
                });
    }

    static final class FinalQueries {

        @CachedQuery("ledger")
        public int entries(@Tenant String tenant) {
            return 1;
        }
    }

    static final class FinalCommands {

        @EvictsQueries(cache = "ledger")
        public void post(@Tenant String tenant) {}
    }

    static class Imports {

        @EvictsQueries(cache = {"legder", "ledger", "journal", "others"})
        public void run(@Tenant String tenant) {}
    }

    static class Described {

        record Query(String tenant) implements CacheableQuery {

            @Override
            public String cacheName() {
                return "legder";
            }

            @Override
            public Map<String, Object> keyParts() {
                return Map.of();
            }
        }

        @CachedQuery
        public int find(Query query) {
            return 1;
        }
    }

    static class Configured {

        @CachedQuery("${books}")
        public int find(@Tenant String tenant) {
            return 1;
        }
    }

    static class Queries {

        private final AtomicInteger loads = new AtomicInteger();

        @CachedQuery(cache = "ledger", policy = "medium", ttl = "2m", tags = "account:{account}")
        public int entries(@Tenant String tenant, int account) {
            return loads.incrementAndGet();
        }
    }

    static class Commands {

        @EvictsQueries(tags = "account:{account}")
        public void post(@Tenant String tenant, int account) {}
    }

    static class Faulty {

        @CachedQuery("ledger")
        public void nothing(@Tenant String tenant) {}

        @CachedQuery(cache = "ledger", policy = "meduim")
        public int unknownPolicy(@Tenant String tenant) {
            return 1;
        }
    }

    static class FaultyCommands {

        @EvictsQueries(tags = "account:{nobody}")
        public void post(@Tenant String tenant, int account) {}
    }
}
