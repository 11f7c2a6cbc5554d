package io.ledgerlink.nexus.cache;

import org.jetbrains.kotlinx.lincheck.LinChecker;
import org.jetbrains.kotlinx.lincheck.strategy.managed.modelchecking.ModelCheckingOptions;
import org.jetbrains.kotlinx.lincheck.strategy.stress.StressOptions;

/**
 * Plays operations of a class on two threads in every order that a number of switches allows, and compares the answers with
 * those of one thread.
 *
 * <p>What is played is chosen from a fixed seed: a run is like the last one.
 */
public final class Interleavings {

    /** Scenarios of each class; the long form plays more. */
    private static final int ITERATIONS = Integer.getInteger("nexus.interleavings", 5);

    private Interleavings() {}

    /** Fails with the order in which the threads met where no order of whole operations explains the answers. */
    public static void play(Class<?> operations) {
        play(operations, operations);
    }

    /** The same, compared with the answers of another class that has the operations. */
    public static void play(Class<?> operations, Class<?> answers) {
        LinChecker.check(
                operations,
                new ModelCheckingOptions()
                        .iterations(ITERATIONS)
                        .invocationsPerIteration(30)
                        .threads(2)
                        .actorsPerThread(2)
                        .actorsBefore(1)
                        .actorsAfter(1)
                        .minimizeFailedScenario(false)
                        .sequentialSpecification(answers));
    }

    /** Has two threads run operations for real, many times: for classes that cannot be played. */
    public static void race(Class<?> operations) {
        LinChecker.check(
                operations,
                new StressOptions()
                        .iterations(ITERATIONS)
                        .invocationsPerIteration(200)
                        .threads(2)
                        .actorsPerThread(3)
                        .actorsBefore(1)
                        .actorsAfter(1)
                        .minimizeFailedScenario(false));
    }
}
