package io.ledgerlink.nexus.cache.load;

import io.ledgerlink.nexus.cache.AsyncLoader;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.NexusCacheException;
import io.ledgerlink.nexus.cache.bus.LoadNews.News;
import io.ledgerlink.nexus.cache.load.InFlight.Outcome;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.Freshness;
import io.ledgerlink.nexus.cache.tier.Question;
import io.ledgerlink.nexus.cache.tier.Target;
import io.ledgerlink.nexus.cache.tier.TierRead;
import io.ledgerlink.nexus.cache.tier.Tiers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The load that renews an entry which has answered.
 *
 * <p>The remote tier is asked first, for another instance may have been quicker. Where one instance loads for all, the others look
 * for what it brings, and no call of this instance waits for that.
 */
final class RefreshLoad extends Load {

    /** How often a refresh looks again because another instance seems to have been quicker. */
    private static final int MOST_LOOKS = 3;

    private final Refreshes refreshes;
    private final LocalEntry old;

    /** Begun while the old entry was fresh, which the remote tier may still have. */
    private final boolean early;

    private final @Nullable Renewal renewal;
    private final AtomicBoolean givenUp = new AtomicBoolean();
    private final AtomicBoolean vain = new AtomicBoolean();
    private InFlights.WaitBudget budget;

    /** When an entry was stored, by the server's clock, that is there and of no use: it makes no load needless. */
    private long useless;

    /** When it began to wait for another instance, by the clock of waits, and how often it was told to look again. */
    private long waitingSince;

    private int looks;

    RefreshLoad(
            Shared shared,
            Refreshes refreshes,
            LocalEntry old,
            Target target,
            FetchOptions options,
            AsyncLoader<?> source) {
        super(shared, target, options, source, false);
        this.refreshes = refreshes;
        this.old = old;
        this.early = old.fresh(shared.tiers().now());
        this.budget = shared.flights().patience(FetchOptions.cached(), target.policy());
        this.renewal = target.waitsForFresh()
                ? new Renewal(old, target.waitForFresh(), shared.flights().waiting())
                : null;
    }

    LocalEntry old() {
        return old;
    }

    Target target() {
        return target;
    }

    /** What calls wait for that this refresh may answer. */
    @Nullable Renewal renewal() {
        return renewal;
    }

    @Override
    public InFlights.WaitBudget budget() {
        return budget;
    }

    /** Needless where the entry was evicted, which every call finds out for itself. */
    @Override
    public Step begin() {
        if (refreshes.closed() || !old.valid()) {
            return letGo();
        }
        budget = shared.flights().patience(FetchOptions.cached(), target.policy());
        return super.begin();
    }

    @Override
    TierLook look(InFlight flight, Deadline deadline) {
        Tiers tiers = shared.tiers();
        LocalEntry there = target.local();
        Answer meanwhile = tiers.localFound(target, Freshness.FRESH, there);
        if (meanwhile != null && !isOld(meanwhile)) {
            return new TierLook.Answered(meanwhile);
        }
        if (looks == 0 && waitingSince == 0) {
            target.counters().refreshes.increment();
        }
        Question question = early
                ? tiers.questionForLater(target, flight.basis(), flight::rebase)
                : tiers.question(target, flight.basis(), Freshness.FRESH, there, flight::rebase);
        TierRead read = tiers.read(question, deadline);
        LocalEntry hit = read.hit();
        Answer found = hit == null || renews(hit) ? tiers.found(question, read) : null;
        return found != null ? new TierLook.Answered(found) : Missing.of(tiers, target, read, there, old);
    }

    private boolean isOld(Answer answer) {
        LocalEntry entry = answer.entry();
        return answer.status() == CacheStatus.STALE || (entry != null && !renews(entry));
    }

    /** Whether an entry that was found fresh is a later one. */
    private boolean renews(LocalEntry found) {
        return !early || found.isLaterThan(old);
    }

