package io.ledgerlink.nexus.cache.engine;

import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.LoadWaitException;
import io.ledgerlink.nexus.cache.NexusCacheException;
import io.ledgerlink.nexus.cache.bus.LoadEnding;
import io.ledgerlink.nexus.cache.bus.LoadNews.News;
import io.ledgerlink.nexus.cache.engine.Flight.Outcome;
import io.ledgerlink.nexus.cache.engine.Leading.Found;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.stamp.Basis;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * The way of one who leads a load on this instance, until it is clear that the load is this instance's or the entry is there.
 *
 * <p>It asks for the lease; while another instance has that it waits for news, and then looks. Once a load that it has waited for
 * brought nothing, it waits for no other: it loads, with the lease if that is free. One whose own load others wait for, because it
 * is made inside another load, never waits at all: two instances could wait for each other. Used by one thread at a time.
 */
final class FleetTurn {

    /** What is to be done next. */
    sealed interface Step {

        /** The tiers have answered, or the load is to be made. */
        record Go(Found found) implements Step {}

        /** To wait, and take the next step with what has come. */
        record Wait(Found.Missing missing, Fleet.Asked.Held held, CompletableFuture<News> came) implements Step {

            void close() {
                held.news().close();
            }
        }
    }

    /** A call has waited for other instances for as long as it may, which is its own affair: one of those who joined takes over. */
    static final class GivenUp extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final NexusCacheException reason;

        private GivenUp(NexusCacheException reason) {
            super(reason.getMessage(), reason, false, false);
            this.reason = reason;
        }

        NexusCacheException reason() {
            return reason;
        }
    }

    /** More changes than these while a call asks for the lease, and it loads without. */
    private static final int MOST_ASKED = 3;

    private final Fleet fleet;
    private final Leading leading;
    private final Target target;
    private final FetchOptions options;
    private final Accepted accepted;
    private final Flight flight;
    private final long began;
    private boolean waits;

    /** When the entry was created, by the server's clock, that is there and does not answer: its time is over by this instance's. */
    private long useless;

    FleetTurn(
            Fleet fleet,
            Leading leading,
            Target target,
            FetchOptions options,
            Accepted accepted,
            Flight flight,
            boolean waits) {
        this.fleet = fleet;
        this.leading = leading;
        this.target = target;
        this.options = options;
        this.accepted = accepted;
        this.flight = flight;
        this.waits = waits;
        this.began = fleet.waiting().now();
    }

    /** Goes all the way on the caller's thread, which waits for as long as it may. */
    Found take(Found.Missing missing, Deadline deadline, Flights.Patience patience) throws GivenUp {
        Step step = ask(missing, deadline);
        while (step instanceof Step.Wait wait) {
            step = next(wait, await(wait, patience), fleet.bus().begin());
        }
        return ((Step.Go) step).found();
    }

    private News await(Step.Wait wait, Flights.Patience patience) {
        try {
            return patience.ends()
                    ? patience.await(wait.came())
                    : fleet.waiting().await(wait.came());
        } catch (TimeoutException e) {
            throw new GivenUp(patience.timedOut(flight));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GivenUp(LoadWaitException.interrupted(flight.key()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("News of a load are never exceptional", e);
        } finally {
            wait.close();
        }
    }

    /** Asks for the lease of what is missing; an entry or stamps that are newer are read first. */
    Step ask(Found.Missing missing, Deadline deadline) {
        Found found = missing;
        for (int asked = 0; found instanceof Found.Missing known && mayAsk(asked, known); asked++) {
            Fleet.Asked answer = fleet.ask(target, known.footing().basis(), useless, deadline);
            if (!(answer instanceof Fleet.Asked.Outdated outdated)) {
                return after(answer, known);
            }
            found = look(deadline);
            useless = Math.max(useless, outdated.createdMicros());
        }
        return new Step.Go(found);
    }

    private boolean mayAsk(int asked, Found.Missing missing) {
        return asked < MOST_ASKED && fleet.concerns(target, options, missing.footing(), missing.lagging());
    }

    private Step after(Fleet.Asked answer, Found.Missing missing) {
        if (answer instanceof Fleet.Asked.Taken taken) {
            return new Step.Go(loading(missing, taken.lease()));
        }
        if (answer instanceof Fleet.Asked.Held held) {
            Duration left =
                    fleet.settings().longest().minusNanos(fleet.waiting().now() - began);
            if (waits && !left.isNegative()) {
                Duration look = fleet.settings().look();
                return new Step.Wait(missing, held, fleet.news(held, look.compareTo(left) < 0 ? look : left));
            }
            held.news().close();
        }
        return new Step.Go(missing);
    }

    /** However the load ends, the lease ends with it. */
    private Found.Missing loading(Found.Missing missing, FleetLease lease) {
        flight.outcome()
                .thenAccept(outcome ->
                        lease.end(outcome instanceof Outcome.Answered ? LoadEnding.REFUSED : LoadEnding.FAILED));
        return new Found.Missing(missing.footing().under(lease), missing.lagging(), missing.terms());
    }

    /** Goes on after a wait that is over, as long as nothing has changed with nothing but the question for the lease. */
    Step next(Step.Wait wait, News news, Deadline deadline) {
        waits &= !news.isVain(wait.held().holder());
        Found.Missing missing = wait.missing();
        if (news.ending() == null && missing.footing().basis().stands()) {
            return ask(missing, deadline);
        }
        Found found = look(deadline);
        return found instanceof Found.Missing still ? ask(still, deadline) : new Step.Go(found);
    }

    /** What is loaded or read from now on rests on what stands now. */
    private Found look(Deadline deadline) {
        Epoch epoch = fleet.bus().epoch();
        flight.rebase(Basis.capture(flight.basis().lineage(), epoch));
        return leading.look(target, options, accepted, flight, deadline);
    }
}
