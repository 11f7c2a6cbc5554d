package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.benchmarks.chaos.ChaosInstance.Order;
import io.ledgerlink.nexus.cache.benchmarks.chaos.ChaosInstance.Report;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A {@link ChaosInstance} in its process, and what it has reported. For one thread at a time. */
final class InstanceProcess implements AutoCloseable {

    private static final int SECONDS = 90;

    private final Process process;
    private final BufferedWriter orders;
    private final BlockingQueue<Said> answers = new LinkedBlockingQueue<>();
    private final Consumer<String> findings;
    private volatile Count.Tally tally = new Count.Tally();

    private record Said(Report report, String text) {}

    private InstanceProcess(Process process, Consumer<String> findings) {
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.findings = findings;
    }

    /** Starts one with these arguments; what it logs is appended to the file. */
    static InstanceProcess start(List<String> arguments, Path log, Consumer<String> findings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-cp",
                System.getProperty("java.class.path"),
                ChaosInstance.class.getName()));
        command.addAll(arguments);
        try {
            InstanceProcess started = new InstanceProcess(
                    new ProcessBuilder(command)
                            .redirectError(Redirect.appendTo(log.toFile()))
                            .start(),
                    findings);
            Thread reader = new Thread(started::listen, "chaos-reports");
            reader.setDaemon(true);
            reader.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("An instance could not be started", e);
        }
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = lines.readLine()) != null) {
                hear(line);
            }
        } catch (IOException killed) {
            // What it had to say has been heard.
        }
    }

    private void hear(String line) {
        int space = line.indexOf(' ');
        Report report = Report.valueOf(line.substring(0, space));
        String text = line.substring(space + 1).replace('\t', '\n');
        switch (report) {
            case COUNTS -> tally = Count.Tally.parse(text);
            case VIOLATION, ERROR -> findings.accept(report + " " + text);
            case READY, CONVERGED, STATE -> answers.add(new Said(report, text));
        }
    }

    /** What it had counted when it last said so. */
    Count.Tally tally() {
        return tally;
    }

    void order(Order order) {
        try {
            orders.write(order + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("An instance has ended that should run; its log says why", e);
        }
    }

    /** Waits for what it answers to an order, or says at its start. */
    String await(Report report) throws InterruptedException {
        Said said = answers.poll(SECONDS, TimeUnit.SECONDS);
        if (said == null || said.report != report) {
            throw new IllegalStateException(
                    "An instance said " + said + " instead of " + report + "; its log says why");
        }
        return said.text;
    }

    /** Kills it (SIGKILL), and returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
