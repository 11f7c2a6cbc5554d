package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.LoadWaitException;
import io.ledgerlink.nexus.cache.NexusCacheException;
import io.ledgerlink.nexus.cache.bus.LoadNews.News;
import io.ledgerlink.nexus.cache.load.InFlight.Outcome;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.support.Sneaky;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.Freshness;
import io.ledgerlink.nexus.cache.tier.Question;
import io.ledgerlink.nexus.cache.tier.TierRead;
import io.ledgerlink.nexus.cache.tier.Tiers;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The load of a call that the local tier has not answered.
 *
 * <p>Where one instance loads for all it asks for the lease; while another instance has that, it waits for news, and then looks. Once
 * a load that it has waited for brought nothing, it waits for no other: it loads, with the lease if that is free. One whose own
 * load others wait for, because it is made inside another load, never waits at all: two instances could wait for each other.
 */
public final class CallLoad extends Load {

    /** More changes than these while a call asks for the lease, and it loads without. */
    private static final int MOST_ASKED = 3;

    private final Refreshes refreshes;
    private final Freshness accepted;
    private final InFlights.WaitBudget budget;
    private final long began;
    private boolean waits;

    /** When the entry was created, by the server's clock, that is there and does not answer: its time is over by this instance's. */
    private long useless;

    public CallLoad(Shared shared, Refreshes refreshes, Call call, boolean onCaller) {
        super(shared, call.target(), call.options(), call.source(), onCaller);
        this.refreshes = refreshes;
        this.accepted = call.accepted();
        this.budget = shared.flights().patience(options, target.policy());
        this.began = budget.began();
        this.waits = shared.stack().flights(outer).isEmpty();
    }

    @Override
    public InFlights.WaitBudget budget() {
        return budget;
    }

    @Override
    TierLook look(InFlight flight, Deadline deadline) {
        Tiers tiers = shared.tiers();
        LocalEntry there = target.local();
        if (options.mode() == Mode.REFRESH) {
            Question question = tiers.questionForRefresh(target, flight.basis(), there, flight::rebase);
            return Missing.of(tiers, target, tiers.read(question, deadline), there, null);
        }
        Answer local = tiers.localAnswer(target, accepted, there);
        if (local != null) {
            return new TierLook.Answered(local);
        }
        Question question = tiers.question(target, flight.basis(), accepted, there, flight::rebase);
        TierRead read = tiers.read(question, deadline);
        Answer found = tiers.answer(question, read);
        if (found != null) {
            return new TierLook.Answered(found);
        }
        Throwable last = shared.failures().standing(target);
        if (last != null) {
            throw Sneaky.<RuntimeException>rethrow(last);
        }
        return Missing.of(tiers, target, read, there, null);
    }

    @Override
    Step lease(Missing missing, Deadline deadline) {
        Missing known = missing;
        for (int asked = 0; asked < MOST_ASKED && concernsFleet(known); asked++) {
            Leases.Asked answer = shared.leases().ask(target, known.read().basis(), useless, deadline);
            if (!(answer instanceof Leases.Asked.Outdated outdated)) {
                return after(answer, known);
            }
            TierLook found = lookAgain(deadline);
            useless = Math.max(useless, outdated.createdMicros());
            if (!(found instanceof Missing still)) {
                return found(found, deadline);
            }
            known = still;
        }
        return ask(known);
    }

    private Step after(Leases.Asked answer, Missing missing) {
        if (answer instanceof Leases.Asked.Taken taken) {
            return askUnder(taken.lease(), missing);
        }
        if (answer instanceof Leases.Asked.Held held) {
            Duration left = shared.leases().left(began);
            if (waits && !left.isNegative()) {
                return await(held, left, missing);
            }
            held.news().close();
        }
        return ask(missing);
    }

