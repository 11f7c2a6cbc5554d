package io.ledgerlink.nexus.cache.remote.redis;

import io.ledgerlink.nexus.cache.remote.RemoteTier.Listener;
import io.ledgerlink.nexus.cache.remote.redis.OwnClient.Session;
import io.ledgerlink.nexus.cache.support.DaemonThreads;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** An open tier's two connections, and the threads that keep them. */
final class Links {

    private static final long PERIOD_MILLIS = 1000;

    private final OwnClient client;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CommandLink commands;
    private final BusLink bus;

    /** One thread for each link, because each waits for the server by itself. */
    private final ScheduledExecutorService commandKeeper =
            new ScheduledThreadPoolExecutor(1, DaemonThreads.named("nexus-cache-redis"));

    private final ScheduledExecutorService busKeeper =
            new ScheduledThreadPoolExecutor(1, DaemonThreads.named("nexus-cache-redis"));

    Links(OwnClient client, String channel, Listener listener) {
        this.client = client;
        this.commands = new CommandLink(client, listener);
        this.bus = new BusLink(client, channel, listener);
        client.listen(commands);
        client.listen(bus);
        commandKeeper.scheduleWithFixedDelay(commands::keep, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        busKeeper.scheduleWithFixedDelay(bus::keep, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    boolean available() {
        return commands.available();
    }

    String trouble() {
        return commands.trouble();
    }

    <T> CompletionStage<T> send(Function<Session, ? extends CompletionStage<T>> command) {
        return commands.send(command);
    }

    /** What made the bus fall silent may have silenced the commands too. */
    void resubscribe() {
        bus.renew();
        keepSoon(busKeeper, bus::keep);
        replaceIfSilent();
    }

    void replaceIfSilent() {
        commands.renewIfSilent();
        keepSoon(commandKeeper, commands::keep);
    }

    private static void keepSoon(ScheduledExecutorService keeper, Runnable task) {
        try {
            keeper.execute(task);
        } catch (RejectedExecutionException closed) {
            // There is nothing to keep any more.
        }
    }

    /** Lettuce does not bear to be shut down twice: whoever comes second does not wait. */
    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        commands.close();
        bus.close();
        commandKeeper.shutdownNow();
        busKeeper.shutdownNow();
        client.close();
    }
}
