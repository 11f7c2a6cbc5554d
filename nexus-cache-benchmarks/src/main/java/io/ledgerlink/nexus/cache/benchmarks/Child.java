package io.ledgerlink.nexus.cache.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, for what must not be disturbed by what was measured before. */
final class Child {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private Child() {}

    /** Runs a main class on this JVM's own class path and gives what it printed; what it logs goes to standard error. */
    static List<String> run(List<String> options, Class<?> main, String... arguments) throws InterruptedException {
        return run(options, System.getProperty("java.class.path"), main.getName(), arguments);
    }

    static List<String> run(List<String> options, String classPath, String main, String... arguments)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(List.of(arguments));
        try {
            return lines(
                    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
        } catch (IOException e) {
            throw new UncheckedIOException("'" + main + "' could not be run in a JVM of its own", e);
        }
    }

    private static List<String> lines(Process process) throws IOException, InterruptedException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> lines = reader.lines().toList();
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("A JVM that was to measure did not end well; it printed " + lines);
            }
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
