package io.ledgerlink.sample.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import redis.embedded.RedisServer;

/**
 * A Redis for those who have none at hand: the first instance on a machine starts it, the next ones find it.
 *
 * <p>It ends with the instance that started it, which shows the others what it is like without Redis.
 */
final class EmbeddedRedis implements DataRedisConnectionDetails, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedRedis.class);

    private final String host = InetAddress.getLoopbackAddress().getHostAddress();
    private final int port;
    private final @Nullable RedisServer own;

    EmbeddedRedis(int port) throws IOException {
        this.port = port;
        this.own = listening() ? null : start();
        log.info("{} the embedded Redis on port {}", own != null ? "Started" : "Found", port);
    }

    private boolean listening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 500);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    private RedisServer start() throws IOException {
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .bind(host)
                .setting("save \"\"")
                .setting("appendonly no")
                .build();
        server.start();
        return server;
    }

    @Override
    public Standalone getStandalone() {
        return Standalone.of(host, port);
    }

    @Override
    public void destroy() throws IOException {
        if (own != null) {
            own.stop();
        }
    }
}
