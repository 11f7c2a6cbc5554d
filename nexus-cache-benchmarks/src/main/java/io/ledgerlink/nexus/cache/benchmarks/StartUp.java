package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The time from the start of the JVM until a Spring Boot application with 50 cached methods is ready, and until it has answered
 * its first call, over that of one with Spring Boot's own cache on the same Redis.
 *
 * <p>Each start is a JVM of its own, in turns, on a class path of jars as an application has it: without our jars for the others,
 * without {@code spring-boot-cache} for ours. Spring's cache connects to Redis in its first call, ours before it is ready; what an
 * application without a cache takes is told besides.
 */
final class StartUp implements Figure {

    private static final String APPLICATIONS = "io.ledgerlink.nexus.cache.benchmarks.startup.";

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost("startup-ready", "ratio", "1.00"), Target.atMost("startup-answer", "ratio", "1.00"));
    }

    @Override
    public List<Measured> measure(Effort effort) throws InterruptedException {
        int turns = effort.of(11, 3);
        try (RedisServer redis = RedisServer.start()) {
            Application nexus = new Application("NexusApplication", List.of("spring-boot-cache-"), redis, turns);
            Application spring = new Application("SpringCacheApplication", List.of("nexus-cache-"), redis, turns);
            Application plain = new Application(
                    "PlainApplication", List.of("nexus-cache-", "caffeine-", "spring-boot-cache-"), redis, turns);
            for (int turn = 0; turn < turns; turn++) {
                nexus.start();
                spring.start();
                plain.start();
            }
            System.err.printf(
                    Locale.ROOT,
                    "%s: median ms to ready (to the first answer): ours %s, Spring's cache %s, no cache %s%n",
                    name(),
                    nexus,
                    spring,
                    plain);
            return List.of(nexus.ready.over(spring.ready), nexus.answered.over(spring.answered));
        }
    }

    /** An application that is started again and again. */
    private static final class Application {

        private final String main;
        private final String classPath;
        private final RedisServer redis;
        private final Samples ready;
        private final Samples answered;

        Application(String main, List<String> without, RedisServer redis, int turns) {
            this.main = APPLICATIONS + main;
            this.classPath = classPath(without);
            this.redis = redis;
            this.ready = new Samples(turns);
            this.answered = new Samples(turns);
        }

        void start() throws InterruptedException {
            long begin = System.currentTimeMillis();
            List<String> printed = Child.run(
                    List.of("-Xmx256m", "-XX:+UseSerialGC"),
                    classPath,
                    main,
                    "--spring.application.name=figures",
                    "--spring.main.banner-mode=off",
                    "--logging.level.root=warn",
                    "--spring.cache.type=redis",
                    "--spring.data.redis.port=" + redis.port());
            String[] times = printed.get(printed.size() - 1).split(" ");
            ready.add(Long.parseLong(times[0]) - begin);
            answered.add(Long.parseLong(times[1]) - begin);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f (%.0f)", ready.median(), answered.median());
        }

        /** The folders beside this jar that the build leaves there, less the jars whose names begin so. */
        private static String classPath(List<String> without) {
            Path target = target();
            try (Stream<Path> jars = Files.list(target.resolve("startup"))) {
                List<String> path =
                        new ArrayList<>(List.of(target.resolve("classes").toString()));
                path.addAll(jars.filter(jar -> without.stream()
                                .noneMatch(name -> jar.getFileName().toString().startsWith(name)))
                        .map(Path::toString)
                        .sorted()
                        .toList());
                return path.stream().collect(Collectors.joining(File.pathSeparator));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path target() {
            try {
                Path jar = Path.of(StartUp.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
                return Objects.requireNonNull(jar.getParent(), "the jar is in the folder that the build made");
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
