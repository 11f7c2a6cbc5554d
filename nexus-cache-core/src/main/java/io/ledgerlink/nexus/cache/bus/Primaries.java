package io.ledgerlink.nexus.cache.bus;

import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The primaries that this instance has last looked at, and whether one that it meets has gone back behind them.
 *
 * <p>A server that started from its disk holds an older state, entries and stamps alike, and nothing in that state tells. Its
 * age does: a process that did not run yet when this instance last looked has gone back, unless {@code all} has been
 * renewed since it started. Where the server's clock has lost time, or {@code all} was ahead of it before, nobody can tell, and
 * it counts as gone back. A process that did run then is a replica that was promoted: it goes on from what was seen only if
 * its history does, else it has copied a server that had gone back. Not safe for use by many threads.
 */
final class Primaries {

    /** How far two readings of one clock may differ from what passed between them. */
    private static final long CLOCK_SLACK_MICROS = 1_000_000;

    /**
     * What was seen at one time.
     *
     * @param nanos the ticker, when the answers had come
     * @param serverMicros the server's clock
     * @param all the stamp of {@code all}
     */
    record Look(long nanos, long serverMicros, long all) {}

    private Set<String> processes = Set.of();
    private Set<String> histories = Set.of();
    private Look last = new Look(0, 0, 0);

    /** Whether a process has been looked at and found right. */
    boolean know(ServerIdentity server) {
        return processes.contains(server.runId());
    }

    /** Whether a process that is not known may hold an older state, and {@code all} has not been renewed in it. */
    boolean goneBack(ServerIdentity server, Look now) {
        long startedMicros = now.serverMicros - server.uptimeMillis() * 1_000;
        if (now.all < startedMicros) {
            return true;
        }
        if (processes.isEmpty()) {
            return false;
        }
        boolean young = now.nanos - server.uptimeMillis() * 1_000_000 - last.nanos > 0;
        return young ? !renewedSince(startedMicros, now) : !goesOn(server);
    }

    private boolean renewedSince(long startedMicros, Look now) {
        long passedMicros = (now.nanos - last.nanos) / 1_000;
        boolean clockGoesOn = now.serverMicros - last.serverMicros >= passedMicros - CLOCK_SLACK_MICROS;
        return clockGoesOn && last.all < startedMicros;
    }

    private boolean goesOn(ServerIdentity server) {
        return server.histories().isEmpty() || server.histories().stream().anyMatch(histories::contains);
    }

    /** These are the primaries now, and right. */
    void saw(List<ServerIdentity> servers, Look now) {
        processes = new HashSet<>(servers.stream().map(ServerIdentity::runId).toList());
        histories = new HashSet<>(servers.stream()
                .map(ServerIdentity::histories)
                .flatMap(Collection::stream)
                .toList());
        last = now;
    }
}
