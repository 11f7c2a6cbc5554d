package io.ledgerlink.nexus.cache.bus;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.bus.Primaries.Look;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the stamps that live in other slots than entries, and after the servers that hold them.
 *
 * <p>Used by the housekeeper's thread; {@link #dueNow} and {@link #product} by any.
 */
final class WideStamps {

    private static final Logger log = LoggerFactory.getLogger(WideStamps.class);

    private final RemoteTier remote;
    private final Scopes scopes;
    private final Ticker ticker;
    private final Delivery delivery;
    private final Recovery recovery;
    private final Intervals intervals;
    private final Primaries primaries = new Primaries();

    /** Name and version of the server that answered last. */
    private volatile String product = "Redis";

    /** When they are due to be read again. */
    private volatile long dueAt;

    /** When all primaries were last asked and answered: a message proves one node's health. */
    private long answeredAt;

    /** How long a round trip may take, and after how long they are read again. */
    record Intervals(Duration timeout, Duration between) {}

    WideStamps(
            RemoteTier remote,
            Scopes scopes,
            Ticker ticker,
            Delivery delivery,
            Recovery recovery,
            Intervals intervals) {
        this.remote = remote;
        this.scopes = scopes;
        this.ticker = ticker;
        this.delivery = delivery;
        this.recovery = recovery;
        this.intervals = intervals;
        this.dueAt = ticker.read();
        this.answeredAt = dueAt;
    }

    String product() {
        return product;
    }

    boolean due() {
        return ticker.read() - dueAt >= 0;
    }

    /** What they were before is unknown. */
    void dueNow() {
        dueAt = ticker.read();
    }

    /** Asks for next to nothing. */
    CompletionStage<?> probe() {
        return remote.read(List.of(), List.of(scopes.all().key()));
    }

    long answeredAt() {
        return answeredAt;
    }

    /**
     * Reads them, and renews {@code all} where a primary may hold an older state.
     *
     * @param losses how often the remote tier was lost
     */
    void read(Deadline deadline, IntSupplier losses) throws RemoteException {
        int lossesBefore = losses.getAsInt();
        long askedAt = ticker.read();
        List<ServerIdentity> servers = deadline.await(remote.servers());
        servers.stream().findFirst().ifPresent(server -> product = server.product());
        long serverMicros = delivery.raise(scopes.wide(), intervals.timeout);
        Look look = new Look(ticker.read(), serverMicros, scopes.all().stamp());
        dueAt = look.nanos() + intervals.between.toNanos();
        List<ServerIdentity> unknown =
                servers.stream().filter(server -> !primaries.know(server)).toList();
        if (!unknown.isEmpty()) {
            recovery.doubt();
        }
        if (unknown.stream().anyMatch(server -> primaries.goneBack(server, look))) {
            log.info("{} may hold an older state than it had: everything is evicted once", product);
            scopes.all().beginEviction();
            Deadline.after(intervals.timeout)
                    .await(delivery.evict(List.of(scopes.all())).answer());
        }
        if (losses.getAsInt() == lossesBefore) {
            primaries.saw(servers, new Look(askedAt, serverMicros, scopes.all().stamp()));
            answeredAt = askedAt;
        }
    }
}
