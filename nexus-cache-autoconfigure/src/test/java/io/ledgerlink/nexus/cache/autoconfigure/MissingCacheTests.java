package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A part of an application without the cache says where it comes from. */
class MissingCacheTests {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner();

    @Test
    void aBeanThatNeedsTheEvictorWhereThereIsNoneIsToldOfTheTestAnnotation() {
        contexts.withBean(Handler.class).run(context -> {
            FailureAnalysis analysis = StartupFailure.of(context);
            assertThat(analysis.getDescription())
                    .contains("Parameter 0 of constructor in " + Handler.class.getName())
                    .contains("needs a CacheEvictor, and the cache is no part of this application context");
            assertThat(analysis.getAction())
                    .contains("@AutoConfigureNexusCache")
                    .contains("io.ledgerlink.nexus:nexus-cache-test")
                    .contains("@EnableAutoConfiguration");
        });
    }

    @Test
    void otherMissingBeansAreLeftToSpringBoot() {
        contexts.withBean(Other.class).run(context -> {
            assertThat(context).hasFailed();
            assertThat(new MissingCacheFailureAnalyzer().analyze(Objects.requireNonNull(context.getStartupFailure())))
                    .isNull();
        });
    }

    record Handler(CacheEvictor evictor) {}

    record Other(Supplier<String> name) {}
}
