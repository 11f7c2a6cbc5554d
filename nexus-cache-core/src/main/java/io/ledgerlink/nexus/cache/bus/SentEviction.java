package io.ledgerlink.nexus.cache.bus;

import io.ledgerlink.nexus.cache.EvictionReceipt.Confirmation;
import java.util.concurrent.CompletionStage;

/**
 * A command on its way that evicts.
 *
 *
 * @param answer the remote tier's answer to this command
 * @param confirmation what becomes of its eviction, also where that has to be sent again
 */
public record SentEviction<T>(CompletionStage<T> answer, Confirmation confirmation) {}
