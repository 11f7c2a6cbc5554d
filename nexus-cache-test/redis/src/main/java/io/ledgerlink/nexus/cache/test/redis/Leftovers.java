package io.ledgerlink.nexus.cache.test.redis;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a JVM must not leave behind when it ends: server processes first, then their folders. */
final class Leftovers {

    private static final Set<Process> processes = ConcurrentHashMap.newKeySet();
    private static final Set<Path> folders = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::clear, "nexus-redis-leftovers"));
    }

    private Leftovers() {}

    static void killAtExit(Process process) {
        processes.removeIf(earlier -> !earlier.isAlive());
        processes.add(process);
    }

    static void deleteAtExit(Path folder) {
        folders.add(folder);
    }

    static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new Deletion());
        } catch (NoSuchFileException gone) {
            // A dying server may rename or drop a file of its own between our listing and our delete.
        } catch (IOException e) {
            System.err.println("Could not delete the folder of a test Redis, delete it by hand: " + e);
        }
        folders.remove(folder);
    }

    private static void clear() {
        processes.forEach(Leftovers::kill);
        folders.forEach(Leftovers::delete);
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
