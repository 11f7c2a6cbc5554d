package io.ledgerlink.nexus.cache.wiring;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.engine.Batches;
import io.ledgerlink.nexus.cache.engine.Calls;
import io.ledgerlink.nexus.cache.engine.Engine;
import io.ledgerlink.nexus.cache.engine.Lookups;
import io.ledgerlink.nexus.cache.engine.Puts;
import io.ledgerlink.nexus.cache.evict.Evictions;
import io.ledgerlink.nexus.cache.evict.InTransaction;
import io.ledgerlink.nexus.cache.evict.JournalReplay;
import io.ledgerlink.nexus.cache.journal.JournalKeeper;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.load.Asking;
import io.ledgerlink.nexus.cache.load.BoundedThreads;
import io.ledgerlink.nexus.cache.load.Failures;
import io.ledgerlink.nexus.cache.load.InFlights;
import io.ledgerlink.nexus.cache.load.Leases;
import io.ledgerlink.nexus.cache.load.Load;
import io.ledgerlink.nexus.cache.load.LoadStack;
import io.ledgerlink.nexus.cache.load.LoadThreads;
import io.ledgerlink.nexus.cache.load.OnStages;
import io.ledgerlink.nexus.cache.load.Refreshes;
import io.ledgerlink.nexus.cache.metrics.Observers;
import io.ledgerlink.nexus.cache.remote.RemoteAccess;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.tier.Caches;
import io.ledgerlink.nexus.cache.tier.EntryKeeper;
import io.ledgerlink.nexus.cache.tier.Lifetimes;
import io.ledgerlink.nexus.cache.tier.RemoteReader;
import io.ledgerlink.nexus.cache.tier.RemoteWriter;
import io.ledgerlink.nexus.cache.tier.Tiers;
import java.util.concurrent.ExecutorService;

/** One instance, put together as a blueprint says. Its bus is to be opened before it is used. */
public record Instance(Bus bus, Engine engine) {

    private static final int STORES_UNDER_WAY = 1_000;

    public static Instance of(Blueprint blueprint) {
        return new Wiring(blueprint).instance();
    }

    private static final class Wiring {

        private final Blueprint blueprint;
        private final Platform platform;
        private final Ticker ticker;
        private final KeyText text;
        private final Scopes scopes;
        private final RemoteAccess remote;
        private final Observers observers = new Observers();

        private Wiring(Blueprint blueprint) {
            this.blueprint = blueprint;
            this.platform = blueprint.platform();
            this.ticker = platform.ticker();
            this.text = blueprint.identity().text();
            this.scopes = blueprint.identity().scopes();
            this.remote = new RemoteAccess(
                    blueprint.remote(),
                    new ServerClock(),
                    blueprint.times().remote(),
                    blueprint.settings().breaker());
        }

        private Instance instance() {
            Bus bus = new Bus(
                    blueprint.identity().instance(),
                    remote,
                    scopes,
                    text::isStamp,
                    ticker,
                    observers,
                    blueprint.settings().bus(),
                    blueprint.threads().bus());
            Lifetimes lifetimes = new Lifetimes(platform.chance());
            RemoteWriter writer = new RemoteWriter(
                    remote, bus, text, ticker, blueprint.threads().stores(), STORES_UNDER_WAY);
            Tiers tiers = new Tiers(
                    scopes,
                    bus,
                    new RemoteReader(remote, bus, scopes, text, ticker, lifetimes),
                    new EntryKeeper(writer, scopes, remote.clock(), ticker, lifetimes),
                    ticker);
            InTransaction transaction = new InTransaction(platform.transactions(), scopes, blueprint.journal());
            Puts puts = new Puts(remote.tier(), scopes, bus, tiers, writer, transaction, lifetimes);
            Load.Shared loads = loads(bus, tiers);
            Refreshes refreshes = new Refreshes(
                    loads, transaction, stages(loads, blueprint.threads().refreshes()), ticker);
            Calls calls = new Calls(
                    loads,
                    refreshes,
                    transaction,
                    stages(loads, blueprint.threads().async()));
            Caches caches = new Caches(blueprint.policies(), ticker, observers);
            blueprint.policies().caches().keySet().forEach(scopes::cache);
            JournalKeeper journal = blueprint.journal();
            if (journal != null) {
                journal.open(new JournalReplay(bus, scopes, text));
            }
            return new Instance(
                    bus,
                    new Engine(
                            caches,
                            observers,
                            bus,
                            tiers,
                            transaction,
                            new Engine.Rooms(
                                    calls,
                                    new Batches(caches, loads, calls, transaction),
                                    new Lookups(tiers, transaction),
                                    puts,
                                    new Evictions(scopes, bus, remote, text, transaction, puts)),
                            new Closing(blueprint, refreshes, calls, loads.threads(), writer, bus)));
        }

        private Load.Shared loads(Bus bus, Tiers tiers) {
            Threads.Share share = blueprint.threads().share();
            return new Load.Shared(
                    tiers,
                    new InFlights(platform.waiting()),
                    new LoadStack(),
                    new Asking(ticker),
                    new Failures(ticker),
                    new Leases(remote, bus, text, blueprint.settings().fleet(), platform.waiting()),
                    new LoadThreads(
                            new BoundedThreads(blueprint.threads().loads()),
                            platform.carrier(),
                            share.threads(),
                            share.waiting()));
        }

        private OnStages.Threads stages(Load.Shared loads, ExecutorService threads) {
            return new OnStages.Threads(new BoundedThreads(threads), loads, platform.carrier());
        }
    }
}
