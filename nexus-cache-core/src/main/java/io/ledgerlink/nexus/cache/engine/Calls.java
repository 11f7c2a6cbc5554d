package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.FetchOptions.Mode;
import io.ledgerlink.nexus.cache.evict.InTransaction;
import io.ledgerlink.nexus.cache.load.Asking;
import io.ledgerlink.nexus.cache.load.Call;
import io.ledgerlink.nexus.cache.load.CallLoad;
import io.ledgerlink.nexus.cache.load.Load;
import io.ledgerlink.nexus.cache.load.OnCaller;
import io.ledgerlink.nexus.cache.load.OnStages;
import io.ledgerlink.nexus.cache.load.Refreshes;
import io.ledgerlink.nexus.cache.load.Renewal;
import io.ledgerlink.nexus.cache.load.Step;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import io.ledgerlink.nexus.cache.tier.Answer;
import io.ledgerlink.nexus.cache.tier.Question;
import io.ledgerlink.nexus.cache.tier.Target;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The way of one call: past the cache, answered by the local tier, alone in its transaction, or by a load.
 *
 * <p>The local tier answers at once if it can. Where the entry is stale, or has come so near to the end of its freshness that the
 * policy wants it refreshed, a refresh begins in the background.
 *
 * <p>Inside a transaction that may see its own rows a call asks the tiers, then the source, for itself, and stores nothing; what
 * the transaction itself has evicted or put is asked of the source. An asynchronous call inside such a transaction asks the source
 * without the tiers: its caller's thread, which the transaction is bound to, must not wait for the remote tier.
 */
public final class Calls {

    private final Load.Shared shared;
    private final Refreshes refreshes;
    private final InTransaction transaction;
    private final OnCaller onCaller;
    private final OnStages.Threads onStages;

    public Calls(Load.Shared shared, Refreshes refreshes, InTransaction transaction, OnStages.Threads onStages) {
        this.shared = shared;
        this.refreshes = refreshes;
        this.transaction = transaction;
        this.onCaller = new OnCaller(shared, transaction);
        this.onStages = onStages;
    }

    /** Answers on the caller's thread. The call's source is a {@link Asking.Blocking} one. */
    Answer answer(Call call) {
        return onCaller.drive(first(call, true));
    }

    /** Answers without holding a thread while it waits. */
    CompletableFuture<Answer> answerLater(Call call) {
        Step first = first(call, false);
        if (first instanceof Step.Done done) {
            return CompletableFuture.completedFuture(done.answer());
        }
        return first instanceof Step.Go go ? onStages.drive(go, go.load().budget()) : onStages.drive(first);
    }

    private Step first(Call asked, boolean waits) {
        Target target = asked.target();
        if (target.bypassedBy(asked.options())) {
            return past(asked);
        }
        if (transaction.covers(target)) {
            shared.stack().refuseOwn(target.key());
            return past(asked);
        }
        Call call = asked.accepting(refreshes.accepted(target, asked.options(), asked.accepted()));
        LocalEntry there = target.inLocalTier();
        if (call.options().mode() != Mode.REFRESH) {
            Answer hit = shared.tiers().localAnswer(target, call.accepted(), there);
            if (hit != null) {
                return hit(hit, call, waits);
            }
            Answer stale = refreshes.meanwhile(target, call.accepted());
            if (stale != null) {
                return settled(stale, call, waits, null);
            }
        }
        shared.stack().refuseOwn(target.key());
        if (transaction.loadsAlone(target, call.options())) {
            return waits ? alone(call, there) : askAlone(call);
        }
        CallLoad load = load(call, waits);
        return new Step.Go(load, () -> load.begin(there));
    }

    private Step hit(Answer hit, Call call, boolean waits) {
        return settled(hit, call, waits, refreshes.after(hit, call.target(), call.options(), call.source()));
    }

    private Step settled(Answer answer, Call call, boolean waits, @Nullable Renewal own) {
        return Refreshes.waits(answer, call.target())
                ? load(call, waits).settle(answer, own)
                : new Step.Done(Refreshes.atOnce(answer, call.target()));
    }

    private CallLoad load(Call call, boolean waits) {
        return new CallLoad(shared, refreshes, waits ? call : call.withFixedTags(), waits);
    }

    private static Step past(Call call) {
        call.target().counters().bypasses.increment();
        return new Step.Alone(call.target(), call.source(), call.target()::past);
    }

    /** Waits for no load, and no load waits for it: a transaction may hold what another load waits for. */
    private Step alone(Call call, @Nullable LocalEntry there) {
        if (call.options().mode() != Mode.REFRESH) {
            Target target = call.target();
            Deadline deadline = shared.tiers().begin();
            StampBasis captured = shared.tiers().capture(target, there, deadline);
            Question question = shared.tiers().question(target, captured, call.accepted(), target.local(), basis -> {});
            Answer found = shared.tiers().answer(question, shared.tiers().read(question, deadline));
            if (found != null) {
                return new Step.Done(Refreshes.atOnce(found, target));
            }
        }
        return askAlone(call);
    }

    private Step askAlone(Call call) {
        return new Step.Alone(call.target(), call.source(), loaded -> transaction.loadedAlone(call.target(), loaded));
    }

    /** The answer of a load that other calls may share, whatever the local tier has; within a deadline that counts already. */
    Answer load(Call call, Deadline deadline) {
        CallLoad load = new CallLoad(shared, refreshes, call, true);
        return onCaller.drive(load.begin(shared.tiers().capture(call.target(), deadline), deadline));
    }

    /** Lets calls that hold no thread come to their end, within a bound. */
    public void close(Duration within) {
        onStages.close(within);
    }
}
