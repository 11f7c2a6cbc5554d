package io.ledgerlink.nexus.cache.bus;

import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings to the remote tier what this instance knows, and what it has not been told.
 *
 * <p>Used by the housekeeper's thread; {@link #doubt} by any.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final Scopes scopes;
    private final RecentStamps recent;
    private final Delivery delivery;
    private final Duration timeout;

    /** Whether the server may have lost what it had confirmed, so that everything recent is to be raised there. */
    private volatile boolean doubted;

    Recovery(Scopes scopes, RecentStamps recent, Delivery delivery, Duration timeout) {
        this.scopes = scopes;
        this.recent = recent;
        this.delivery = delivery;
        this.timeout = timeout;
    }

    void doubt() {
        doubted = true;
    }

    void raiseIfDoubted() throws RemoteException {
        if (doubted) {
            raiseRecent();
        }
    }

    /** What was confirmed before a healthy server answered last need not be remembered for long. */
    void healthySince(long nanos) {
        recent.healthy(nanos);
    }

    /** A slot that cannot be brought up to date keeps no other from being told of its evictions. */
    void raiseAndRedeliver() throws RemoteException {
        RemoteException failed = null;
        try {
            raiseRecent();
        } catch (RemoteException e) {
            failed = e;
        }
        redeliver();
        if (failed != null) {
            throw failed;
        }
    }

    /** A doubt that comes while this runs is looked into once more. */
    private void raiseRecent() throws RemoteException {
        doubted = false;
        if (recent.takeOverflow()) {
            scopes.all().beginEviction();
            delivery.postpone(List.of(scopes.all()));
        }
        try {
            delivery.raise(recent.scopes(), timeout);
        } catch (RemoteException e) {
            doubted = true;
            throw e;
        }
    }

    /** What cannot be delivered waits on, and keeps nothing else from being done: its scopes leave the remote tier alone. */
    void redeliver() {
        if (delivery.waitingScopes() == 0) {
            return;
        }
        try {
            delivery.redeliver(timeout);
        } catch (RemoteException e) {
            log.debug("Evictions could not be delivered, and wait on: {}", e.getMessage());
        }
    }
}
