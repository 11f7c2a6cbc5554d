package io.ledgerlink.nexus.cache.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A {@link Listener} in a process of its own. */
final class ListenerProcess implements AutoCloseable {

    private final Process process;
    private final BufferedWriter asking;
    private final BufferedReader answers;

    private ListenerProcess(Process process) {
        this.process = process;
        this.asking = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts one of a kind, and waits until it listens. */
    static ListenerProcess start(String kind, String uri) {
        try {
            ListenerProcess started = new ListenerProcess(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Listener.class.getName(),
                            kind,
                            uri)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            started.read();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("The listener could not be started", e);
        }
    }

    Reading read() {
        try {
            asking.write('\n');
            asking.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("The listener has ended; its errors say why");
            }
            String[] numbers = answer.split(" ", -1);
            return new Reading(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
        } catch (IOException e) {
            throw new UncheckedIOException("The listener did not answer", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** How many messages a listener has heard, and its processor time in nanoseconds. */
    record Reading(long heard, long processorNanos) {

        double microsPerMessageSince(Reading before) {
            return (processorNanos - before.processorNanos) / 1e3 / (heard - before.heard);
        }
    }
}
