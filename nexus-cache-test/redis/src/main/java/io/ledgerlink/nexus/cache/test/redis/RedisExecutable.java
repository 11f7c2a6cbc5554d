package io.ledgerlink.nexus.cache.test.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.core.ExecutableProvider;

/** A {@code redis-server} that can be started as a process, and where it was found. */
record RedisExecutable(Path path, String origin) {

    private static final Pattern VERSION = Pattern.compile("(\\w+) server v=(\\S+)");
    private static final Map<Path, String> VERSIONS = new ConcurrentHashMap<>();

    static Optional<RedisExecutable> onPath() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(found -> new RedisExecutable(found, "on the PATH"));
    }

    /** The binary that travels inside the embedded-redis jar, copied out once in a JVM. */
    static RedisExecutable embedded() {
        return Embedded.EXECUTABLE;
    }

    /** What it is and which version, such as {@code Valkey 9.1.2}; asked once in a JVM. */
    String version() {
        return VERSIONS.computeIfAbsent(path, executable -> askVersion());
    }

    private String askVersion() {
        try {
            Process asked = new ProcessBuilder(path.toString(), "--version").start();
            String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(answer);
            return version.find() ? version.group(1) + " " + version.group(2) : "unknown server: " + answer.strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Could not run " + path + ", which was found " + origin, e);
        }
    }

    private static RedisExecutable copyOut() {
        try {
            Path folder = Files.createTempDirectory("nexus-redis-binary");
            Leftovers.deleteAtExit(folder);
            Path file = ExecutableProvider.newJarResourceProvider(folder.toFile())
                    .get()
                    .toPath();
            return new RedisExecutable(file, "of the embedded-redis jar");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The embedded-redis jar holds no redis-server for this system; put redis-server on the PATH", e);
        }
    }

    private static final class Embedded {
        static final RedisExecutable EXECUTABLE = copyOut();
    }
}
