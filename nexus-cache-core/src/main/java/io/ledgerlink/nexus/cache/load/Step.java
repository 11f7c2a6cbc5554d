package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.Target;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a load does next. A driver carries it out: {@link OnCaller} on a thread that waits, {@link OnStages} on none.
 *
 * <p>What ends a load with a failure throws it.
 */
public sealed interface Step {

    /**
     * The load is over.
     *
     * @param answer {@code null} for a refresh, which answers no call
     */
    record Done(@Nullable Answer answer) implements Step {}

    /**
     * Something else must come first: another load, another instance's, a store.
     *
     * @param latest when to stop waiting, by the clock of {@link Waiting}; {@link #NEVER} to wait for as long as it takes
     */
    record Wait<T extends @Nullable Object>(CompletableFuture<T> until, long latest, Next<T> next) implements Step {

        static final long NEVER = Long.MAX_VALUE;
    }

    /** The load goes on where it may wait for the remote tier; where there is no thread for that, it is {@link Load#refused}. */
    record Go(Load load, Supplier<Step> next) implements Step {}

    /** The source is asked, for all who share the load. */
    record Ask(Load load, Missing missing) implements Step {}

    /** The source is asked for one call alone, outside of the cache. */
    record Alone(Target target, AsyncLoader<?> source, Function<@Nullable Object, Answer> made) implements Step {}

    /** How a load goes on after a wait. Takes no time, and does not wait for the remote tier. */
    interface Next<T extends @Nullable Object> {

        Step arrived(T came);

        Step timedOut();

        /** The waiting thread was interrupted; its flag is set. */
        Step interrupted();

        /** Whether {@link #arrived} may run on the thread that brings what came, and need not be told by another one. */
        default boolean direct() {
            return false;
        }
    }
}
