package io.ledgerlink.nexus.cache.journal.jdbc;

/** A row that may have been left over. */
record Row(long seq, String id, long claims, String scopes) {}
