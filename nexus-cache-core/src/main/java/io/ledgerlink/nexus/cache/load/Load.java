package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.LoadWaitException;
import io.ledgerlink.nexus.cache.NexusCacheException;
import io.ledgerlink.nexus.cache.bus.LoadEnding;
import io.ledgerlink.nexus.cache.context.LoadTrail;
import io.ledgerlink.nexus.cache.load.InFlight.Outcome;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import io.ledgerlink.nexus.cache.support.Sneaky;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.EntryKeeper;
import io.ledgerlink.nexus.cache.tier.LoadDecision;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.tier.Tiers;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One load of one key, told as steps: it joins the load that is under way, or leads one. A leader asks the tiers, takes the lease where
 * one instance loads for all, asks the source, and keeps what that says under the stamps from before.
 *
 * <p>Its driver says which thread a step is taken on; steps are taken one after the other. A step may wait for the remote tier
 * within its deadline, and never for a load.
 */
public abstract class Load {

    /** What the loads of an instance share. */
    public record Shared(
            Tiers tiers,
            InFlights flights,
            LoadStack stack,
            Asking asking,
            Failures failures,
            Leases leases,
            LoadThreads threads) {}

    /** What this load leads: others may join the one, the source runs inside the other. */
    private record Led(InFlight flight, LoadStack.Entry entry) {}

    final Shared shared;
    final Target target;
    final FetchOptions options;
    final AsyncLoader<?> source;

    /** The loads that the caller works for. */
    final @Nullable LoadTrail outer = LoadTrail.current();

    /** Whether it is driven by the caller's thread, whose interrupt ends the load. */
    private final boolean onCaller;

    private @Nullable Led led;

    Load(Shared shared, Target target, FetchOptions options, AsyncLoader<?> source, boolean onCaller) {
        this.shared = shared;
        this.target = target;
        this.options = options;
        this.source = source;
        this.onCaller = onCaller;
    }

    /** How long it may take. */
    public abstract InFlights.WaitBudget budget();

    /** What the tiers have for one who leads. */
    abstract TierLook look(InFlight flight, Deadline deadline);

    /** Takes the lease of what is missing, or waits for the instance that has it. */
    abstract Step lease(Missing missing, Deadline deadline);

    /** How it goes on when the load is over that it has joined. */
    abstract Step joined(InFlight other, Outcome outcome, Supplier<Step> lead);

    /** How it ends when the load that it has joined takes too long. */
    abstract Step lateJoined(InFlight other);

    /** The source has answered, and nothing is kept yet. */
    abstract void answered();

    /** It lands now: others do not know of it yet. */
    void landing(Answer answer) {}

    /** How it goes on when it has landed. */
    abstract Step landed(Answer answer);

    /** The load takes longer than any may: frees the key, and says so by what the call ends with. */
    abstract void late(Missing missing, NexusCacheException late);

    /** How it ends where no thread has room for it. */
    abstract Step refused();

    /** Begins with a deadline of its own. */
    public Step begin() {
        return begin(target.inLocalTier());
    }

    /**
     * The same for one who has looked into the local tier just before.
     *
     * @param there the entry of the key there, whatever its state
     */
    public final Step begin(@Nullable LocalEntry there) {
        Deadline deadline = shared.tiers.begin();
        return begin(shared.tiers.capture(target, there, deadline), deadline);
    }

    /** Begins on what stands now. */
    public final Step begin(StampBasis captured, Deadline deadline) {
        InFlight own = new InFlight(target.key(), target.form(), captured);
        InFlight other = options.mode() == Mode.REFRESH ? shared.flights.lead(own) : shared.flights.joinOrLead(own);
        return other == own ? lead(own, deadline) : join(other, own, deadline);
    }

    private Step join(InFlight other, InFlight own, Deadline deadline) {
        if (shared.threads.mustNotWaitFor(other)) {
            return lead(own, deadline);
        }
        InFlights.Wait wait = shared.flights.announce(other, shared.stack.flights(outer));
        if (wait.closesCircle()) {
            wait.close();
            return lead(own, deadline);
        }
        return new Step.Wait<>(other.outcome(), budget().latest(), new Step.Next<Outcome>() {
            @Override
            public Step arrived(Outcome outcome) {
                wait.close();
                if (outcome instanceof Outcome.Abandoned) {
                    return abandoned(other, own.basis(), deadline);
                }
                return joined(other, outcome, () -> lead(own, deadline));
            }

            @Override
            public Step timedOut() {
                wait.close();
                return lateJoined(other);
            }

            @Override
            public Step interrupted() {
                wait.close();
                throw LoadWaitException.interrupted(target.key());
            }

            @Override
            public boolean direct() {
                return true;
            }
        });
    }

    /** The load that it has joined was given up before it had an answer: one of those who joined takes over. */
    Step abandoned(InFlight other, StampBasis before, Deadline deadline) {
        return new Step.Go(this, () -> begin(shared.tiers.capture(before.lineage()), deadline));
    }

    private Step lead(InFlight own, Deadline deadline) {
        led = new Led(own, shared.stack.load(List.of(target.key()), List.of(own)));
        return leading(() -> found(look(own, deadline), deadline));
    }

