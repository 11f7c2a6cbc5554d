package io.ledgerlink.nexus.cache.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a tier told its owner, in order. A message is told by its text, all else by the name of the call. */
public final class RecordingListener implements RemoteTier.Listener {

    private static final long DEADLINE_SECONDS = 20;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private boolean connected;

    /** A cluster tells this for each node that is reached: of those in a row the first is kept. */
    @Override
    public synchronized void connected() {
        if (!connected) {
            told.add("connected");
        }
        connected = true;
    }

    @Override
    public synchronized void disconnected() {
        told.add("disconnected");
        connected = false;
    }

    @Override
    public void subscribed() {
        told.add("subscribed");
    }

    @Override
    public void unsubscribed() {
        told.add("unsubscribed");
    }

    @Override
    public void message(String text) {
        told.add(text);
    }

    /** Takes the next that was told, and waits for it if need be. */
    public String next() {
        try {
            String next = told.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("told within %s s", DEADLINE_SECONDS).isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes all that was told up to and with this. */
    public List<String> upTo(String last) {
        List<String> taken = new ArrayList<>();
        do {
            taken.add(next());
        } while (!taken.get(taken.size() - 1).equals(last));
        return taken;
    }
}
