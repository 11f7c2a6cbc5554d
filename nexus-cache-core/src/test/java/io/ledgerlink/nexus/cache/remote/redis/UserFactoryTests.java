package io.ledgerlink.nexus.cache.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisSocketConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class UserFactoryTests {

    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(1234);

    private final ClientOptions userOptions = ClientOptions.builder()
            .autoReconnect(false)
            .socketOptions(
                    SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
            .build();

    @Test
    void refusesAFactoryThatIsNotLettuces() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisRemoteTier.on(mock(RedisConnectionFactory.class), "bus"))
                .withMessageStartingWith("The cache needs Lettuce, but the Redis connection factory is a ")
                .withMessageContaining("give a LettuceConnectionFactory");
    }

    @Test
    void refusesFixedReplicas() {
        LettuceConnectionFactory factory =
                new LettuceConnectionFactory(new RedisStaticMasterReplicaConfiguration("localhost", 6379));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisRemoteTier.on(factory, "bus"))
                .withMessageContaining("RedisStaticMasterReplicaConfiguration")
                .withMessageContaining("RedisStandaloneConfiguration");
    }

    @Test
    void goesWhereTheFactoryGoesHoweverItWasMade() {
        RedisStandaloneConfiguration standalone = new RedisStandaloneConfiguration("redis.example", 7000);

        for (RedisConfiguration server : List.of(
                standalone,
                new RedisSocketConfiguration("/run/redis.sock"),
                new RedisSentinelConfiguration().master("main"),
                new RedisClusterConfiguration(List.of("a:1")))) {
            assertThat(UserFactory.of(new LettuceConnectionFactory(server)).server())
                    .isSameAs(server);
        }
        assertThat(UserFactory.of(new LettuceConnectionFactory(standalone)).server())
                .isSameAs(standalone);
    }

    @Test
    void readsFromPrimariesOnlyWhateverTheUserReadsFrom() {
        assertThat(own(user().readFrom(ReadFrom.REPLICA), false).getReadFrom()).isEmpty();
    }

    @Test
    void refusesCommandsWhileDisconnectedAndKeepsTheUsersOtherOptions() {
        for (boolean cluster : new boolean[] {false, true}) {
            ClientOptions options = own(user(), cluster).getClientOptions().orElseThrow();

            assertThat(options.getDisconnectedBehavior()).isEqualTo(DisconnectedBehavior.REJECT_COMMANDS);
            assertThat(options.isAutoReconnect()).isTrue();
            assertThat(options.getSocketOptions().getConnectTimeout()).isEqualTo(CONNECT_TIMEOUT);
        }
    }

    @Test
    void refreshesAClustersTopologyUnlessTheUserSaysHow() {
        ClusterTopologyRefreshOptions ofAPeriod = ClusterTopologyRefreshOptions.builder()
                .enablePeriodicRefresh(Duration.ofSeconds(7))
                .build();
        ClusterTopologyRefreshOptions never = ClusterTopologyRefreshOptions.builder()
                .disableAllAdaptiveRefreshTriggers()
                .build();

        assertThat(refresh(own(user(), true)).isPeriodicRefreshEnabled()).isTrue();
        assertThat(refresh(own(user(), true)).getAdaptiveRefreshTriggers()).isNotEmpty();
        assertThat(refresh(own(user(ofAPeriod), true))).isSameAs(ofAPeriod);
        assertThat(refresh(own(user(never), true))).isSameAs(never);
    }

    private static LettuceClientConfiguration.LettuceClientConfigurationBuilder user(
            ClusterTopologyRefreshOptions refresh) {
        return LettuceClientConfiguration.builder()
                .clientOptions(ClusterClientOptions.builder()
                        .topologyRefreshOptions(refresh)
                        .build());
    }

    private static ClusterTopologyRefreshOptions refresh(OwnConfiguration own) {
        return ((ClusterClientOptions) own.getClientOptions().orElseThrow()).getTopologyRefreshOptions();
    }

    @Test
    void waitsForAConnectionNoLongerThanThreeSeconds() {
        for (long seconds : new long[] {0, 3, 60}) {
            assertThat(own(user().commandTimeout(Duration.ofSeconds(seconds)), false)
                            .getCommandTimeout())
                    .hasSeconds(3);
        }
        assertThat(own(user().commandTimeout(Duration.ofSeconds(2)), false).getCommandTimeout())
                .hasSeconds(2);
    }

    @Test
    void namesItsConnections() {
        assertThat(own(user(), false).getClientName()).contains("nexus-cache");
        assertThat(own(user().clientName("ledger"), false).getClientName()).contains("ledger-nexus-cache");
    }

    @Test
    void leavesTheUsersResourcesOpen() {
        ClientResources shared = ClientResources.create();
        OwnResources own = new OwnResources(shared);

        assertThat(own.shutdown().isSuccess()).isTrue();

        assertThat(shared.eventExecutorGroup().isShuttingDown()).isFalse();
        assertThat(own.reconnectDelay()).isSameAs(OwnResources.RECONNECT_DELAY);
        assertThat(own.reconnectDelay().createDelay(30)).isEqualTo(Duration.ofSeconds(1));
        shared.shutdown();
    }

    private LettuceClientConfiguration.LettuceClientConfigurationBuilder user() {
        return LettuceClientConfiguration.builder().clientOptions(userOptions);
    }

    private static OwnConfiguration own(
            LettuceClientConfiguration.LettuceClientConfigurationBuilder user, boolean cluster) {
        return new OwnConfiguration(user.build(), cluster, mock(ClientResources.class));
    }
}
