package io.ledgerlink.nexus.cache.test.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out at once whether a container engine listens.
 *
 * <p>Testcontainers itself takes many seconds to find that there is none, so it is asked only after this.
 */
final class ContainerEngine {

    private static final int CONNECT_MILLIS = 2_000;

    private ContainerEngine() {}

    static boolean listens(Map<String, String> environment) {
        return addresses(environment).stream().anyMatch(ContainerEngine::accepts);
    }

    private static List<URI> addresses(Map<String, String> environment) {
        @Nullable String host = environment.get("DOCKER_HOST");
        if (host != null && !host.isBlank()) {
            return List.of(URI.create(host.strip()));
        }
        return Stream.of(
                        "/var/run/docker.sock",
                        environment.getOrDefault("XDG_RUNTIME_DIR", "/run") + "/docker.sock",
                        environment.getOrDefault("HOME", "") + "/.docker/run/docker.sock")
                .map(path -> URI.create("unix://" + path))
                .toList();
    }

    private static boolean accepts(URI address) {
        try {
            return "unix".equals(address.getScheme()) ? connects(Path.of(address.getPath())) : connects(address);
        } catch (IOException refused) {
            return false;
        }
    }

    private static boolean connects(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        }
    }

    private static boolean connects(URI address) throws IOException {
        if (address.getHost() == null || address.getPort() < 0) {
            return false;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MILLIS);
            return true;
        }
    }
}
