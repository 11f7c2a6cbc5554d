package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.NexusCacheException;
import io.ledgerlink.nexus.cache.context.LoadTrail;
import io.ledgerlink.nexus.cache.evict.InTransaction;
import io.ledgerlink.nexus.cache.load.Asking.Blocking;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.Target;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Drives loads on the thread of their caller, which waits, and on which the source is asked; with a hard timeout a thread of the
 * cache's own asks it, while the caller's waits for that.
 *
 * <p>An interrupt ends a wait, and its flag stays set.
 */
public final class OnCaller {

    private final Load.Shared shared;
    private final InTransaction transaction;

    public OnCaller(Load.Shared shared, InTransaction transaction) {
        this.shared = shared;
        this.transaction = transaction;
    }

    public Answer drive(Step first) {
        Step step = first;
        while (!(step instanceof Step.Done done)) {
            step = next(step);
        }
        return Objects.requireNonNull(done.answer(), "a call is answered");
    }

    private Step next(Step step) {
        if (step instanceof Step.Wait<?> wait) {
            return await(wait);
        }
        if (step instanceof Step.Go go) {
            return go.next().get();
        }
        if (step instanceof Step.Ask ask) {
            return ask(ask.load(), ask.missing());
        }
        return alone((Step.Alone) step);
    }

    private <T extends @Nullable Object> Step await(Step.Wait<T> wait) {
        Waiting waiting = shared.flights().waiting();
        T came;
        try {
            came = wait.latest() == Step.Wait.NEVER
                    ? waiting.await(wait.until())
                    : waiting.await(wait.until(), wait.latest());
        } catch (TimeoutException late) {
            return wait.next().timedOut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return wait.next().interrupted();
        } catch (ExecutionException e) {
            throw new IllegalStateException("What a load waits for is never exceptional", e);
        }
        return wait.next().arrived(came);
    }

    private Step ask(Load load, Missing missing) {
        InFlights.WaitBudget own = load.budget().forOwn();
        return own.ends() && !shared.threads().loadsItself() && !transaction.active()
                ? new Step.Done(elsewhere(load, missing, own))
                : load.askHere(missing);
    }

    private Answer elsewhere(Load load, Missing missing, InFlights.WaitBudget own) {
        return shared.threads().await(load.flight(), own, new LoadThreads.Rest() {
            @Override
            public Answer load() {
                return drive(load.askHere(missing));
            }

            @Override
            public void refuse(Throwable reason) {
                load.fail(reason);
            }

            @Override
            public void gaveUp(NexusCacheException late) {
                load.late(missing, late);
            }
        });
    }

    private Step alone(Step.Alone alone) {
        Target target = alone.target();
        LoadStack.Entry load = shared.stack().load(List.of(target.key()), List.of());
        try (LoadTrail.Scope scope = load.enter()) {
            Object loaded = shared.asking().here(target, ((Blocking<?>) alone.source()).loader(), null);
            return new Step.Done(alone.made().apply(loaded));
        } finally {
            load.end();
        }
    }
}
