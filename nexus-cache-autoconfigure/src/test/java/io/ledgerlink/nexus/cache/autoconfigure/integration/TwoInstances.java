package io.ledgerlink.nexus.cache.autoconfigure.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.SharedRedis;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Two instances on one Redis: what both hold, one evicts, and what each answers then. */
final class TwoInstances implements AutoCloseable {

    private final ConfigurableApplicationContext one;
    private final ConfigurableApplicationContext other;

    TwoInstances(SharedRedis redis, String... settings) {
        one = LedgerApplication.start(redis, settings);
        other = LedgerApplication.start(redis, settings);
    }

    ApplicationContext one() {
        return one;
    }

    ApplicationContext other() {
        return other;
    }

    /**
     * Warms both instances, evicts on one, and checks both: what is named is answered again, everything else stays. When an
     * instance has loaded for itself, its answers differ from the other's.
     *
     * @param reads the questions, by their names
     * @param evicted the names of those whose answers are evicted
     */
    void check(
            Map<String, Function<LedgerQueries, String>> reads,
            Consumer<ApplicationContext> eviction,
            Collection<String> evicted) {
        assertThat(reads.keySet()).containsAll(evicted);
        Map<String, String> before = answers(one, reads);
        Map<String, String> othersBefore = answers(other, reads);
        assertThat(changed(one, reads, before)).isEmpty();
        assertThat(changed(other, reads, othersBefore)).isEmpty();

        eviction.accept(one);

        assertThat(changed(one, reads, before)).containsExactlyInAnyOrderElementsOf(evicted);
        Await.until(
                "the other has heard", () -> changed(other, reads, othersBefore).containsAll(evicted));
        assertThat(changed(other, reads, othersBefore)).containsExactlyInAnyOrderElementsOf(evicted);
    }

    private static Map<String, String> answers(
            ApplicationContext instance, Map<String, Function<LedgerQueries, String>> reads) {
        LedgerQueries queries = instance.getBean(LedgerQueries.class);
        Map<String, String> answers = new LinkedHashMap<>();
        reads.forEach((name, read) -> answers.put(name, read.apply(queries)));
        return answers;
    }

    private static Set<String> changed(
            ApplicationContext instance,
            Map<String, Function<LedgerQueries, String>> reads,
            Map<String, String> before) {
        Map<String, String> now = answers(instance, reads);
        now.entrySet().removeAll(before.entrySet());
        return now.keySet();
    }

    @Override
    public void close() {
        one.close();
        other.close();
    }
}
