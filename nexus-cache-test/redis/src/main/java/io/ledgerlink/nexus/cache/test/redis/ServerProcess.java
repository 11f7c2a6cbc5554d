package io.ledgerlink.nexus.cache.test.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A running server process, its signals and its log. */
final class ServerProcess {

    private static final int LINES_OF_LOG = 20;

    private final String name;
    private final Process process;
    private final Path log;

    private ServerProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    static ServerProcess start(String name, List<String> command, Path folder) {
        Path log = folder.resolve("server.log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process.getOutputStream().close();
            Leftovers.killAtExit(process);
            return new ServerProcess(name, process, log);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not start " + command.get(0), e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean ended() {
        return !process.isAlive();
    }

    void refuseIfEnded() {
        if (!ended()) {
            return;
        }
        String text = endOfLog();
        if (text.contains("Address already in use")) {
            throw new PortTakenException(text);
        }
        throw new IllegalStateException(name + " ended while starting. Its log ends with:\n" + text);
    }

    String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    void awaitExit(Duration deadline) {
        try {
            process.onExit()
                    .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    name + " did not shut down within " + deadline + ". Its log ends with:\n" + endOfLog(), e);
        }
    }

    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        List<String> command = List.of("kill", "-" + name, Long.toString(pid()));
        try {
            Process kill = new ProcessBuilder(command).inheritIO().start();
            if (kill.onExit().join().exitValue() != 0) {
                throw new IllegalStateException("Failed: " + String.join(" ", command));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Could not run " + command, e);
        }
    }
}
