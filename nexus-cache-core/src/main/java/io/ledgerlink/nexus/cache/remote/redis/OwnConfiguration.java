package io.ledgerlink.nexus.cache.remote.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Optional;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

/**
 * The user's client configuration, changed where the cache needs another behaviour.
 *
 * <p>A server that takes a connection and says nothing is given up after a few seconds, so that another node is tried:
 * nothing else depends on the command timeout, for whoever sends commands keeps the deadlines.
 *
 * <p>Commands fail at once while disconnected and are never replayed: a late eviction is the owner's to send. Nothing is
 * read from replicas, whose stamps may be old. The topology of a cluster is refreshed periodically, unless the user said
 * when it is.
 */
record OwnConfiguration(LettuceClientConfiguration user, boolean cluster, ClientResources resources)
        implements LettuceClientConfiguration {

    private static final Duration REFRESH_PERIOD = Duration.ofSeconds(30);
    private static final Duration LONGEST_GREETING = Duration.ofSeconds(3);
    private static final String NAME = "nexus-cache";

    @Override
    public Optional<ClientOptions> getClientOptions() {
        ClientOptions options = user.getClientOptions().orElseGet(ClientOptions::create);
        return Optional.of(
                cluster ? clusterOptions(options) : refusing(options.mutate()).build());
    }

    private static ClientOptions clusterOptions(ClientOptions options) {
        ClusterClientOptions.Builder builder = ClusterClientOptions.builder(options);
        ClusterTopologyRefreshOptions refresh = builder.build().getTopologyRefreshOptions();
        return refusing(saysHow(refresh) ? builder : builder.topologyRefreshOptions(periodic(refresh)))
                .build();
    }

    private static boolean saysHow(ClusterTopologyRefreshOptions refresh) {
        return refresh.isPeriodicRefreshEnabled()
                || !refresh.getAdaptiveRefreshTriggers()
                        .equals(ClusterTopologyRefreshOptions.DEFAULT_ADAPTIVE_REFRESH_TRIGGERS);
    }

    private static ClusterTopologyRefreshOptions periodic(ClusterTopologyRefreshOptions refresh) {
        return ClusterTopologyRefreshOptions.builder()
                .enablePeriodicRefresh(REFRESH_PERIOD)
                .adaptiveRefreshTriggersTimeout(refresh.getAdaptiveRefreshTimeout())
                .closeStaleConnections(refresh.isCloseStaleConnections())
                .dynamicRefreshSources(refresh.useDynamicRefreshSources())
                .refreshTriggersReconnectAttempts(refresh.getRefreshTriggersReconnectAttempts())
                .build();
    }

    private static ClientOptions.Builder refusing(ClientOptions.Builder builder) {
        return builder.autoReconnect(true).disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
    }

    @Override
    public Optional<ReadFrom> getReadFrom() {
        return Optional.empty();
    }

    @Override
    public Optional<String> getClientName() {
        return Optional.of(user.getClientName().map(name -> name + '-' + NAME).orElse(NAME));
    }

    @Override
    public Optional<ClientResources> getClientResources() {
        return Optional.of(resources);
    }

    @Override
    public boolean isUseSsl() {
        return user.isUseSsl();
    }

    @Override
    public boolean isVerifyPeer() {
        return user.isVerifyPeer();
    }

    @Override
    public SslVerifyMode getVerifyMode() {
        return user.getVerifyMode();
    }

    @Override
    public boolean isStartTls() {
        return user.isStartTls();
    }

    @Override
    public Optional<RedisCredentialsProviderFactory> getRedisCredentialsProviderFactory() {
        return user.getRedisCredentialsProviderFactory();
    }

    /** Bounds a connection's first commands too: a server or a network that swallows them is not waited for any longer. */
    @Override
    public Duration getCommandTimeout() {
        Duration wanted = user.getCommandTimeout();
        return wanted.isZero() || wanted.compareTo(LONGEST_GREETING) > 0 ? LONGEST_GREETING : wanted;
    }

    @Override
    public Duration getShutdownTimeout() {
        return user.getShutdownTimeout();
    }

    @Override
    public Duration getShutdownQuietPeriod() {
        return user.getShutdownQuietPeriod();
    }
}
