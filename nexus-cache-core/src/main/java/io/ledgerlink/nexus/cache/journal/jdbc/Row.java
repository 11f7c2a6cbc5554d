package io.ledgerlink.nexus.cache.journal.jdbc;

/** A row that may have been left over. */
record Row(String id, long claims, String scopes) {}