    /** Takes a step as the leader; what goes wrong in it fails the load. */
    final Step leading(Supplier<Step> step) {
        Step next;
        try (LoadTrail.Scope scope = led().entry.enter()) {
            next = step.get();
        } catch (Throwable failure) {
            fail(failure);
            throw failure;
        }
        return next instanceof Step.Done done && done.answer() != null ? landed(done.answer()) : next;
    }

    /** Goes on with what the tiers have. For leaders. */
    final Step found(TierLook found, Deadline deadline) {
        if (found instanceof TierLook.Answered answered) {
            return land(answered.answer());
        }
        Missing missing = (Missing) found;
        return concernsFleet(missing) ? lease(missing, deadline) : ask(missing);
    }

    final boolean concernsFleet(Missing missing) {
        return shared.leases.concerns(target, options, missing.read(), missing.lagging());
    }

    final Step ask(Missing missing) {
        return new Step.Ask(this, missing);
    }

    /** Asks under the lease, which ends with the load, however that ends. */
    final Step askUnder(HeldLease lease, Missing missing) {
        flight().outcome()
                .thenAccept(outcome ->
                        lease.end(outcome instanceof Outcome.Answered ? LoadEnding.REFUSED : LoadEnding.FAILED));
        return ask(missing.under(lease));
    }

    /** The source was asked on the current thread. */
    Step askHere(Missing missing) {
        return leading(() -> {
            Object loaded;
            try {
                loaded = shared.asking.here(target, ((Asking.Blocking<?>) source).loader(), missing.terms());
            } catch (Throwable failure) {
                sourceFailed(missing, failure);
                throw failure;
            }
            return loaded(missing, loaded);
        });
    }

    /**
     * Starts the source.
     *
     * @param handed the source, or what asks it on a thread of its own
     * @param then takes the step after the source has answered, on the thread that brings the answer
     */
    void start(Missing missing, AsyncLoader<?> handed, Consumer<Supplier<Step>> then) {
        try (LoadTrail.Scope scope = led().entry.enter()) {
            LoadTrail inside = LoadTrail.current();
            shared.asking.start(
                    target,
                    handed,
                    missing.terms(),
                    (loaded, failure) -> then.accept(() -> answered(inside, missing, loaded, failure)));
        }
    }

    private Step answered(
            @Nullable LoadTrail inside, Missing missing, @Nullable Object loaded, @Nullable Throwable failure) {
        if (failure != null) {
            sourceFailed(missing, failure);
            fail(failure);
            throw Sneaky.<RuntimeException>rethrow(failure);
        }
        try (LoadTrail.Scope scope = LoadTrail.enter(inside == null ? null : inside.outer())) {
            return leading(() -> loaded(missing, loaded));
        }
    }

    /** Remembered before another call may lead a load of the key; an interrupt says nothing about the source. */
    private void sourceFailed(Missing missing, Throwable failure) {
        if (!(onCaller && Thread.currentThread().isInterrupted())) {
            remember(missing, failure);
        }
    }

    /** Leaves the source alone for a while if the policy says so, and lets other instances load. */
    final void remember(Missing missing, Throwable failure) {
        shared.failures.remember(target, missing.read().basis(), failure);
        shared.leases.gaveUp(missing);
    }

    private Step loaded(Missing missing, @Nullable Object loaded) {
        shared.failures.forget(target);
        Object value = target.form().handOut(loaded);
        LoadDecision decided = missing.terms().decided(loaded);
        answered();
        LocalEntry entry = InFlights.overtaken(flight()) || !options.keeps(value)
                ? EntryKeeper.forWaiters(target, missing.read(), value)
                : missing.keep(shared.tiers, target, value, decided);
        Answer answer = Answer.loaded(value, entry);
        HeldLease lease = missing.lease();
        return lease == null ? land(answer) : afterStore(lease, answer);
    }

    /** A load for all instances is over when its entry is there for all, or cannot be. */
    private Step afterStore(HeldLease lease, Answer answer) {
        return new Step.Wait<>(lease.stored(), shared.leases.patienceForStore(), new Step.Next<@Nullable Object>() {
            @Override
            public Step arrived(@Nullable Object reply) {
                return leading(() -> land(answer));
            }

            @Override
            public Step timedOut() {
                shared.leases.storeUnanswered();
                return leading(() -> land(answer));
            }

            @Override
            public Step interrupted() {
                return leading(() -> land(answer));
            }
        });
    }

    /** Its key is free before others hear of its end, so that those who call again do not meet it. */
    private Step land(Answer answer) {
        landing(answer);
        led().entry.end();
        shared.flights.land(flight(), answer);
        return new Step.Done(answer);
    }

    /** Ends a load that is led, with a failure. */
    void fail(Throwable failure) {
        led().entry.end();
        shared.flights.remove(flight());
        if (onCaller) {
            flight().fail(failure);
        } else {
            flight().failStage(failure);
        }
    }

    /** Ends a load that has not asked its source: one of those who joined takes over. */
    final void abandon() {
        Led abandoned = led;
        if (abandoned != null) {
            abandoned.entry.end();
            shared.flights.remove(abandoned.flight);
            abandoned.flight.abandon();
        }
    }

    /** The load that this one leads, and others may join. */
    final InFlight flight() {
        return led().flight;
    }

    private Led led() {
        return Objects.requireNonNull(led, "only a leader");
    }
}
