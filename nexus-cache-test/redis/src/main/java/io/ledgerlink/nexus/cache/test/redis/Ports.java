package io.ledgerlink.nexus.cache.test.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports for servers.
 *
 * <p>They lie below the range that systems give to outgoing connections, so that no client's socket takes the port of a
 * server that is down for a moment; and so low that the cluster bus, 10,000 above, lies below it too.
 */
final class Ports {

    static final int CLUSTER_BUS_OFFSET = 10_000;

    private static final int FIRST = 12_000;
    private static final int LAST = 22_000;

    private Ports() {}

    static int free() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = random.nextInt(FIRST, LAST);
            if (isFree(port) && isFree(port + CLUSTER_BUS_OFFSET)) {
                return port;
            }
        }
        throw new IllegalStateException("No free loopback port between " + FIRST + " and " + LAST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
