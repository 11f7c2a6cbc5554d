package io.ledgerlink.nexus.cache.test.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeftoversTests {

    @Test
    void neitherProcessNorFolderOutlivesAJvmThatDidNotCloseItsServer() throws IOException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Forgetful.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.onExit().join().exitValue()).isZero();
        List<String> said = output.lines()
                .filter(line -> line.startsWith(Forgetful.MARK))
                .map(line -> line.substring(Forgetful.MARK.length()))
                .toList();

        assertThat(said).hasSize(2);
        assertThat(ProcessHandle.of(Long.parseLong(said.get(0)))).isEmpty();
        assertThat(Path.of(said.get(1))).doesNotExist();
    }

    static final class Forgetful {

        static final String MARK = "left: ";

        private Forgetful() {}

        @SuppressWarnings("resource") // that is the point
        public static void main(String[] args) {
            RedisServer server = RedisServer.start();
            System.out.println(MARK + server.pid());
            System.out.println(MARK
                    + server.cli("CONFIG", "GET", "dir")
                            .lines()
                            .skip(1)
                            .findFirst()
                            .orElseThrow());
        }
    }
}
