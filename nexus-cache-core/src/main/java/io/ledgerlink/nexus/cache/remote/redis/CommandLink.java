package io.ledgerlink.nexus.cache.remote.redis;

import io.ledgerlink.nexus.cache.remote.RemoteTier.Listener;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;

/**
 * The connection for commands: opened in the background, then kept by Lettuce, and replaced where it answers nothing.
 *
 * <p>What is told to the listener is told under this object's lock, so that it comes in order; nothing that the listener's
 * owner calls takes the lock.
 */
final class CommandLink implements RedisConnectionStateListener {

    private final OwnClient client;
    private final Listener listener;
    private final Unanswered unanswered = new Unanswered();
    private volatile OwnClient.@Nullable Session session;
    private volatile @Nullable Throwable failure;
    private volatile boolean outworn;
    private volatile boolean closed;

    CommandLink(OwnClient client, Listener listener) {
        this.client = client;
        this.listener = listener;
    }

    /** Has the next {@link #keep} begin again on another connection where this one answers nothing: TCP may never notice. */
    void renewIfSilent() {
        if (unanswered.isLong()) {
            outworn = true;
        }
    }

    /** Connects where that is not so. Waits for the server; called by one thread at a time. */
    void keep() {
        if (outworn) {
            outworn = false;
            retire();
        }
        if (session != null || closed) {
            return;
        }
        try {
            begin(client.connect());
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void retire() {
        OwnClient.Session old = session;
        if (old != null) {
            lose();
            old.connection().closeAsync();
        }
    }

    private synchronized void lose() {
        session = null;
        unanswered.end();
        tellDisconnected();
    }

    private synchronized void begin(OwnClient.Session opened) {
        session = opened;
        tellConnected();
        if (!opened.connection().isOpen()) {
            tellDisconnected();
        }
    }

    /** Lettuce turns this off before it tells of the loss. */
    boolean available() {
        OwnClient.Session current = session;
        return !closed && current != null && current.connection().isOpen();
    }

    /** What the last attempt failed with, and the innermost cause, which names what is wrong. */
    String trouble() {
        Throwable outer = failure;
        if (outer == null || session != null) {
            return "";
        }
        Throwable inner = NestedExceptionUtils.getMostSpecificCause(outer);
        return inner == outer ? String.valueOf(outer.getMessage()) : outer.getMessage() + ": " + inner.getMessage();
    }

    /** Sends a command, or fails where none can be sent. */
    <T> CompletionStage<T> send(Function<OwnClient.Session, ? extends CompletionStage<T>> command) {
        return unanswered.on(command.apply(session()));
    }

    private OwnClient.Session session() {
        OwnClient.Session current = session;
        if (closed) {
            throw new RedisConnectionException("The remote tier is closed");
        }
        if (current == null) {
            throw new RedisConnectionException("Redis was not reached yet; it is tried every second", failure);
        }
        return current;
    }

    @Override
    public synchronized void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
        if (session != null && carriesCommands(connection)) {
            tellConnected();
        }
    }

    @Override
    public synchronized void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        if (session != null && carriesCommands(connection)) {
            tellDisconnected();
        }
    }

    /** In a cluster Lettuce opens one to each node, and others to ask for the topology. */
    private static boolean carriesCommands(RedisChannelHandler<?, ?> connection) {
        return connection instanceof StatefulConnection<?, ?> known && known.getCodec() == OwnClient.COMMAND_CODEC;
    }

    private void tellConnected() {
        if (!closed) {
            listener.connected();
        }
    }

    private void tellDisconnected() {
        if (!closed) {
            listener.disconnected();
        }
    }

    void close() {
        closed = true;
    }
}
