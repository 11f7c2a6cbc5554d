package io.ledgerlink.nexus.cache.remote.redis;

import io.lettuce.core.event.EventBus;
import io.lettuce.core.event.EventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.resource.SocketAddressResolver;
import io.lettuce.core.tracing.Tracing;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.Timer;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The user's threads and buses, with reconnecting that is tried about every second.
 *
 * <p>They are the user's: shutting this down leaves them open.
 */
record OwnResources(ClientResources shared) implements ClientResources {

    /** Lettuce's default grows to half a minute, which a cache that is off should not wait for. */
    static final Delay RECONNECT_DELAY =
            Delay.exponential(Duration.ofMillis(10), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS);

    @Override
    public Delay reconnectDelay() {
        return RECONNECT_DELAY;
    }

    @Override
    public Future<Boolean> shutdown() {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
        return shutdown();
    }

    @Override
    public Builder mutate() {
        return shared.mutate();
    }

    @Override
    public AddressResolverGroup<?> addressResolverGroup() {
        return shared.addressResolverGroup();
    }

    @Override
    public EventPublisherOptions commandLatencyPublisherOptions() {
        return shared.commandLatencyPublisherOptions();
    }

    @Override
    public CommandLatencyRecorder commandLatencyRecorder() {
        return shared.commandLatencyRecorder();
    }

    @Override
    public int computationThreadPoolSize() {
        return shared.computationThreadPoolSize();
    }

    @Override
    public EventBus eventBus() {
        return shared.eventBus();
    }

    @Override
    public EventLoopGroupProvider eventLoopGroupProvider() {
        return shared.eventLoopGroupProvider();
    }

    @Override
    public EventExecutorGroup eventExecutorGroup() {
        return shared.eventExecutorGroup();
    }

    @Override
    public int ioThreadPoolSize() {
        return shared.ioThreadPoolSize();
    }

    @Override
    public NettyCustomizer nettyCustomizer() {
        return shared.nettyCustomizer();
    }

    @Override
    public SocketAddressResolver socketAddressResolver() {
        return shared.socketAddressResolver();
    }

    @Override
    public Timer timer() {
        return shared.timer();
    }

    @Override
    public Tracing tracing() {
        return shared.tracing();
    }
}
