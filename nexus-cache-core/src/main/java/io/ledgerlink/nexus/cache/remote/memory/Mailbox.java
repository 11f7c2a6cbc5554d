package io.ledgerlink.nexus.cache.remote.memory;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What one instance is to be told, in order and one at a time, whoever delivers.
 *
 * <p>Each call of {@link #deliver} stands for one letter. One that comes while another is under way (from another thread,
 * or from within a letter) leaves its letter to that one.
 */
final class Mailbox {

    private final Queue<Runnable> letters = new ArrayDeque<>();
    private boolean delivering;
    private int owed;

    synchronized void add(Runnable letter) {
        letters.add(letter);
    }

    void deliver() {
        if (begin()) {
            for (Runnable letter = take(); letter != null; letter = next()) {
                letter.run();
            }
        }
    }

    private synchronized boolean begin() {
        if (delivering) {
            owed++;
            return false;
        }
        delivering = true;
        return true;
    }

    private synchronized @Nullable Runnable take() {
        return letters.poll();
    }

    private synchronized @Nullable Runnable next() {
        if (owed == 0) {
            delivering = false;
            return null;
        }
        owed--;
        return letters.poll();
    }
}
