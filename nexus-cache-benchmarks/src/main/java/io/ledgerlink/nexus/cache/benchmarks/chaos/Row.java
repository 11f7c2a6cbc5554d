package io.ledgerlink.nexus.cache.benchmarks.chaos;

/**
 * What is cached: a row of the database as it was read.
 *
 * <p>Immutable.
 *
 * @param number which row
 * @param version how often it had been written
 */
public record Row(int number, long version) {}
