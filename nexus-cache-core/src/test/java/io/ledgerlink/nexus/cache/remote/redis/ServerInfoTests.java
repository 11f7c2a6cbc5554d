package io.ledgerlink.nexus.cache.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ledgerlink.nexus.cache.remote.RemoteTier.ServerIdentity;
import org.junit.jupiter.api.Test;

class ServerInfoTests {

    @Test
    void theUptimeIsWhatTheServerHasBeenRunningAtLeast() {
        assertThat(ServerInfo.parse("# Server\r\nrun_id:abc\r\nuptime_in_seconds:5\r\n"))
                .isEqualTo(new ServerIdentity("abc", 4_000));
        assertThat(ServerInfo.parse("run_id:abc\nuptime_in_seconds:1\n").uptimeMillis())
                .isZero();
        assertThat(ServerInfo.parse("run_id:abc\nuptime_in_seconds:0\n").uptimeMillis())
                .isZero();
    }

    @Test
    void anAnswerThatLacksAFieldSaysWhatToAllow() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ServerInfo.parse("run_id:abc"))
                .withMessageContaining("uptime_in_seconds")
                .withMessageContaining("@dangerous");
    }
}
