package io.ledgerlink.nexus.cache.stamp;

/**
 * A time during which no message of the bus was missed.
 *
 * <p>Compared by identity. It remembers when it last gave a sign of life, in the ticker's nanoseconds.
 */
public final class Epoch {

    private volatile long lastSign;

    public Epoch(long now) {
        this.lastSign = now;
    }

    /** A message arrived, and all that came before it has been applied. Called by the listener's thread alone. */
    public void alive(long now) {
        if (now - lastSign > 0) {
            lastSign = now;
        }
    }

    public long lastSign() {
        return lastSign;
    }
}
