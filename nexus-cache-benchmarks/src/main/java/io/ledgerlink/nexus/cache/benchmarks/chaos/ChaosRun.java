package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.benchmarks.chaos.ChaosInstance.Order;
import io.ledgerlink.nexus.cache.benchmarks.chaos.ChaosInstance.Report;
import io.ledgerlink.nexus.cache.benchmarks.chaos.Fault.Healing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Real instances in processes of their own, a real Redis and a real database, and faults drawn from a seed.
 *
 * <p>For one thread. What it starts it stops.
 */
public final class ChaosRun implements AutoCloseable {

    private static final Duration SHORTEST_HOLD = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(800);

    private final ChaosPlan plan;
    private final Random random;
    private final Path folder;
    private final Database database;
    private final Deployment deployment;
    private final Fleet fleet;
    private final Map<String, Integer> struck = new TreeMap<>();

    private ChaosRun(ChaosPlan plan) throws IOException, SQLException {
        this.plan = plan;
        this.random = new Random(plan.seed());
        this.folder = Files.createTempDirectory("nexus-chaos");
        this.database = Database.start();
        this.deployment = plan.sentinel() ? new WatchedRedis() : SingleRedis.startFor(plan.instances());
        this.fleet = new Fleet(plan, deployment, database.url(), folder);
    }

    /** Does what the plan says. */
    public static ChaosReport of(ChaosPlan plan) throws Exception {
        try (ChaosRun run = new ChaosRun(plan)) {
            return run.run();
        }
    }

    private ChaosReport run() throws InterruptedException {
        List<Fault> deck = new ArrayList<>(wanted());
        Collections.shuffle(deck, random);
        fleet.start();
        fleet.order(Order.RUN);
        TimeUnit.SECONDS.sleep(1);
        List<String> before = fleet.ask(Order.STATE, Report.STATE);
        long begin = System.nanoTime();
        Healing last = () -> {};
        for (int i = 0;
                i < plan.faults() || System.nanoTime() - begin < plan.length().toNanos();
                i++) {
            last.heal();
            fleet.now("nothing");
            pause(Duration.ZERO, plan.longestHold().compareTo(LONGEST_PAUSE) < 0 ? plan.longestHold() : LONGEST_PAUSE);
            last = strike(next(deck));
            pause(SHORTEST_HOLD, plan.longestHold());
        }
        fleet.ask(Order.QUIET, Report.READY);
        last.heal();
        fleet.now("nothing, for good");
        fleet.ask(Order.QUIET, Report.READY);
        return report(System.nanoTime(), before);
    }

    private ChaosReport report(long healedAt, List<String> before) throws InterruptedException {
        double seconds = 0;
        for (String answer : fleet.ask(Order.CONVERGE, Report.CONVERGED)) {
            String[] parts = answer.split(" ", 2);
            seconds = Math.max(seconds, (Long.parseLong(parts[0]) - healedAt) / 1e9);
            if (parts.length > 1) {
                seconds = Double.NaN;
                fleet.find("NOT CONVERGED " + parts[1]);
            }
        }
        List<String> after = fleet.ask(Order.STATE, Report.STATE);
        return fleet.report(plan.seed(), struck, seconds, before, after);
    }

    private void pause(Duration least, Duration most) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(
                least.toMillis() + random.nextInt((int) most.minus(least).toMillis() + 1));
    }

    /** Each kind comes once before any comes again. */
    private Fault next(List<Fault> deck) {
        if (deck.isEmpty()) {
            deck.addAll(wanted());
            Collections.shuffle(deck, random);
        }
        return deck.remove(deck.size() - 1);
    }

    private List<Fault> wanted() {
        List<Fault> faults = new ArrayList<>(deployment.faults());
        faults.add(new Fault("instance-kill", fleet::killOne));
        List<Fault> wanted = faults.stream()
                .filter(fault -> plan.only().isEmpty() || plan.only().contains(fault.name()))
                .toList();
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("None of the faults " + plan.only() + " is known here. Write some of: "
                    + faults.stream().map(Fault::name).collect(Collectors.joining(", ")));
        }
        return wanted;
    }

    private Healing strike(Fault fault) throws InterruptedException {
        fleet.now(fault.name());
        struck.merge(fault.name(), 1, Integer::sum);
        return fault.blow().strike(random);
    }

    @Override
    public void close() {
        fleet.close();
        deployment.close();
        database.close();
        if (fleet.clean()) {
            Folders.delete(folder);
        }
    }
}
