package io.ledgerlink.nexus.cache.bus;

import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This instance's sign of life, and whether the remote tier answers it.
 *
 * <p>The housekeeper's thread alone uses it.
 */
final class Heartbeat {

    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private final Delivery delivery;
    private final Inbox inbox;
    private final BusSettings settings;
    private final Duration timeout;
    private @Nullable CompletionStage<?> last;
    private int roundsSince;

    Heartbeat(Delivery delivery, Inbox inbox, BusSettings settings, Duration timeout) {
        this.delivery = delivery;
        this.inbox = inbox;
        this.settings = settings;
        this.timeout = timeout;
    }

    /** Whether the last one has not been answered by the time of the next: the server is frozen, whether or not a call has found out. */
    boolean unanswered() {
        CompletionStage<?> sent = last;
        if (sent == null) {
            return false;
        }
        try {
            Deadline.after(timeout).await(sent);
        } catch (RemoteException e) {
            if (e.silence()) {
                return true;
            }
            log.debug("A heartbeat could not be sent: {}", e.getMessage());
        }
        return false;
    }

    void beatIfDue() {
        boolean due = ++roundsSince >= settings.beatsBetweenSigns(inbox.instances());
        if (due || last == null || delivery.mustBeat()) {
            last = delivery.beat();
            roundsSince = 0;
        }
    }

    /** The next one is due at once, and nothing is expected of those before. */
    void begin() {
        last = null;
    }
}
