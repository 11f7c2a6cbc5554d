package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.CacheLoadTimeoutException;
import io.ledgerlink.nexus.cache.context.ContextCarrier;
import io.ledgerlink.nexus.cache.context.LoadTrail;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.Target;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drives one load that holds no thread while it waits.
 *
 * <p>Where a step may wait for the remote tier, it is taken on a thread of the cache's own, with the caller's context; so is the
 * source started. The thread that completes the source's stage stores its value and answers all who share the load.
 */
public final class OnStages {

    /** The threads that such loads have. */
    public record Threads(BoundedThreads threads, Load.Shared shared, ContextCarrier carrier) {

        /** Drives a load, with the context of the current thread. What it ends with is the caller's own to cancel. */
        public CompletableFuture<Answer> drive(Step first) {
            OnStages driver = new OnStages(this);
            driver.take(first);
            return driver.answer;
        }

        /** The same where the first step needs a thread, and does not wait for that longer than for a load. */
        public CompletableFuture<Answer> drive(Step.Go first, InFlights.WaitBudget budget) {
            OnStages driver = new OnStages(this);
            driver.begin(first, budget);
            return driver.answer;
        }

        public void close(Duration within) {
            threads.close(within);
        }
    }

    private final Threads threads;
    private final Load.Shared shared;
    private final Waiting waiting;
    private final @Nullable LoadTrail trail = LoadTrail.current();
    private final ContextCarrier.CapturedContext context;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();

    private OnStages(Threads threads) {
        this.threads = threads;
        this.shared = threads.shared;
        this.waiting = shared.flights().waiting();
        this.context = threads.carrier.capture();
    }

    private void begin(Step.Go first, InFlights.WaitBudget budget) {
        CompletableFuture<Boolean> begun = new CompletableFuture<>();
        var unused = budget.boundForAny(begun).exceptionally(late -> {
            if (begun.complete(false)) {
                tell(CacheLoadTimeoutException.noThread(first.load().target.key()));
            }
            return false;
        });
        threads.threads.execute(
                carried(() -> once(begun, first.next())), carried(() -> once(begun, first.load()::refused)));
    }

    private void once(CompletableFuture<Boolean> begun, Supplier<Step> step) {
        if (begun.complete(true)) {
            guarded(step);
        }
    }

    private void take(Step step) {
        if (step instanceof Step.Done done) {
            answer.complete(done.answer());
        } else if (step instanceof Step.Wait<?> wait) {
            await(wait);
        } else if (step instanceof Step.Go go) {
            threads.threads.execute(carried(() -> guarded(go.next())), carried(() -> guarded(go.load()::refused)));
        } else if (step instanceof Step.Ask ask) {
            ask(ask.load(), ask.missing());
        } else {
            alone((Step.Alone) step);
        }
    }

    private void guarded(Supplier<Step> step) {
        try {
            take(step.get());
        } catch (Throwable failure) {
            answer.completeExceptionally(failure);
        }
    }

    /** With the caller's context. */
    private Runnable carried(Runnable work) {
        Runnable carried = context.wrap(() -> {
            try (LoadTrail.Scope scope = LoadTrail.enter(trail)) {
                work.run();
            }
        });
        return () -> {
            try {
                carried.run();
            } catch (Throwable unfit) {
                answer.completeExceptionally(unfit);
            }
        };
    }

    /** What is waited for must not be held up by what becomes of this load. */
    private <T extends @Nullable Object> void await(Step.Wait<T> wait) {
        CompletableFuture<T> bound =
                wait.latest() == Step.Wait.NEVER ? wait.until() : waiting.bound(wait.until(), wait.latest());
        bound.whenComplete((came, timeout) -> {
            if (timeout == null && wait.next().direct()) {
                guarded(() -> wait.next().arrived(came));
            } else {
                waiting.tell(() -> guarded(() -> timeout == null
                        ? wait.next().arrived(came)
                        : wait.next().timedOut()));
            }
        });
    }

    private void ask(Load load, Missing missing) {
        InFlights.WaitBudget own = load.budget().forOwn();
        if (own.ends()) {
            own.bound(load.flight()).exceptionally(timeout -> {
                var late = own.late(load.flight());
                load.late(missing, late);
                tell(late);
                return null;
            });
        }
        AsyncLoader<?> source = own.ends() ? shared.threads().handedOver(load.flight(), load.source) : load.source;
        load.start(missing, source, this::guarded);
    }

    /** The timer's thread has no time for what the caller does next, and the cache's own may all hang in sources. */
    private void tell(Throwable late) {
        waiting.tell(() -> answer.completeExceptionally(late));
    }

    /** Starts the source on the current thread, where the caller's transaction is if it has one. */
    private void alone(Step.Alone alone) {
        Target target = alone.target();
        LoadStack.Entry load = shared.stack().load(List.of(target.key()), List.of());
        try (LoadTrail.Scope scope = load.enter()) {
            shared.asking().start(target, alone.source(), null, (loaded, failure) -> {
                load.end();
                if (failure != null) {
                    answer.completeExceptionally(failure);
                } else {
                    guarded(() -> new Step.Done(alone.made().apply(loaded)));
                }
            });
        }
    }
}
