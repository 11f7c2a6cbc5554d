package io.ledgerlink.nexus.cache.wiring;

import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.engine.Calls;
import io.ledgerlink.nexus.cache.journal.JournalKeeper;
import io.ledgerlink.nexus.cache.load.LoadThreads;
import io.ledgerlink.nexus.cache.load.Refreshes;
import io.ledgerlink.nexus.cache.tier.RemoteWriter;
import java.time.Duration;

/** The end of an instance: what is under way may end, each kind within a bound, before what it needs does. */
record Closing(Blueprint blueprint, Refreshes refreshes, Calls calls, LoadThreads loads, RemoteWriter writer, Bus bus)
        implements Runnable {

    @Override
    public void run() {
        Duration within = blueprint.times().close();
        refreshes.close(within);
        calls.close(within);
        loads.close(within);
        try {
            writer.flush(within);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        blueprint.threads().stores().shutdownNow();
        bus.close();
        JournalKeeper journal = blueprint.journal();
        if (journal != null) {
            journal.close(within);
        }
    }
}
