package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.benchmarks.chaos.ChaosInstance.Order;
import io.ledgerlink.nexus.cache.benchmarks.chaos.ChaosInstance.Report;
import io.ledgerlink.nexus.cache.benchmarks.chaos.Fault.Healing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** All instances of a run, and what they have reported. For one thread at a time. */
final class Fleet implements AutoCloseable {

    private static final int KEPT_FAULTS = 8;

    private final ChaosPlan plan;
    private final Deployment deployment;
    private final String database;
    private final Path folder;
    private final List<InstanceProcess> instances = new ArrayList<>();
    private final Count.Tally dead = new Count.Tally();
    private final List<String> findings = Collections.synchronizedList(new ArrayList<>());
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    private final long begun = System.nanoTime();
    private int started;

    Fleet(ChaosPlan plan, Deployment deployment, String database, Path folder) {
        this.plan = plan;
        this.deployment = deployment;
        this.database = database;
        this.folder = folder;
    }

    void start() throws InterruptedException {
        for (int i = 0; i < plan.instances(); i++) {
            instances.add(begin(i));
        }
        for (InstanceProcess instance : instances) {
            awaitReady(instance);
        }
    }

    private InstanceProcess begin(int number) {
        return InstanceProcess.start(
                List.of(
                        Integer.toString(number),
                        Integer.toString(plan.instances()),
                        deployment.uri(number),
                        database,
                        folder.resolve("evictions").toString(),
                        Long.toString(plan.seed() * 1_000 + started++)),
                folder.resolve("instance-" + number + ".log"),
                this::find);
    }

    /** Times of several processes are compared, so they must come from one clock. */
    private static void awaitReady(InstanceProcess instance) throws InterruptedException {
        long before = System.nanoTime() - 120_000_000_000L;
        long said = Long.parseLong(instance.await(Report.READY));
        if (said < before || said > System.nanoTime()) {
            throw new IllegalStateException("System.nanoTime of two processes differs on this machine by "
                    + (System.nanoTime() - said) + " ns, so staleness cannot be measured");
        }
    }

    void order(Order order) {
        instances.forEach(instance -> instance.order(order));
    }

    /** Gives all an order, and waits for what each says to it. */
    List<String> ask(Order order, Report report) throws InterruptedException {
        order(order);
        List<String> answers = new ArrayList<>();
        for (InstanceProcess instance : instances) {
            answers.add(instance.await(report));
        }
        return answers;
    }

    /** Kills one, and starts it again when it heals. */
    Healing killOne(Random random) throws InterruptedException {
        int number = random.nextInt(instances.size());
        InstanceProcess killed = instances.get(number);
        killed.kill();
        dead.addAll(killed.tally());
        instances.remove(number);
        return () -> {
            InstanceProcess again = begin(number);
            instances.add(number, again);
            awaitReady(again);
            again.order(Order.RUN);
        };
    }

    /** What is wrong from now on. */
    void now(String fault) {
        faults.add(seconds() + " " + fault);
    }

    /** Notes an error or a violation, and what was wrong when it was reported. */
    void find(String text) {
        synchronized (faults) {
            List<String> last = faults.subList(Math.max(0, faults.size() - KEPT_FAULTS), faults.size());
            findings.add(seconds() + " " + text + "\n    faults: " + last + "\n    logs: " + folder);
        }
    }

    private String seconds() {
        return String.format(Locale.ROOT, "%.2f s", (System.nanoTime() - begun) / 1e9);
    }

    boolean clean() {
        return findings.isEmpty();
    }

    ChaosReport report(
            long seed, Map<String, Integer> struck, double convergedSeconds, List<String> before, List<String> after) {
        Count.Tally all = new Count.Tally();
        all.addAll(dead);
        instances.forEach(instance -> all.addAll(instance.tally()));
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Count count : Count.values()) {
            counts.put(count.name(), all.get(count));
        }
        List<String> states = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            states.add("instance " + i + " threads and bytes of heap: before " + before.get(i) + ", after "
                    + after.get(i));
        }
        return new ChaosReport(
                seed,
                struck,
                counts,
                all.get(Count.ERRORS),
                all.get(Count.VIOLATIONS),
                all.get(Count.STALENESS) / 1e6,
                convergedSeconds,
                states,
                List.copyOf(faults),
                List.copyOf(findings));
    }

    @Override
    public void close() {
        instances.forEach(InstanceProcess::close);
    }
}
