package io.ledgerlink.nexus.cache.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerInfoTests {

    private static final String NO_HISTORY = "master_replid2:0000000000000000000000000000000000000000\r\n";

    @Test
    void theUptimeIsWhatTheServerHasBeenRunningAtLeast() {
        assertThat(ServerInfo.parse("# Server\r\nrun_id:abc\r\nuptime_in_seconds:5\r\n", ""))
                .isEqualTo(new ServerIdentity("abc", 4_000, Set.of(), "Redis"));
        assertThat(ServerInfo.parse("run_id:abc\nuptime_in_seconds:1\n", "").uptimeMillis())
                .isZero();
        assertThat(ServerInfo.parse("run_id:abc\nuptime_in_seconds:0\n", "").uptimeMillis())
                .isZero();
    }

    @Test
    void theHistoriesAreTheServersOwnAndTheOneThatItGoesOnFrom() {
        String server = "run_id:abc\r\nuptime_in_seconds:5\r\n";
        assertThat(ServerInfo.parse(server, "# Replication\r\nmaster_replid:one\r\nmaster_replid2:two\r\n")
                        .histories())
                .containsExactlyInAnyOrder("one", "two");
        assertThat(ServerInfo.parse(server, "master_replid:one\r\n" + NO_HISTORY)
                        .histories())
                .containsExactly("one");
    }

    @Test
    void theProductIsWhatTheServerSaysOfItself() {
        String server = "run_id:abc\r\nuptime_in_seconds:5\r\n";
        assertThat(ServerInfo.parse(server + "redis_version:6.2.13\r\n", "").product())
                .isEqualTo("Redis 6.2.13");
        assertThat(ServerInfo.parse(
                                server + "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:9.1.2\r\n", "")
                        .product())
                .isEqualTo("Valkey 9.1.2");
    }

    @Test
    void anAnswerThatLacksAFieldSaysWhatToAllow() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ServerInfo.parse("run_id:abc", ""))
                .withMessageContaining("uptime_in_seconds")
                .withMessageContaining("@dangerous");
        assertThatIllegalStateException()
                .isThrownBy(() -> ServerInfo.parse("redis_version:7.2.4\r\nvalkey_version:9.1.2\r\n", ""))
                .withMessageStartingWith("Valkey 9.1.2 answered INFO server without ");
    }
}
