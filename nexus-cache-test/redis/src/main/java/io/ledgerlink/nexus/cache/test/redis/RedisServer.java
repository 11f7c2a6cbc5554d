package io.ledgerlink.nexus.cache.test.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * One Redis process of its own on a free loopback port, with a folder of its own.
 *
 * <p>It saves nothing unless told to ({@code cli("SAVE")}, {@link #stopSaving}); what was saved is there after the next
 * start. Port, folder and configuration stay the same over stops, kills and restarts. For one thread at a time.
 */
public final class RedisServer implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final String UPTIME = "uptime_in_seconds:";
    private static final int PORTS_TO_TRY = 5;
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

    private final RedisExecutable executable;
    private final int port;
    private final Path folder;
    private final List<String> command;
    private @Nullable ServerProcess process;

    private RedisServer(RedisExecutable executable, int port, Path folder, List<String> arguments) {
        this.executable = executable;
        this.port = port;
        this.folder = folder;
        this.command = new ArrayList<>(List.of(executable.path().toString()));
        command.addAll(arguments);
    }

    /**
     * Starts a server; arguments as on its command line, such as {@code "--maxmemory", "10mb"}. A setting of several
     * words takes several arguments.
     */
    public static RedisServer start(String... extraConfigArgs) {
        return start(RedisProcesses.executable(), List.of(extraConfigArgs));
    }

    static RedisServer start(RedisExecutable executable, List<String> extraConfigArgs) {
        return firstThatStarts((port, folder) -> {
            List<String> arguments = new ArrayList<>(List.of("--port", Integer.toString(port), "--bind", HOST));
            arguments.addAll(List.of("--dir", folder.toString(), "--daemonize", "no"));
            arguments.addAll(List.of("--save", "", "--appendonly", "no"));
            arguments.addAll(extraConfigArgs);
            return new RedisServer(executable, port, folder, arguments);
        });
    }

    /** Starts a sentinel, which keeps its own configuration file up to date. */
    static RedisServer startSentinel(RedisExecutable executable, List<String> configuration) {
        return firstThatStarts((port, folder) -> {
            List<String> lines = new ArrayList<>(List.of("port " + port, "bind " + HOST, "dir " + folder));
            lines.addAll(configuration);
            Path file = Files.write(folder.resolve("sentinel.conf"), lines);
            return new RedisServer(executable, port, folder, List.of(file.toString(), "--sentinel"));
        });
    }

    // Between the look for a free port and the bind another process may take it: then another port is tried.
    private static RedisServer firstThatStarts(Plan plan) {
        for (int attempt = 1; ; attempt++) {
            Path folder = newFolder();
            try {
                RedisServer server = plan.at(Ports.free(), folder);
                server.startAgain();
                return server;
            } catch (IOException e) {
                Leftovers.delete(folder);
                throw new UncheckedIOException(e);
            } catch (PortTakenException taken) {
                Leftovers.delete(folder);
                if (attempt == PORTS_TO_TRY) {
                    throw taken;
                }
            } catch (RuntimeException e) {
                Leftovers.delete(folder);
                throw e;
            }
        }
    }

    private static Path newFolder() {
        try {
            Path folder = Files.createTempDirectory("nexus-redis");
            Leftovers.deleteAtExit(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits until the server's start is two seconds ago: to a younger one instances come carefully, and evict everything once more,
     * which tests of single calls would meet.
     */
    public RedisServer awaitAge() {
        Await.until(name() + " is two seconds old", () -> isOfAge(cli("INFO", "server")));
        return this;
    }

    static boolean isOfAge(String info) {
        return info.lines()
                .filter(line -> line.startsWith(UPTIME))
                .anyMatch(line -> Long.parseLong(line.substring(UPTIME.length()).strip()) >= 2);
    }

    /** The server that was found, its version and its port, for the texts of errors. */
    String name() {
        return executable.version() + " on port " + port;
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    public String uri() {
        return "redis://" + HOST + ":" + port;
    }

    /** Process id of the server that runs now; another one after each start. */
    public long pid() {
        return running().pid();
    }

    public boolean isRunning() {
        return process != null;
    }

    /**
     * Sends one command on a connection of its own and returns the reply as text: a nil as {@code (nil)}, an array one
     * line an element. A command that looks at its own connection ({@code WAIT}, {@code MULTI}) knows none before it.
     *
     * @throws RedisErrorException when Redis answers with an error
     */
    public String cli(String... args) {
        try (RespConnection connection = RespConnection.open(HOST, port, COMMAND_TIMEOUT)) {
            return connection.send(List.of(args));
        } catch (RedisErrorException refused) {
            throw refused.from(name());
        } catch (IOException e) {
            throw new UncheckedIOException(name() + " did not answer " + args[0], e);
        }
    }

    /** A started factory for this server; whoever asks destroys it. */
    public LettuceConnectionFactory connectionFactory() {
        return ConnectionFactories.standalone(uri());
    }

    /** Shuts down in order, as an operator does; what was not saved is lost. */
    public void stop() {
        shutDown("NOSAVE");
    }

    /** Saves everything to the folder, then shuts down in order. */
    public void stopSaving() {
        shutDown("SAVE");
    }

    private void shutDown(String how) {
        ServerProcess stopping = running();
        stopping.thaw();
        try (RespConnection connection = RespConnection.open(HOST, port, COMMAND_TIMEOUT)) {
            connection.send(List.of("SHUTDOWN", how));
        } catch (IOException closed) {
            // A server that shuts down closes the connection instead of answering.
        }
        stopping.awaitExit(DEADLINE);
        process = null;
    }

    /** Kills the process (SIGKILL): connections break, nothing is saved. */
    public void kill() {
        running().kill();
        process = null;
    }

    /** Freezes the process (SIGSTOP): connections stay open and get no answer. */
    public void freeze() {
        running().freeze();
    }

    /** Lets a frozen process go on (SIGCONT). */
    public void thaw() {
        running().thaw();
    }

    /** Stops without saving, and starts again. */
    public void restart() {
        stop();
        startAgain();
    }

    /** Starts again after {@link #stop}, {@link #stopSaving} or {@link #kill}; returns when commands are answered. */
    public void startAgain() {
        if (process != null) {
            throw new IllegalStateException(name() + " is running; stop or kill it first");
        }
        ServerProcess started = ServerProcess.start(name(), command, folder);
        try {
            Await.until(
                    DEADLINE,
                    () -> started.ended() || isReady(started.pid()),
                    () -> name() + " is not ready after " + DEADLINE + ". Its log ends with:\n" + started.endOfLog());
            started.refuseIfEnded();
        } catch (RuntimeException e) {
            started.kill();
            throw e;
        }
        process = started;
    }

    // The process id tells our server from a foreign one that took the port first.
    private boolean isReady(long pid) {
        try (RespConnection connection = RespConnection.open(HOST, port, COMMAND_TIMEOUT)) {
            return connection.send(List.of("PING")).equals("PONG")
                    && connection.send(List.of("INFO", "server")).contains("process_id:" + pid + "\r\n");
        } catch (IOException | RedisErrorException notYet) {
            return false;
        }
    }

    private ServerProcess running() {
        if (process == null) {
            throw new IllegalStateException(name() + " is not running; call startAgain() first");
        }
        return process;
    }

    /** Kills the process if it runs, and deletes its folder. */
    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        Leftovers.delete(folder);
    }

    @FunctionalInterface
    private interface Plan {
        RedisServer at(int port, Path folder) throws IOException;
    }
}
