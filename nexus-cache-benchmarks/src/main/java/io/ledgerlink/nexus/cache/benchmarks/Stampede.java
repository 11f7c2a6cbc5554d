package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How often a source is asked by instances in processes of their own, with 64 threads each, that all want the same: cold keys
 * at once, and one hot key that expires every second.
 */
final class Stampede implements Figure {

    private static final int PROCESSES = 4;
    private static final int SLOW_SOURCE_MILLIS = 50;
    private static final int QUICK_SOURCE_MILLIS = 2;

    @Override
    public String name() {
        return "stampede";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                Target.atMost("stampede-instance-1", "loads", "1.00").floor("1").counted(),
                Target.atMost("stampede-instance-4", "loads", "4.00").floor("1").counted(),
                Target.atMost("stampede-fleet-4", "loads", "1.00").floor("1").counted(),
                Target.atMost("stampede-fleet-4-keys", "loads", "1.00")
                        .floor("1")
                        .counted(),
                Target.atMost("stampede-hot", "loads/s", "1.25").counted(),
                Target.atMost("stampede-hot-early", "loads/s", "1.50").counted(),
                Target.atMost("stampede-hot-early-waiting", "%", "0.10").counted());
    }

    @Override
    public List<Measured> measure(Effort effort) {
        try (RedisServer redis = RedisServer.start()) {
            List<Process> processes = new ArrayList<>();
            try {
                for (int i = 0; i < PROCESSES; i++) {
                    processes.add(start(redis.uri()));
                }
                return measure(processes.stream().map(Instance::new).toList(), effort);
            } finally {
                processes.forEach(Process::destroyForcibly);
                processes.forEach(process -> process.onExit().join());
            }
        }
    }

    private List<Measured> measure(List<Instance> all, Effort effort) {
        List<Instance> one = all.subList(0, 1);
        // So that all are up, and what is measured first is compiled like what comes later.
        ask(all, "cold instance warm 100 " + QUICK_SOURCE_MILLIS);
        ask(all, "cold fleet warm 100 " + QUICK_SOURCE_MILLIS);
        int rounds = effort.of(20, 3);
        double alone = loadsPerKey(one, "instance", rounds, 1, SLOW_SOURCE_MILLIS);
        double each = loadsPerKey(all, "instance", rounds, 1, SLOW_SOURCE_MILLIS);
        double fleet = loadsPerKey(all, "fleet", rounds, 1, SLOW_SOURCE_MILLIS);
        double keys = loadsPerKey(all, "fleet", 1, 1_000, QUICK_SOURCE_MILLIS);
        int seconds = effort.of(30, 2);
        Counts hot = hot(all, "hot", seconds);
        Counts early = hot(all, "hot-early", seconds);
        System.err.printf(
                "%s: of the calls for a key that expires every second %.3f %% did not get it from the local tier, with an early"
                        + " refresh %.3f %% of %d%n",
                name(), hot.percentWaited(), early.percentWaited(), early.calls);
        return Measured.each(
                alone,
                each,
                fleet,
                keys,
                hot.loads / (double) seconds,
                early.loads / (double) seconds,
                early.percentWaited());
    }

    private static double loadsPerKey(List<Instance> instances, String cache, int rounds, int keys, int sourceMillis) {
        long loads = 0;
        for (int round = 0; round < rounds; round++) {
            String query = instances.size() + "-" + keys + "-" + round;
            loads += ask(instances, "cold " + cache + " " + query + " " + keys + " " + sourceMillis).loads;
        }
        return loads / (double) rounds / keys;
    }

    /** The first second, in which the key is cold, does not count. */
    private static Counts hot(List<Instance> instances, String cache, int seconds) {
        ask(instances, "hot " + cache + " 1000 " + SLOW_SOURCE_MILLIS);
        return ask(instances, "hot " + cache + " " + seconds * 1_000 + " " + SLOW_SOURCE_MILLIS);
    }

    private static Counts ask(List<Instance> instances, String line) {
        instances.forEach(instance -> instance.ask(line));
        return instances.stream().map(Instance::answer).reduce(new Counts(0, 0, 0), Counts::plus);
    }

    private static Process start(String uri) {
        try {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            StampedingInstance.class.getName(),
                            uri)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("An instance could not be started", e);
        }
    }

    /** A process that plays an instance. */
    private static final class Instance {

        private final BufferedWriter asking;
        private final BufferedReader answers;

        private Instance(Process process) {
            this.asking = process.outputWriter(StandardCharsets.UTF_8);
            this.answers = process.inputReader(StandardCharsets.UTF_8);
        }

        private void ask(String line) {
            try {
                asking.write(line + '\n');
                asking.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("An instance could not be asked", e);
            }
        }

        private Counts answer() {
            try {
                String line = answers.readLine();
                if (line == null) {
                    throw new IllegalStateException("An instance has ended; its errors say why");
                }
                String[] numbers = line.split(" ", -1);
                return new Counts(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
            } catch (IOException e) {
                throw new UncheckedIOException("An instance did not answer", e);
            }
        }
    }

    /** What was counted: loads, calls, and calls that the local tier did not answer. */
    private record Counts(long loads, long calls, long waited) {

        private Counts plus(Counts other) {
            return new Counts(loads + other.loads, calls + other.calls, waited + other.waited);
        }

        private double percentWaited() {
            return 100.0 * waited / calls;
        }
    }
}
