package io.ledgerlink.nexus.cache.test.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A TCP proxy in front of a local server, which can be as bad as a network can.
 *
 * <p>Orders come from one thread at a time.
 */
public final class BadNetwork implements AutoCloseable {

    private static final long DELAY = Duration.ofMillis(100).toNanos();
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private enum Mode {
        PASS,
        DELAY,
        SWALLOW
    }

    private final int target;
    private final int port;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.PASS;
    private volatile ServerSocket door;

    private BadNetwork(int target, ServerSocket door) {
        this.target = target;
        this.door = door;
        this.port = door.getLocalPort();
        welcome(door);
    }

    /** Begins to pass on what comes for the server at this port. */
    public static BadNetwork to(int port) {
        try {
            return new BadNetwork(port, open(0));
        } catch (IOException e) {
            throw new UncheckedIOException("The proxy found no port", e);
        }
    }

    private static ServerSocket open(int port) throws IOException {
        ServerSocket door = new ServerSocket();
        door.setReuseAddress(true);
        door.bind(new InetSocketAddress(LOOPBACK, port));
        return door;
    }

    /** Where clients are to connect. */
    public int port() {
        return port;
    }

    /** A started factory for the server behind; whoever asks destroys it. */
    public LettuceConnectionFactory connectionFactory() {
        return ConnectionFactories.standalone("redis://127.0.0.1:" + port);
    }

    /** Passes on what comes at once; what was swallowed is gone, and so are its connections, though nobody tells them. */
    public void pass() {
        mode = Mode.PASS;
    }

    /** Passes on what comes 100 ms later, there and back. */
    public void delay() {
        mode = Mode.DELAY;
    }

    /** Swallows what comes, and all that comes later on the same connections: neither side is told. */
    public void swallow() {
        mode = Mode.SWALLOW;
        links.forEach(link -> link.lost = true);
    }

    /** Resets all connections. */
    public void cut() {
        links.forEach(Link::close);
    }

    /** Resets all connections, and has nobody listen on the port. */
    public void refuse() {
        closeQuietly(door);
        cut();
    }

    /** Listens again. */
    public void accept() {
        Await.until("the proxy has its port again", () -> {
            try {
                door = open(port);
                return true;
            } catch (IOException taken) {
                return false;
            }
        });
        welcome(door);
    }

    private void welcome(ServerSocket open) {
        start(() -> {
            while (!open.isClosed()) {
                try {
                    Socket client = open.accept();
                    start(() -> connect(client));
                } catch (IOException closed) {
                    // The loop looks whether it is.
                }
            }
        });
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        Link link = new Link(client, server);
        links.add(link);
        if (mode == Mode.SWALLOW) {
            link.lost = true;
            link.pump(client, server);
            return;
        }
        try {
            server.connect(new InetSocketAddress(LOOPBACK, target), 5_000);
            start(() -> link.pump(server, client));
            link.pump(client, server);
        } catch (IOException away) {
            link.close();
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "bad-network");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closed) {
        try {
            closed.close();
        } catch (Exception gone) {
            // It is closed, which was all that was wanted.
        }
    }

    @Override
    public void close() {
        refuse();
    }

    /** One client's connection and its continuation to the server. */
    private final class Link {

        private final Socket client;
        private final Socket server;
        private volatile boolean lost;

        private Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private void pump(Socket from, Socket to) {
            byte[] bytes = new byte[65_536];
            try {
                InputStream in = from.getInputStream();
                int read;
                while ((read = in.read(bytes)) >= 0) {
                    pass(bytes, read, to);
                }
                close();
            } catch (IOException broken) {
                close();
            }
        }

        private void pass(byte[] bytes, int count, Socket to) throws IOException {
            if (mode == Mode.DELAY) {
                LockSupport.parkNanos(DELAY);
            }
            if (!lost) {
                OutputStream out = to.getOutputStream();
                out.write(bytes, 0, count);
                out.flush();
            }
        }

        private void close() {
            links.remove(this);
            reset(client);
            reset(server);
        }

        private static void reset(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException gone) {
                // A closed one needs none.
            }
            closeQuietly(socket);
        }
    }
}
