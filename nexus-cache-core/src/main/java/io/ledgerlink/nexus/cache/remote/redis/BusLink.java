package io.ledgerlink.nexus.cache.remote.redis;

import io.ledgerlink.nexus.cache.remote.RemoteTier.Listener;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The subscription: opened in the background, then kept by Lettuce, which subscribes again after it reconnected.
 *
 * <p>What is told to the listener about the subscription is told under this object's lock, so that it comes in order;
 * nothing that the listener's owner calls takes the lock. Messages are told without it, from one thread at a time.
 */
final class BusLink implements RedisConnectionStateListener {

    private final OwnClient client;
    private final Listener listener;
    private final byte[] channel;
    private volatile @Nullable Subscription current;
    private volatile boolean outworn;
    private volatile boolean closed;

    BusLink(OwnClient client, String channel, Listener listener) {
        this.client = client;
        this.channel = channel.getBytes(StandardCharsets.UTF_8);
        this.listener = listener;
    }

    /** Has the next {@link #keep} begin again on another connection. */
    void renew() {
        outworn = true;
    }

    /** Subscribes where that is not so. Waits for the server; called by one thread at a time. */
    void keep() {
        if (outworn) {
            outworn = false;
            retire();
        }
        Subscription subscription = current;
        if (closed) {
            return;
        }
        if (subscription == null) {
            begin();
        } else if (!subscription.acknowledged && subscription.connection.isOpen()) {
            // Lettuce asks once after it reconnected, and a server that is still loading refuses.
            subscription.ask();
        }
    }

    private void begin() {
        try {
            Subscription subscription = new Subscription(client.connectBus());
            subscription.connection.addListener(subscription);
            current = subscription;
            subscription.ask();
        } catch (RuntimeException unreachable) {
            // Tried again in a second; why it failed is told where commands are sent.
        }
    }

    private void retire() {
        Subscription old = current;
        if (old != null) {
            lost(old);
            current = null;
            old.connection.closeAsync();
        }
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        Subscription subscription = current;
        if (subscription != null && subscription.connection == connection) {
            lost(subscription);
        }
    }

    /** Told once, though it is acknowledged twice where {@link #keep} and Lettuce have both asked. */
    private synchronized void acknowledged(Subscription subscription) {
        if (subscription == current && !subscription.acknowledged && !closed) {
            subscription.acknowledged = true;
            listener.subscribed();
        }
    }

    private synchronized void lost(Subscription subscription) {
        if (subscription == current && subscription.acknowledged && !closed) {
            subscription.acknowledged = false;
            listener.unsubscribed();
        }
    }

    void close() {
        closed = true;
    }

    /** One connection's subscription. */
    private final class Subscription extends RedisPubSubAdapter<byte[], byte[]> {

        private final StatefulRedisPubSubConnection<byte[], byte[]> connection;
        private volatile boolean acknowledged;

        Subscription(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
            this.connection = connection;
        }

        void ask() {
            connection.async().subscribe(channel);
        }

        @Override
        public void subscribed(byte[] channel, long count) {
            acknowledged(this);
        }

        @Override
        public void message(byte[] channel, byte[] message) {
            if (this == current && !closed) {
                listener.message(new String(message, StandardCharsets.UTF_8));
            }
        }
    }
}
