package io.ledgerlink.nexus.cache.key;

/** What stands in a key for an argument that could change: its canonical text at the time of the call. */
record FixedText(String text) {}
