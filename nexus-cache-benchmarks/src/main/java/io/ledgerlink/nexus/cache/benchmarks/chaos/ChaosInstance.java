package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.BusStatistics;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.benchmarks.chaos.Database.Rows;
import io.lettuce.core.RedisURI;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * One instance of the application, in a process of its own: readers, command handlers, and the checks of every answer.
 *
 * <p>It takes orders from its input, a line each, and reports on its output; it ends with its input.
 */
public final class ChaosInstance {

    static final String APPLICATION = "chaos";

    private static final int READERS = 3;
    private static final int HANDLERS = 2;
    private static final int CALLS_AT_ONCE = 40;
    private static final long READERS_PAUSE = Duration.ofMillis(2).toNanos();
    private static final long HANDLERS_PAUSE = Duration.ofMillis(8).toNanos();
    private static final long TICK_MILLIS = 100;
    private static final long CONVERGED_WITHIN = Duration.ofSeconds(60).toNanos();
    private static final int FINDINGS_TOLD = 20;

    private final int number;
    private final NexusCache cache;
    private final Rows rows;
    private final Count.Tally tally = new Count.Tally();
    private final Evicted evicted;
    private final Commands commands;
    private final Queries queries;
    private final PrintStream out = System.out;
    private final ExecutorService sources = Executors.newFixedThreadPool(2, ChaosInstance::daemon);
    private final List<Thread> handlers = new ArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private int told;
    private long epochs;
    private long remoteFailures;
    private volatile boolean handling = true;

    private ChaosInstance(int number, int instances, String redis, String database, Path book) {
        this.number = number;
        this.cache = cache(redis);
        this.rows = Rows.at(database);
        EvictionBook evictions = EvictionBook.open(book);
        Checks checks = new Checks(number, evictions, tally, text -> tell(Report.VIOLATION, text));
        cache.evictor().addListener(checks);
        this.evicted = new Evicted(number, evictions, checks, tally);
        this.commands = new Commands(number, instances, cache, rows, evicted);
        this.queries = new Queries(cache, rows, checks, tally, sources);
    }

    /** What an instance says on a line of its output, each followed by a text. */
    enum Report {
        READY,
        COUNTS,
        VIOLATION,
        ERROR,
        CONVERGED,
        STATE
    }

    /** What an instance is told on a line of its input. */
    enum Order {
        RUN,
        QUIET,
        CONVERGE,
        STATE
    }

    /** Takes its number, how many there are, Redis, the database, the book of evictions and a seed. */
    public static void main(String[] args) throws Exception {
        ChaosInstance instance = new ChaosInstance(
                Integer.parseInt(args[0]), Integer.parseInt(args[1]), args[2], args[3], Path.of(args[4]));
        instance.commands.makeGood();
        instance.begin(Long.parseLong(args[5]));
        instance.tell(Report.READY, Long.toString(System.nanoTime()));
        instance.obey();
        System.exit(0);
    }

    private static NexusCache cache(String redis) {
        LettuceConnectionFactory factory =
                new LettuceConnectionFactory(LettuceConnectionFactory.createRedisConfiguration(RedisURI.create(redis)));
        factory.afterPropertiesSet();
        factory.start();
        NexusCacheBuilder builder = NexusCacheBuilder.named(APPLICATION)
                .redis(factory)
                .bus(Bounds.BUS)
                .remoteTimeout(Bounds.REMOTE_TIMEOUT);
        for (Kind kind : Kind.values()) {
            builder.cache(kind.cache(), kind.policy());
        }
        return builder.build();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    private void begin(long seed) {
        for (int i = 0; i < READERS; i++) {
            Random random = new Random(seed * 31 + i);
            daemon(() -> read(random)).start();
        }
        for (int i = 0; i < HANDLERS; i++) {
            Random random = new Random(seed * 37 + i);
            handlers.add(daemon(() -> handle(random)));
        }
        handlers.forEach(Thread::start);
        Executors.newSingleThreadScheduledExecutor(ChaosInstance::daemon)
                .scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void obey() throws Exception {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String order;
        while ((order = orders.readLine()) != null) {
            switch (Order.valueOf(order)) {
                case RUN -> begun.countDown();
                case QUIET -> quiet();
                case CONVERGE -> converge();
                case STATE -> tellState();
            }
        }
    }

    private void read(Random random) {
        while (awaitBegin()) {
            for (int i = 0; i < CALLS_AT_ONCE; i++) {
                attempt(() -> queries.next(random));
            }
            LockSupport.parkNanos(READERS_PAUSE);
        }
    }

    private void handle(Random random) {
        while (awaitBegin() && handling) {
            attempt(() -> commands.next(random));
            LockSupport.parkNanos(HANDLERS_PAUSE);
        }
    }

    private boolean awaitBegin() {
        try {
            begun.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws Exception;
    }

    private void attempt(Attempt attempt) {
        try {
            attempt.run();
        } catch (Exception | StackOverflowError e) {
            tally.add(Count.ERRORS);
            tell(Report.ERROR, "instance " + number + ": " + trace(e));
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private void tick() {
        evicted.look(cache.busStatistics());
        long failures = 0;
        for (Kind kind : Kind.values()) {
            failures += cache.statistics(kind.cache()).remoteFailures();
        }
        tally.add(Count.REMOTE_FAILURES, failures - remoteFailures);
        remoteFailures = failures;
        long begunEpochs = cache.busStatistics().epochs();
        tally.add(Count.EPOCHS, begunEpochs - epochs);
        epochs = begunEpochs;
        tell(Report.COUNTS, tally.line());
    }

    /** Writes nothing any more, from when this returns. */
    private void quiet() throws InterruptedException {
        handling = false;
        for (Thread handler : handlers) {
            handler.join();
        }
        tell(Report.READY, "quiet");
    }

    /** Asks for all rows again and again, until all are as new as they are in the database, and Redis is in use again. */
    private void converge() throws SQLException {
        long begin = System.nanoTime();
        List<String> old;
        do {
            old = notNewest();
        } while (!old.isEmpty() && System.nanoTime() - begin < CONVERGED_WITHIN);
        tell(
                Report.CONVERGED,
                System.nanoTime() + (old.isEmpty() ? "" : " not: " + old + ", waiting: " + evicted.waiting()));
    }

    private List<String> notNewest() throws SQLException {
        List<String> old = new ArrayList<>();
        BusStatistics bus = cache.busStatistics();
        if (!bus.connected() || bus.pendingScopes() > 0) {
            old.add(bus.toString());
        }
        for (Cell cell : Cell.ALL) {
            long version = queries.fetch(cell, cell.key());
            long newest = rows.version(cell);
            if (version < newest) {
                old.add(cell + " v" + version + " of v" + newest);
            }
        }
        return old;
    }

    private void tellState() {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        tell(Report.STATE, ManagementFactory.getThreadMXBean().getThreadCount() + " " + heap);
    }

    private synchronized void tell(Report report, String text) {
        boolean finding = report == Report.VIOLATION || report == Report.ERROR;
        if (finding && ++told > FINDINGS_TOLD) {
            return;
        }
        out.println(report + " " + text.replace('\n', '\t'));
        out.flush();
    }
}
