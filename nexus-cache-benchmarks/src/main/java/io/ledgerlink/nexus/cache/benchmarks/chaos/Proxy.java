package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.fixture.Await;
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

/** A TCP proxy that can be a bad network. Orders come from one thread at a time. */
final class Proxy implements AutoCloseable {

    private static final long DELAY = Duration.ofMillis(100).toNanos();
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** What happens to bytes. */
    enum Mode {
        PASS,
        /** They arrive 100 ms later, there and back. */
        DELAY,
        /** They vanish, and so do all later ones of the same connection: neither side is told. */
        SWALLOW
    }

    private final int target;
    private final int port;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.PASS;
    private volatile ServerSocket door;

    private Proxy(int target, ServerSocket door) {
        this.target = target;
        this.door = door;
        this.port = door.getLocalPort();
        welcome(door);
    }

    static Proxy to(int port) {
        try {
            return new Proxy(port, open(0));
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

    int port() {
        return port;
    }

    void mode(Mode mode) {
        this.mode = mode;
    }

    /** Resets all connections. */
    void cut() {
        links.forEach(Link::close);
    }

    /** Resets all connections, and has nobody listen on the port. */
    void refuse() {
        closeQuietly(door);
        cut();
    }

    /** Listens again. */
    void accept() {
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
        Thread thread = new Thread(task, "chaos-proxy");
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
            lost |= mode == Mode.SWALLOW;
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
