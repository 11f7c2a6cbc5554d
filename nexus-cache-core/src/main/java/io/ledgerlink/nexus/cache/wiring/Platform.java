package io.ledgerlink.nexus.cache.wiring;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.context.ContextCarrier;
import io.ledgerlink.nexus.cache.load.Waiting;
import io.ledgerlink.nexus.cache.transaction.Transactions;
import java.util.function.DoubleSupplier;

/**
 * What an instance finds around it.
 *
 * @param chance draws numbers from 0 up to 1, without it
 * @param waiting how a caller's thread waits for a load, and by which clock
 * @param transactions which transactions calls are made in
 * @param carrier takes the context of callers along
 */
public record Platform(
        Ticker ticker, DoubleSupplier chance, Waiting waiting, Transactions transactions, ContextCarrier carrier) {}
