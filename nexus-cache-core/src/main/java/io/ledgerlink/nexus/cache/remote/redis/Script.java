package io.ledgerlink.nexus.cache.remote.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** A Lua script that the server is asked for by its digest, and is sent where the server does not have it. */
final class Script {

    static final Script EVICT = load("evict");
    static final Script SETTLE = load("settle");
    static final Script STORE = load("entry", "store");
    static final Script PUT = load("entry", "put");
    static final Script FOUND = load("entry", "found");
    static final Script TOUCH = load("entry", "touch");
    static final Script LEASE = load("entry", "leased", "lease");
    static final Script LAND = load("entry", "leased", "land");
    static final Script RENEW = load("leased", "renew");
    static final Script RELEASE = load("leased", "release");

    private final byte[] source;
    private final String digest;

    private Script(byte[] source) {
        this.source = source;
        this.digest = sha1(source);
    }

    CompletionStage<List<Object>> run(
            RedisClusterAsyncCommands<byte[], byte[]> commands, byte[][] keys, byte[][] arguments) {
        return commands.<List<Object>>evalsha(digest, ScriptOutputType.MULTI, keys, arguments)
                .exceptionallyCompose(failure -> failure instanceof RedisNoScriptException
                        ? commands.eval(source, ScriptOutputType.MULTI, keys, arguments)
                        : CompletableFuture.failedStage(failure));
    }

    /** The server runs all of it each time, so a script gets no more than it needs. */
    private static Script load(String... parts) {
        return new Script(
                (read("prelude") + '\n' + Arrays.stream(parts).map(Script::read).collect(Collectors.joining("\n")))
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String read(String name) {
        try (InputStream resource = Script.class.getResourceAsStream(name + ".lua")) {
            if (resource == null) {
                throw new IllegalStateException("The script " + name
                        + ".lua is missing from the jar of nexus-cache-core: build the jar with" + " its resources");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM lacks SHA-1, which every JVM has", e);
        }
    }
}
