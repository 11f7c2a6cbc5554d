package io.ledgerlink.nexus.cache.test.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

class RedisServerTests {

    private static final String NAME = RedisProcesses.executable().version();

    private final RedisServer server = RedisServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersCommandsAsText() {
        assertThat(server.cli("SET", "k", "ä\r\n€")).isEqualTo("OK");
        assertThat(server.cli("GET", "k")).isEqualTo("ä\r\n€");
        assertThat(server.cli("GET", "absent")).isEqualTo("(nil)");
        assertThat(server.cli("INCR", "n")).isEqualTo("1");
        assertThat(server.cli("MGET", "n", "absent")).isEqualTo("1\n(nil)");
    }

    @Test
    void throwsTheErrorThatRedisAnswers() {
        assertThatExceptionOfType(RedisErrorException.class)
                .isThrownBy(() -> server.cli("NONSENSE"))
                .withMessageStartingWith("ERR unknown command")
                .withMessageEndingWith(" (" + NAME + " on port " + server.port() + ")");
    }

    @Test
    void servesAConnectionFactory() {
        LettuceConnectionFactory factory = server.connectionFactory();
        new StringRedisTemplate(factory).opsForValue().set("k", "v");
        factory.destroy();

        assertThat(server.cli("GET", "k")).isEqualTo("v");
    }

    @Test
    void startsWithTheArgumentsItIsGivenAndKeepsThem() {
        try (RedisServer small = RedisServer.start("--maxmemory", "10mb")) {
            small.restart();

            assertThat(small.cli("CONFIG", "GET", "maxmemory")).isEqualTo("maxmemory\n10485760");
        }
    }

    @Test
    void saysWhyItDidNotStart() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisServer.start("--no-such-setting", "1"))
                .withMessageContaining("no-such-setting")
                .withMessageStartingWith(NAME + " on port ");
    }

    @Test
    void forgetsOnRestartWhatWasNotSaved() {
        server.cli("SET", "k", "v");

        server.restart();

        assertThat(server.cli("EXISTS", "k")).isEqualTo("0");
    }

    @Test
    void comesBackFromAKillWithWhatWasSavedAndNothingElse() {
        server.cli("SET", "saved", "v");
        server.cli("SAVE");
        server.cli("SET", "later", "v");
        int port = server.port();
        long pid = server.pid();

        server.kill();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        server.startAgain();

        assertThat(server.port()).isEqualTo(port);
        assertThat(server.pid()).isNotEqualTo(pid);
        assertThat(server.cli("EXISTS", "saved")).isEqualTo("1");
        assertThat(server.cli("EXISTS", "later")).isEqualTo("0");
    }

    @Test
    void keepsEverythingWhenItStopsSaving() {
        server.cli("SET", "k", "v");

        server.stopSaving();
        server.startAgain();

        assertThat(server.cli("GET", "k")).isEqualTo("v");
    }

    @Test
    void acceptsConnectionsButDoesNotAnswerWhileFrozen() throws IOException {
        server.freeze();
        try (RespConnection connection = RespConnection.open(server.host(), server.port(), Duration.ofMillis(200))) {
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> connection.send(List.of("PING")));
        }

        server.thaw();

        assertThat(server.cli("PING")).isEqualTo("PONG");
    }

    @Test
    void canBeStoppedAndClosedWhileFrozen() {
        server.freeze();
        server.stop();
        server.startAgain();
        long pid = server.pid();
        server.freeze();

        server.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    void refusesConnectionsWhileStoppedAndCommandsOfTheFixtureSaySo() {
        server.stop();

        assertThat(server.isRunning()).isFalse();
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> server.cli("PING"))
                .withMessageContaining("did not answer PING");
        assertThatIllegalStateException().isThrownBy(server::kill).withMessageContaining("startAgain()");
    }

    @Test
    void refusesToStartTwice() {
        assertThatIllegalStateException().isThrownBy(server::startAgain).withMessageContaining("stop or kill it first");
    }

    @Test
    void leavesNeitherProcessNorFolderWhenClosed() {
        Path folder = Path.of(
                server.cli("CONFIG", "GET", "dir").lines().skip(1).findFirst().orElseThrow());
        long pid = server.pid();
        assertThat(folder).isDirectory();

        server.close();

        assertThat(folder).doesNotExist();
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    void startsTheBinaryOfTheEmbeddedRedisJar() {
        try (RedisServer embedded = RedisServer.start(RedisExecutable.embedded(), List.of())) {
            assertThat(embedded.cli("INFO", "server")).contains("redis_version:6.2.");
        }
    }

    @Test
    void isToldApartFromAForeignServerOnItsPort(@TempDir Path folder) {
        server.stop();
        String executable = RedisProcesses.executable().path().toString();
        List<String> command = List.of(executable, "--port", Integer.toString(server.port()), "--save", "");
        ServerProcess foreign = ServerProcess.start("A foreign server", command, folder);
        try {
            Await.until(Duration.ofSeconds(20), this::pings, foreign::endOfLog);

            assertThatExceptionOfType(PortTakenException.class).isThrownBy(server::startAgain);
        } finally {
            foreign.kill();
        }
    }

    private boolean pings() {
        try {
            return server.cli("PING").equals("PONG");
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }
}
