package io.ledgerlink.nexus.cache.engine;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.LoadContext;
import io.ledgerlink.nexus.cache.carry.LoadTrail;
import io.ledgerlink.nexus.cache.engine.Target.Said;
import io.ledgerlink.nexus.cache.metrics.CacheCounters;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Starts sources that answer with a stage; counts them and takes their time. */
final class Sources {

    private final Ticker ticker;

    Sources(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Starts a source; what it throws at once ends as what its stage ends with, and what counts as "there is nothing" as a
     * value.
     *
     * @param terms the load's context, {@code null} for one past the cache
     */
    void start(
            Target target,
            AsyncLoader<?> source,
            @Nullable OwnTerms terms,
            BiConsumer<@Nullable Object, @Nullable Throwable> ended) {
        CacheCounters counters = target.counters();
        counters.loads.increment();
        long began = ticker.read();
        CompletionStage<?> stage;
        try {
            stage = started(target, source, terms);
        } catch (Throwable failure) {
            stage = CompletableFuture.failedFuture(failure);
        }
        stage.whenComplete((loaded, thrown) -> {
            Throwable failure = thrown == null ? null : unwrapped(thrown);
            Said said = failure == null ? null : target.said(failure);
            boolean failed = failure != null && said == null;
            if (failed) {
                counters.loadFailures.increment();
            }
            counters.loaded(ticker.read() - began, failed);
            ended.accept(said == null ? loaded : said.value(), failed ? failure : null);
        });
    }

    @SuppressWarnings("NullAway") // A source outside of null-marked code can return no stage at all.
    private static CompletionStage<?> started(Target target, AsyncLoader<?> source, @Nullable OwnTerms terms)
            throws Exception {
        CompletionStage<?> stage = terms == null ? LoadContext.past(source::load) : started(source, terms);
        if (stage == null) {
            throw new IllegalStateException("The source of " + target.key() + " returned null instead of a stage."
                    + " Return a stage that is completed with null where there is nothing");
        }
        return stage;
    }

    private static CompletionStage<?> started(AsyncLoader<?> source, OwnTerms terms) throws Exception {
        try (LoadTrail.Scope scope = terms.enter()) {
            return source.load();
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
