package io.ledgerlink.nexus.cache.bus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which messages of which instance have arrived, and since when one is missing.
 *
 * <p>Messages of one instance may overtake each other on their way through several connections and servers, so a gap is
 * given time to close. What was lost after an epoch began and before an instance's first message in it goes unnoticed; entries
 * are confirmed after an epoch has begun, so that needs a loss within a beat of it. Safe for use by many threads.
 */
final class PeerSequences {

    private final long gapNanos;
    private final long forgetNanos;
    private final Map<String, Sender> senders = new HashMap<>();
    private long since;

    PeerSequences(long gapNanos, long forgetNanos, long now) {
        this.gapNanos = gapNanos;
        this.forgetNanos = forgetNanos;
        this.since = now;
    }

    /** A numbered message arrived. */
    synchronized void heard(String instance, long sequence, long now) {
        sender(instance, now).arrived(sequence, now);
    }

    /** An instance says that it has numbered so many messages. */
    synchronized void announced(String instance, long last, long now) {
        sender(instance, now).announced(last, now);
    }

    /** These numbers will not come. */
    synchronized void voided(String instance, List<Long> sequences, long now) {
        for (long sequence : sequences) {
            sender(instance, now).arrived(sequence, now);
        }
    }

    /** Whether a message has been missing for too long. Forgets instances that have gone. */
    synchronized boolean overdue(long now) {
        senders.values().removeIf(sender -> now - sender.heardAt > forgetNanos && !sender.gap());
        return senders.values().stream().anyMatch(sender -> sender.gap() && now - sender.gapSince > gapNanos);
    }

    /** How many instances have been heard lately. */
    synchronized int size() {
        return senders.size();
    }

    /** A new epoch begins: what was missing no longer matters. */
    synchronized void begin(long now) {
        since = now;
        senders.values().forEach(Sender::forgive);
    }

    /**
     * An instance never heard of has either just started, at number one, or its messages are being heard from the middle:
     * at the beginning of an epoch that is natural, later it means that some were lost.
     */
    private Sender sender(String instance, long now) {
        return senders.computeIfAbsent(instance, unknown -> new Sender(now - since > forgetNanos, now));
    }

    private static final class Sender {

        private final TreeSet<Long> ahead = new TreeSet<>();
        private long complete;
        private long highest;
        private long gapSince;
        private long heardAt;

        /** Whether it is known which number comes next; at the beginning of an epoch the first one heard tells. */
        private boolean counted;

        private Sender(boolean counted, long now) {
            this.counted = counted;
            this.heardAt = now;
        }

        private void arrived(long sequence, long now) {
            countFrom(sequence - 1);
            if (sequence > complete) {
                ahead.add(sequence);
            }
            reach(sequence, now);
        }

        private void announced(long last, long now) {
            countFrom(last);
            reach(last, now);
        }

        private void countFrom(long heardBefore) {
            if (!counted) {
                counted = true;
                complete = Math.max(complete, heardBefore);
                highest = Math.max(highest, complete);
            }
        }

        private void reach(long sequence, long now) {
            heardAt = now;
            if (!gap()) {
                gapSince = now;
            }
            highest = Math.max(highest, sequence);
            long before = complete;
            while (!ahead.isEmpty() && ahead.first() == complete + 1) {
                complete = ahead.pollFirst();
            }
            if (complete > before) {
                gapSince = now;
            }
        }

        private boolean gap() {
            return complete < highest;
        }

        private void forgive() {
            complete = highest;
            ahead.clear();
            counted = false;
        }
    }
}