    @Override
    Step joined(InFlight other, Outcome outcome, Supplier<Step> lead) {
        if (outcome instanceof Outcome.Answered answered && isOld(answered.answer())) {
            // A call that looked into the remote tier meanwhile may have found nothing fresher.
            return new Step.Go(this, this::begin);
        }
        return over(other, outcome instanceof Outcome.Answered answered ? answered.answer() : null);
    }

    @Override
    Step abandoned(InFlight other, StampBasis before, Deadline deadline) {
        return over(other, null);
    }

    private Step over(InFlight by, @Nullable Answer answer) {
        release();
        refreshes.renewed(this, answer != null && by.basis().stands() ? answer : null);
        return new Step.Done(null);
    }

    @Override
    Step lateJoined(InFlight other) {
        NexusCacheException late = budget.late(other);
        giveUp();
        throw late;
    }

    @Override
    Step lease(Missing missing, Deadline deadline) {
        Leases leases = shared.leases();
        StampBasis basis = missing.read().basis();
        Leases.Asked asked =
                early ? leases.askForLater(target, basis, old, deadline) : leases.ask(target, basis, useless, deadline);
        if (asked instanceof Leases.Asked.Taken taken) {
            return askUnder(taken.lease(), missing);
        }
        if (asked instanceof Leases.Asked.Unanswered) {
            return ask(missing);
        }
        abandon();
        if (asked instanceof Leases.Asked.Held held) {
            return await(held);
        }
        useless = Math.max(useless, ((Leases.Asked.Outdated) asked).createdMicros());
        return ++looks < MOST_LOOKS ? new Step.Go(this, this::begin) : letGo();
    }

    /** Looks when the other instance is done; a source that has failed there is left alone here too. */
    private Step await(Leases.Asked.Held held) {
        waitingSince = waitingSince == 0 ? shared.flights().waiting().now() : waitingSince;
        Duration left = shared.leases().left(waitingSince);
        if (left.isNegative()) {
            held.news().close();
            return letGo();
        }
        return new Step.Wait<>(shared.leases().news(held, left), Step.Wait.NEVER, new Step.Next<News>() {
            @Override
            public Step arrived(News news) {
                held.news().close();
                if (news.isVain(held.holder())) {
                    inVain();
                    return letGo();
                }
                return new Step.Go(RefreshLoad.this, RefreshLoad.this::begin);
            }

            @Override
            public Step timedOut() {
                return letGo();
            }

            @Override
            public Step interrupted() {
                return letGo();
            }
        });
    }

    /** Released before the result is stored, so that no call gets the old entry next to it; a call in between shares this load. */
    @Override
    void answered() {
        release();
    }

    @Override
    Step landed(Answer answer) {
        release();
        boolean renews =
                answer.status() != CacheStatus.STALE && flight().basis().stands();
        refreshes.renewed(this, renews ? answer : null);
        return new Step.Done(null);
    }

    @Override
    void landing(Answer answer) {
        LocalEntry entry = answer.entry();
        if (entry == null || !entry.fresh(shared.tiers().now())) {
            refreshes.inVain(target);
        }
    }

    @Override
    void fail(Throwable failure) {
        inVain();
        super.fail(failure);
    }

    /** It has ended with a failure. */
    void failed() {
        inVain();
        letGo();
    }

    /** Once: those who have heard of the failure count from then how long the source is left alone. */
    private void inVain() {
        if (vain.compareAndSet(false, true)) {
            refreshes.inVain(target);
        }
    }

    @Override
    void late(Missing missing, NexusCacheException late) {
        flight().setFree();
        shared.leases().gaveUp(missing);
        giveUp();
    }

    /** Lets the key go, though the load goes on: what it brings is kept if it may be. */
    private void giveUp() {
        if (givenUp.compareAndSet(false, true)) {
            inVain();
            refreshes.release(this);
            refreshes.renewed(this, null);
        }
    }

    @Override
    Step refused() {
        abandon();
        return letGo();
    }

    /** Ends without having brought anything. */
    Step letGo() {
        release();
        refreshes.renewed(this, null);
        return new Step.Done(null);
    }

    private void release() {
        if (!givenUp.get()) {
            refreshes.release(this);
        }
    }
}
