package io.ledgerlink.nexus.cache.simulation;

import static net.bytebuddy.matcher.ElementMatchers.none;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;
import org.springframework.test.util.ReflectionTestUtils;

/** A copy of the library, and of the simulation, in which some methods do something else. */
final class Mutant extends ClassLoader {

    private static final String OURS = "io.ledgerlink.nexus.cache.";

    private final Map<String, byte[]> changed = new HashMap<>();

    Mutant() {
        super(Mutant.class.getClassLoader());
    }

    /** Changes methods of a class, before it is first used. */
    Mutant change(String type, AsmVisitorWrapper change) {
        ClassFileLocator locator = ClassFileLocator.ForClassLoader.of(getParent());
        changed.put(
                OURS + type,
                new ByteBuddy()
                        .ignore(none()) // Lambdas too can be changed.
                        .redefine(
                                TypePool.Default.of(locator)
                                        .describe(OURS + type)
                                        .resolve(),
                                locator)
                        .visit(change)
                        .make()
                        .getBytes());
        return this;
    }

    /** Plays seeds until one fails, about one thing if it is named; its number and what it violated, or {@code null}. */
    @Nullable String playUntilFound(long first, int seeds, @Nullable Focus focus) throws ReflectiveOperationException {
        Method play = loadClass(Simulation.class.getName())
                .getDeclaredMethod("play", long.class, boolean.class, String.class);
        play.setAccessible(true);
        for (long seed = first; seed < first + seeds; seed++) {
            Object violation = ReflectionTestUtils.getField(
                    play.invoke(null, seed, false, focus == null ? null : focus.name()), "violation");
            if (violation != null) {
                return "seed " + seed + ": " + violation;
            }
        }
        return null;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(String name) {
        byte[] bytes = changed.containsKey(name) ? changed.get(name) : original(name);
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] original(String name) {
        try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            return Objects.requireNonNull(file, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