    private Step await(Leases.Asked.Held held, Duration left, Missing missing) {
        return new Step.Wait<>(shared.leases().news(held, left), budget.latest(), new Step.Next<News>() {
            @Override
            public Step arrived(News news) {
                held.news().close();
                waits &= !news.isVain(held.holder());
                return new Step.Go(CallLoad.this, () -> leading(() -> after(news, missing)));
            }

            @Override
            public Step timedOut() {
                return giveUp(budget.timedOut(flight()));
            }

            @Override
            public Step interrupted() {
                return giveUp(LoadWaitException.interrupted(target.key()));
            }

            /** A call that has waited for other instances for as long as it may concerns no other call. */
            private Step giveUp(NexusCacheException reason) {
                held.news().close();
                abandon();
                throw reason;
            }
        });
    }

    /** As long as nothing has changed, it asks for the lease at once. */
    private Step after(News news, Missing missing) {
        Deadline deadline = shared.tiers().begin();
        return news.ending() == null && missing.read().basis().stands()
                ? lease(missing, deadline)
                : found(lookAgain(deadline), deadline);
    }

    /** What is loaded or read from now on rests on what stands now. */
    private TierLook lookAgain(Deadline deadline) {
        flight().rebase(shared.tiers().capture(flight().basis().lineage()));
        return look(flight(), deadline);
    }

    @Override
    Step joined(InFlight other, Outcome outcome, Supplier<Step> lead) {
        if (outcome instanceof Outcome.Failed failed) {
            throw Sneaky.<RuntimeException>rethrow(failed.failure());
        }
        Answer answer = ((Outcome.Answered) outcome).answer();
        if (accepted.refuses(answer)) {
            return new Step.Go(this, lead);
        }
        return target.form().bytes()
                ? new Step.Go(this, () -> copied(answer, lead))
                : settle(Tiers.count(target, answer), null);
    }

    /** Bytes are decoded where time may be spent. */
    private Step copied(Answer answer, Supplier<Step> lead) {
        Answer copy = Tiers.joined(target, answer);
        return copy == null ? lead.get() : settle(copy, null);
    }

    @Override
    Step lateJoined(InFlight other) {
        throw budget.timedOut(other);
    }

    @Override
    void answered() {
        target.counters().misses.increment();
    }

    @Override
    Step landed(Answer answer) {
        return settle(answer, refreshes.after(answer, target, options, source));
    }

    /**
     * Waits for a fresh answer as long as the policy wants. An entry that was evicted meanwhile answers no call: the load begins
     * again.
     *
     * @param own what {@link Refreshes#after} has begun for this call
     */
    public Step settle(Answer answer, @Nullable Renewal own) {
        if (!Refreshes.waits(answer, target)) {
            return new Step.Done(Refreshes.atOnce(answer, target));
        }
        Renewal renewal = refreshes.renewal(target, own);
        if (renewal == null) {
            return either(answer, null);
        }
        return new Step.Wait<>(
                renewal.fresh(), renewal.latest(options.waitAtMost()), new Step.Next<@Nullable Answer>() {
                    @Override
                    public Step arrived(@Nullable Answer fresh) {
                        return either(answer, fresh);
                    }

                    @Override
                    public Step timedOut() {
                        return either(answer, null);
                    }

                    @Override
                    public Step interrupted() {
                        return either(answer, null);
                    }
                });
    }

    private Step either(Answer stale, @Nullable Answer fresh) {
        Answer joined = fresh == null ? null : Tiers.joined(target, fresh);
        if (joined != null) {
            return new Step.Done(joined);
        }
        LocalEntry entry = stale.entry();
        return entry == null || entry.valid()
                ? new Step.Done(Tiers.settled(target, stale))
                : new Step.Go(this, this::begin);
    }

    @Override
    void late(Missing missing, NexusCacheException late) {
        remember(missing, late);
        flight().setFree();
    }

    @Override
    Step refused() {
        abandon();
        target.counters().bypasses.increment();
        return new Step.Alone(target, source, target::past);
    }
}
