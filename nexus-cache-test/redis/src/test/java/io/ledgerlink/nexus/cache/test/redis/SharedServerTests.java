package io.ledgerlink.nexus.cache.test.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedServerTests {

    private static final SharedServer CONTAINER = new SharedServer("redis://c:1", "container");
    private static final SharedServer PROCESS = new SharedServer("redis://p:1", "process");
    private static final Map<String, String> NAMED = Map.of("NEXUS_TEST_REDIS", "redis://named:1");

    @Test
    void isTheNamedOneBeforeAnyOther() {
        assertThat(choose(NAMED, null, true).uri()).isEqualTo("redis://named:1");
    }

    @Test
    void isAContainerBeforeAProcess() {
        assertThat(choose(Map.of(), null, true)).isEqualTo(CONTAINER);
    }

    @Test
    void isAProcessWhereNoContainerCanBeHad() {
        assertThat(choose(Map.of(), null, false)).isEqualTo(PROCESS);
    }

    @Test
    void isOfTheForcedOriginEvenIfOneIsNamed() {
        assertThat(choose(NAMED, RedisOrigin.CONTAINER, true)).isEqualTo(CONTAINER);
        assertThat(choose(NAMED, RedisOrigin.PATH, true)).isEqualTo(PROCESS);
        assertThat(choose(NAMED, RedisOrigin.EMBEDDED, true)).isEqualTo(PROCESS);
    }

    @Test
    void isRefusedWhereAForcedContainerCannotBeHad() {
        assertThatIllegalStateException()
                .isThrownBy(() -> choose(Map.of(), RedisOrigin.CONTAINER, false))
                .withMessage("NEXUS_TEST_REDIS_FROM is container, but none here");
    }

    @Test
    void isRefusedWithTls() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SharedServer("rediss://h:1", "x"))
                .withMessageContaining("write redis://HOST:PORT");
    }

    @Test
    void answersWithTheUserAndDatabaseOfItsUri() {
        try (RedisServer redis = RedisServer.start()) {
            redis.cli("ACL", "SETUSER", "tester", "on", ">secret", "~*", "+@all");
            redis.cli("ACL", "SETUSER", "default", "off");

            SharedServer shared = new SharedServer("redis://tester:secret@127.0.0.1:" + redis.port() + "/3", "x");

            assertThat(shared.cli(List.of("ACL", "WHOAMI"))).isEqualTo("tester");
            assertThat(shared.cli(List.of("CLIENT", "LIST"))).contains(" db=3 ");
        }
    }

    @Test
    void originsAreWrittenInWords() {
        assertThat(RedisOrigin.parse(" Path ")).isEqualTo(RedisOrigin.PATH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisOrigin.parse("docker"))
                .withMessageContaining("write container, path or embedded");
    }

    @Test
    void containerEngineListensOnlyWhereASocketAccepts(@TempDir Path folder) throws IOException {
        Path socket = folder.resolve("engine.sock");
        Map<String, String> unix = Map.of("DOCKER_HOST", "unix://" + socket);
        try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.bind(UnixDomainSocketAddress.of(socket));
            assertThat(ContainerEngine.listens(unix)).isTrue();
        }
        assertThat(ContainerEngine.listens(unix))
                .as("left behind by a dead engine")
                .isFalse();
        Files.delete(socket);
        assertThat(ContainerEngine.listens(unix)).isFalse();
    }

    @Test
    void containerEngineMayListenOnAPort() throws IOException {
        Map<String, String> tcp;
        try (ServerSocket engine = new ServerSocket(Ports.free())) {
            tcp = Map.of("DOCKER_HOST", "tcp://127.0.0.1:" + engine.getLocalPort());
            assertThat(ContainerEngine.listens(tcp)).isTrue();
        }
        assertThat(ContainerEngine.listens(tcp)).isFalse();
    }

    private static SharedServer choose(Map<String, String> environment, @Nullable RedisOrigin forced, boolean engine) {
        return SharedServer.choose(environment, Optional.ofNullable(forced), new SharedServer.Origins() {
            @Override
            public SharedServer container() throws ContainerUnavailableException {
                if (!engine) {
                    throw new ContainerUnavailableException("none here");
                }
                return CONTAINER;
            }

            @Override
            public SharedServer process() {
                return PROCESS;
            }
        });
    }
}
