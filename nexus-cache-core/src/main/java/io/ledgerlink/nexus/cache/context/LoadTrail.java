package io.ledgerlink.nexus.cache.context;

import org.jspecify.annotations.Nullable;

/**
 * The loads that a piece of work is done for, innermost first: who asks for its own load could only wait for itself.
 *
 * <p>Internal. Immutable; bound to a thread while it works, and handed on by asynchronous code that goes on elsewhere.
 *
 * @param load the innermost load, known to whom it belongs
 * @param outer the loads that this one is part of
 * @since 0.1
 */
public record LoadTrail(Object load, @Nullable LoadTrail outer) {

    private static final ThreadLocal<@Nullable LoadTrail> CURRENT = new ThreadLocal<>();

    /** The trail of the current thread, {@code null} where it works for no load. */
    public static @Nullable LoadTrail current() {
        return CURRENT.get();
    }

    /** Binds a trail, or none, to the current thread until the scope is closed. */
    public static Scope enter(@Nullable LoadTrail trail) {
        LoadTrail before = CURRENT.get();
        bind(trail);
        return () -> bind(before);
    }

    private static void bind(@Nullable LoadTrail trail) {
        if (trail == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(trail);
        }
    }

    /** For how long a trail is bound; closed on the thread that entered it. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {

        @Override
        void close();
    }
}
