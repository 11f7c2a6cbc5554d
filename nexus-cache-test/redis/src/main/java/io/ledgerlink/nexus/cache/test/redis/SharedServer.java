package io.ledgerlink.nexus.cache.test.redis;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The server that the tests of a JVM share, and where it comes from. */
record SharedServer(String uri, String origin) {

    /** Environment variable with the URI of a running Redis that the tests may use. */
    static final String URI_VARIABLE = "NEXUS_TEST_REDIS";

    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

    SharedServer {
        RedisURI parsed = RedisURI.create(uri);
        if (parsed.isSsl() || parsed.getHost() == null) {
            throw new IllegalArgumentException(
                    URI_VARIABLE + " must be the address of one server without TLS; write redis://HOST:PORT");
        }
    }

    /** Goes through the origins in their order; a forced one is the only one, and must work. */
    static SharedServer choose(Map<String, String> environment, Optional<RedisOrigin> forced, Origins origins) {
        String uri = environment.getOrDefault(URI_VARIABLE, "");
        if (forced.isEmpty() && !uri.isBlank()) {
            return new SharedServer(uri.strip(), URI_VARIABLE);
        }
        if (forced.isPresent() && forced.get() != RedisOrigin.CONTAINER) {
            return origins.process();
        }
        try {
            return origins.container();
        } catch (ContainerUnavailableException e) {
            if (forced.isPresent()) {
                throw new IllegalStateException(RedisOrigin.VARIABLE + " is container, but " + e.getMessage(), e);
            }
            System.out.println("Test Redis, not a container: " + e.getMessage());
            return origins.process();
        }
    }

    String cli(List<String> command) {
        RedisURI address = RedisURI.create(uri);
        try (RespConnection connection = RespConnection.open(address.getHost(), address.getPort(), COMMAND_TIMEOUT)) {
            authenticate(connection, address);
            connection.send(List.of("SELECT", Integer.toString(address.getDatabase())));
            return connection.send(command);
        } catch (IOException e) {
            throw new UncheckedIOException("The shared Redis (" + origin + ") did not answer " + command.get(0), e);
        }
    }

    private static void authenticate(RespConnection connection, RedisURI address) throws IOException {
        RedisCredentials credentials =
                address.getCredentialsProvider().resolveCredentials().block();
        if (credentials != null && credentials.hasPassword()) {
            String user = credentials.hasUsername() ? credentials.getUsername() : "default";
            connection.send(List.of("AUTH", user, new String(credentials.getPassword())));
        }
    }

    /** Ways to start a server where none is named. */
    interface Origins {

        SharedServer container() throws ContainerUnavailableException;

        SharedServer process();
    }
}
