package io.ledgerlink.nexus.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's module sees what a service's code names, and nothing else. */
class UsersModuleTests {

    /** What a user has who adds core: its dependencies that are not optional. */
    private static final Pattern DEPENDENCIES = Pattern.compile(
            "(jspecify|caffeine|spring-data-(redis|keyvalue|commons)|spring-(core|beans|context|aop|expression|tx|oxm)"
                    + "|lettuce-core|redis-authx-core|netty-[a-z-]+|reactor-core|reactive-streams"
                    + "|jackson-(core|databind|annotations)|slf4j-api|commons-logging|micrometer-(commons|observation))"
                    + "-[0-9].*\\.jar");

    private static final String MODULE = "module app { requires io.ledgerlink.nexus.cache; }";

    private static final String MAIN = """
            package app;

            import io.ledgerlink.nexus.cache.CacheKey;
            import io.ledgerlink.nexus.cache.CachePolicy;
            import io.ledgerlink.nexus.cache.NexusCache;
            import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
            import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
            import java.util.concurrent.atomic.AtomicInteger;

            public class Main {

                public static void main(String[] arguments) {
                    AtomicInteger loads = new AtomicInteger();
                    try (NexusCache cache = NexusCacheBuilder.named("app")
                            .inMemory(new InMemoryRemote())
                            .defaults(CachePolicy.defaults())
                            .build()) {
                        CacheKey key = CacheKey.builder("ledger").tenant("t1").query("balance").build();
                        cache.get(key, Integer.class, loads::incrementAndGet);
                        cache.get(key, Integer.class, loads::incrementAndGet);
                        cache.evictor().evictTenant("t1");
                        cache.get(key, Integer.class, loads::incrementAndGet);
                    }
                    System.out.println("loads: " + loads);
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void compilesAndRuns() throws Exception {
        assertThat(compile(MAIN)).isEmpty();
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-p",
                        modulePath() + File.pathSeparator + folder.resolve("classes"),
                        "-m",
                        "app/app.Main")
                .redirectErrorStream(true)
                .start();
        String printed = new String(java.getInputStream().readAllBytes());
        assertThat(java.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(printed).contains("loads: 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "engine.Engine",
                "load.Waiting",
                "evict.InTransaction",
                "tier.Tiers",
                "bus.Bus",
                "remote.RemoteTier",
                "stamp.Scope",
                "entry.EntryCodec",
                "value.Unmodifiable",
                "key.KeyText",
                "local.LocalEntry",
                "metrics.CacheCounters",
                "method.BeanMethod",
                "aspect.CachedQueries",
                "eviction.EvictingCommands"
            })
    void doesNotSeeWhatTheLibraryKeepsToItself(String type) throws IOException {
        String naming = "package app; class Naming { io.ledgerlink.nexus.cache." + type + " named; }";
        assertThat(compile(naming))
                .contains("package io.ledgerlink.nexus.cache." + type.split("\\.")[0] + " is not visible");
    }

    /** What the compiler has to say. */
    private String compile(String source) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path descriptor = Files.writeString(sources.resolve("module-info.java"), MODULE);
        Path main =
                Files.writeString(sources.resolve(source.contains("class Main") ? "Main.java" : "Naming.java"), source);
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "-p",
                        modulePath(),
                        "-d",
                        folder.resolve("classes").toString(),
                        descriptor.toString(),
                        main.toString());
        return said.toString();
    }

    private static String modulePath() {
        List<String> path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(UsersModuleTests::isOfAUser)
                .toList();
        return path.stream().collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isOfAUser(String entry) {
        Path file = Path.of(entry);
        return Files.exists(file.resolve("module-info.class"))
                || DEPENDENCIES.matcher(file.getFileName().toString()).matches();
    }
}
