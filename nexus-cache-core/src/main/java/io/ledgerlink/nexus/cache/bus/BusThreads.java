package io.ledgerlink.nexus.cache.bus;

import io.ledgerlink.nexus.cache.support.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who applies messages and who keeps house.
 *
 * <p>The simulation and tests bring their own.
 */
public interface BusThreads extends AutoCloseable {

    /** Runs one task after the other, in this order. */
    void hear(Runnable task) throws RejectedExecutionException;

    /** Runs soon; tasks of the housekeeper never run side by side. */
    void keepHouse(Runnable task);

    /** Runs again and again. */
    void everyBeat(Duration beat, Runnable task);

    @Override
    void close();

    /** One daemon thread for each of the two, and a bounded queue for messages. */
    static BusThreads start(String name, int queue) {
        return new Owned(name, queue);
    }

    /** The threads of an ordinary instance. */
    final class Owned implements BusThreads {

        private static final Logger log = LoggerFactory.getLogger(Bus.class);

        private final ThreadPoolExecutor hearing;
        private final ScheduledExecutorService house;

        private Owned(String name, int queue) {
            this.hearing = new ThreadPoolExecutor(
                    1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), DaemonThreads.named(name + "-bus"));
            this.house = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named(name + "-house"));
        }

        @Override
        public void hear(Runnable task) {
            hearing.execute(task);
        }

        @Override
        public void keepHouse(Runnable task) {
            try {
                house.execute(guarded(task));
            } catch (RejectedExecutionException closed) {
                log.trace("Closed", closed);
            }
        }

        @Override
        public void everyBeat(Duration beat, Runnable task) {
            var unused =
                    house.scheduleWithFixedDelay(guarded(task), beat.toNanos(), beat.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            hearing.shutdownNow();
            house.shutdownNow();
        }

        private static Runnable guarded(Runnable task) {
            return () -> {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    log.error("The housekeeper of the cache failed; it goes on with its next round", e);
                }
            };
        }
    }
}
