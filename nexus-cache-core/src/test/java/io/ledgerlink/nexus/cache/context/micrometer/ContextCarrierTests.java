package io.ledgerlink.nexus.cache.context.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.context.ContextCarrier;
import io.micrometer.context.ContextRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What an asynchronous source finds of its caller's context. */
class ContextCarrierTests {

    private static final String NAME = "nexus-cache-test";

    private final ThreadLocal<String> user = new ThreadLocal<>();

    @BeforeEach
    void register() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(NAME, user);
    }

    @AfterEach
    void unregister() {
        ContextRegistry.getInstance().removeThreadLocalAccessor(NAME);
    }

    @Test
    void whatIsRegisteredTravelsToTheSourceWhereTheLibraryIsThere() throws Exception {
        user.set("anna");
        assertThat(seenBySource(builder -> builder)).startsWith("anna on context-async-");
    }

    @Test
    void nothingTravelsWithoutACarrier() throws Exception {
        user.set("anna");
        assertThat(seenBySource(builder -> builder.carrying(ContextCarrier.none())))
                .startsWith("null on context-async-");
    }

    @Test
    void aThreadOfTheCacheForgetsTheContextOfTheCallBefore() throws Exception {
        try (NexusCache cache = NexusCacheBuilder.named("context").async(1, 10).build()) {
            user.set("anna");
            assertThat(seenBySource(cache, 1)).startsWith("anna");
            user.remove();
            assertThat(seenBySource(cache, 2)).startsWith("null");
        }
    }

    @Test
    void theCallersTransactionStaysBehind() throws Exception {
        user.set("anna");
        Object connection = new Object();
        TransactionSynchronizationManager.setActualTransactionActive(true);
        TransactionSynchronizationManager.initSynchronization();
        TransactionSynchronizationManager.bindResource(this, connection);
        try {
            assertThat(seenBySource(builder -> builder)).startsWith("anna").endsWith("without a transaction");
        } finally {
            TransactionSynchronizationManager.unbindResource(this);
            TransactionSynchronizationManager.clear();
        }
    }

    private String seenBySource(UnaryOperator<NexusCacheBuilder> settings) throws Exception {
        try (NexusCache cache =
                settings.apply(NexusCacheBuilder.named("context")).build()) {
            return seenBySource(cache, 1);
        }
    }

    private String seenBySource(NexusCache cache, int account) throws Exception {
        CacheKey key = CacheKey.builder("ledger")
                .tenant("t1")
                .query("entries")
                .part("account", account)
                .build();
        CompletableFuture<CachedResult<String>> answer = cache.fetchAsync(
                key,
                String.class,
                () -> CompletableFuture.completedFuture(
                        user.get() + " on " + Thread.currentThread().getName() + transaction()),
                FetchOptions.cached());
        return String.valueOf(answer.get(10, TimeUnit.SECONDS).value());
    }

    private String transaction() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                        || TransactionSynchronizationManager.isSynchronizationActive()
                        || TransactionSynchronizationManager.hasResource(this)
                ? " inside a transaction"
                : " without a transaction";
    }
}
