package io.ledgerlink.nexus.cache.load;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.BatchLoader;
import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.LoadContext;
import io.ledgerlink.nexus.cache.Loader;
import io.ledgerlink.nexus.cache.context.LoadTrail;
import io.ledgerlink.nexus.cache.metrics.CacheCounters;
import io.ledgerlink.nexus.cache.support.Sneaky;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.tier.Target.Said;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks sources: on the current thread, for a stage, or for many keys at once. Counts them, takes their time, and takes what counts as
 * "not found" for an empty result.
 */
public final class Asking {

    /** A source that holds the thread on which it is asked. */
    public record Blocking<T>(Loader<? extends T, ?> loader) implements AsyncLoader<T> {

        @Override
        public CompletionStage<T> load() throws Exception {
            return CompletableFuture.completedFuture(loader.load());
        }
    }

    private final Ticker ticker;

    public Asking(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Asks a source that holds its thread.
     *
     * @param terms the load's context, {@code null} for one outside of the cache
     */
    @Nullable Object here(Target target, Loader<?, ?> source, @Nullable ActiveLoadContext terms) {
        long began = begin(target);
        Object loaded;
        try {
            loaded = terms == null ? LoadContext.past(source::load) : inside(source, terms);
        } catch (Throwable thrown) {
            return ended(target, began, thrown);
        }
        target.counters().loaded(ticker.read() - began, false);
        return loaded;
    }

    private static @Nullable Object inside(Loader<?, ?> source, ActiveLoadContext terms) throws Exception {
        try (LoadTrail.Scope scope = terms.enter()) {
            return source.load();
        }
    }

    private @Nullable Object ended(Target target, long began, Throwable thrown) {
        Said said = said(target, began, thrown);
        if (said == null) {
            throw Sneaky.<RuntimeException>rethrow(thrown);
        }
        return said.value();
    }

    /**
     * Starts a source that answers with a stage; what it throws at once ends as what its stage ends with.
     *
     * @param terms the load's context, {@code null} for one outside of the cache
     */
    void start(
            Target target,
            AsyncLoader<?> source,
            @Nullable ActiveLoadContext terms,
            BiConsumer<@Nullable Object, @Nullable Throwable> ended) {
        long began = begin(target);
        CompletionStage<?> stage;
        try {
            stage = started(target, source, terms);
        } catch (Throwable failure) {
            stage = CompletableFuture.failedFuture(failure);
        }
        stage.whenComplete((loaded, thrown) -> {
            if (thrown == null) {
                target.counters().loaded(ticker.read() - began, false);
                ended.accept(loaded, null);
                return;
            }
            Throwable failure = unwrapped(thrown);
            Said said = said(target, began, failure);
            ended.accept(said == null ? null : said.value(), said == null ? failure : null);
        });
    }

    @SuppressWarnings("NullAway") // A source outside of null-marked code can return no stage at all.
    private static CompletionStage<?> started(Target target, AsyncLoader<?> source, @Nullable ActiveLoadContext terms)
            throws Exception {
        CompletionStage<?> stage = terms == null ? LoadContext.past(source::load) : started(source, terms);
        if (stage == null) {
            throw new IllegalStateException("The source of " + target.key() + " returned null instead of a stage."
                    + " Return a stage that is completed with null for an empty result");
        }
        return stage;
    }

    private static CompletionStage<?> started(AsyncLoader<?> source, ActiveLoadContext terms) throws Exception {
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

    private long begin(Target target) {
        target.counters().loads.increment();
        return ticker.read();
    }

    /** What a source has said by an exception; {@code null} if it has failed. */
    private @Nullable Said said(Target target, long began, Throwable thrown) {
        CacheCounters counters = target.counters();
        Said said = target.said(thrown);
        counters.loaded(ticker.read() - began, said == null);
        if (said == null) {
            counters.loadFailures.increment();
        }
        return said;
    }

    /** Asks for many keys at once; each cache among them counts one load. */
    public Map<CacheKey, ?> many(List<Target> targets, BatchLoader<?, ?> source) {
        targets.forEach(target -> target.counters().loads.increment());
        long began = ticker.read();
        Map<CacheKey, ?> loaded;
        try {
            loaded = source.load(targets.stream().map(Target::key).toList());
        } catch (Throwable failure) {
            targets.forEach(target -> target.counters().loadFailures.increment());
            took(targets, began, true);
            throw Sneaky.<RuntimeException>rethrow(failure);
        }
        took(targets, began, false);
        return loaded;
    }

    private void took(List<Target> asked, long began, boolean failed) {
        long nanos = ticker.read() - began;
        asked.stream().map(Target::counters).distinct().forEach(counters -> counters.loaded(nanos, failed));
    }
}
