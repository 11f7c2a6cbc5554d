package io.ledgerlink.nexus.cache.benchmarks.chaos;

import java.util.Random;

/**
 * Something that goes wrong.
 *
 * @param name what it is called in the report
 */
record Fault(String name, Blow blow) {

    /** Makes it go wrong; what is drawn is drawn from the random. */
    @FunctionalInterface
    interface Blow {
        Healing strike(Random random) throws InterruptedException;
    }

    /** Makes it well again. */
    @FunctionalInterface
    interface Healing {
        void heal() throws InterruptedException;
    }

    /** One that passes by itself. */
    static Fault brief(String name, Runnable blow) {
        return new Fault(name, random -> {
            blow.run();
            return () -> {};
        });
    }

    static Fault lasting(String name, Runnable blow, Healing healing) {
        return new Fault(name, random -> {
            blow.run();
            return healing;
        });
    }
}
