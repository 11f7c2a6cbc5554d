package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

class AheadOfTimeTests {

    @Test
    @CompileWithForkedClassLoader
    @SuppressWarnings("unchecked")
    void annotatedMethodsAreCachedInAContextThatWasProcessedAheadOfTime() {
        TestGenerationContext generated = new TestGenerationContext();
        ClassName initializer = process(generated);
        TestCompiler.forSystem().with(generated).compile(compiled -> {
            GenericApplicationContext context = new GenericApplicationContext();
            compiled.getInstance(ApplicationContextInitializer.class, initializer.toString())
                    .initialize(context);
            try (context) {
                context.refresh();
                Queries queries = context.getBean(Queries.class);
                assertThat(queries.entries("acme")).containsExactly(new Entry(1));
                assertThat(queries.entries("acme")).containsExactly(new Entry(1));
                context.getBean(CacheEvictor.class).evictTenant("acme");
                assertThat(queries.entries("acme")).containsExactly(new Entry(2));
            }
        });
    }

    @Test
    void resultsOfAnnotatedMethodsCanBeReadByReflection() {
        TestGenerationContext generated = new TestGenerationContext();
        process(generated);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onType(Entry.class)
                        .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                .accepts(generated.getRuntimeHints());
    }

    @Test
    void theScriptsOfRedisAreResources() {
        RuntimeHints hints = new RuntimeHints();
        new NexusCacheRuntimeHints().registerHints(hints, getClass().getClassLoader());
        assertThat(RuntimeHintsPredicates.resource().forResource("io/ledgerlink/nexus/cache/remote/redis/evict.lua"))
                .accepts(hints);
        assertThat(getClass().getResource("/io/ledgerlink/nexus/cache/remote/redis/evict.lua"))
                .isNotNull();
    }

    @Test
    void theScriptsOfTheJournalsTableAreResources() {
        RuntimeHints hints = new RuntimeHints();
        new NexusCacheRuntimeHints().registerHints(hints, getClass().getClassLoader());
        String script = "io/ledgerlink/nexus/cache/journal/jdbc/schema-postgresql.sql";
        assertThat(RuntimeHintsPredicates.resource().forResource(script)).accepts(hints);
        assertThat(getClass().getResource("/" + script)).isNotNull();
    }

    private static ClassName process(TestGenerationContext generated) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(Application.class);
        ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generated);
        generated.writeGeneratedContent();
        return initializer;
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        NexusCacheAutoConfiguration.class,
        NexusCacheQueriesAutoConfiguration.class,
        NexusCacheEventsAutoConfiguration.class
    })
    @Import(Queries.class)
    static class Application {}

    record Entry(int number) {}

    static class Queries {

        private final AtomicInteger loads = new AtomicInteger();

        @CachedQuery("ledger")
        public List<Entry> entries(@Tenant String tenant) {
            return List.of(new Entry(loads.incrementAndGet()));
        }
    }
}
