package io.ledgerlink.nexus.cache.settings;

import java.time.Duration;

/**
 * How the bus keeps time.
 *
 * @param beat how often an instance looks after what waits, and gives a sign of life as long as there are few instances
 * @param gap how long a missing message may be late before a new epoch begins; more than two beats, which say what is void
 * @param timeout how long it takes at most until a lost message, or a lost subscription, begins a new epoch
 * @param wideInterval how often the wide stamps are read again
 * @param recentWindow how long stamps are remembered before the last proof of a healthy server
 * @param queue how many messages may wait to be applied
 * @param memory how many scopes the journal and the memory of the recent may hold each
 * @param stampLife how long a near stamp is kept in the remote tier, at least
 * @param alone whether the remote tier is this process' own, so that nobody is told of it
 */
public record BusSettings(
        Duration beat,
        Duration gap,
        Duration timeout,
        Duration wideInterval,
        Duration recentWindow,
        int queue,
        int memory,
        Duration stampLife,
        boolean alone) {

    private static final int FEW = 10;

    public static BusSettings defaults() {
        return new BusSettings(
                Duration.ofSeconds(1),
                Duration.ofMillis(2_500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(3),
                Duration.ofMinutes(1),
                10_000,
                10_000,
                Duration.ofHours(1),
                false);
    }

    /**
     * How many beats pass between two signs of life: one for every ten instances, so that what all have to hear grows with their
     * number and not with its square; as few as it takes to miss a message within the timeout.
     */
    public int beatsBetweenSigns(int instances) {
        long most = timeout.minus(gap).minus(beat.dividedBy(4)).dividedBy(beat);
        return (int) Math.max(1, Math.min((instances + FEW - 1) / FEW, most));
    }

    /** How long one's own signs of life may be missing: looked at once a beat, that keeps to the timeout. */
    public Duration longestSilence(int instances) {
        Duration two = beat.multipliedBy(2L * beatsBetweenSigns(instances));
        Duration most = timeout.minus(beat);
        return most.compareTo(two) > 0 ? most : two;
    }

    /** The same settings with another rhythm: signs of life, how late a message may be, how long silence is borne. */
    public BusSettings withRhythm(Duration beat, Duration gap, Duration timeout) {
        return new BusSettings(beat, gap, timeout, wideInterval, recentWindow, queue, memory, stampLife, alone);
    }

    public BusSettings withStampLife(Duration life) {
        return new BusSettings(beat, gap, timeout, wideInterval, recentWindow, queue, memory, life, alone);
    }

    /** The same settings for an instance that shares nothing with others. */
    public BusSettings asAlone() {
        return new BusSettings(beat, gap, timeout, wideInterval, recentWindow, queue, memory, stampLife, true);
    }
}
