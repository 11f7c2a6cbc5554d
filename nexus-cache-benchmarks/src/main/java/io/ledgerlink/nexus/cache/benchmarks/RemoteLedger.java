package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatistics;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.QueryHandle;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.remote.redis.RedisRemoteTier;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import java.lang.reflect.Type;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.data.domain.Page;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A Redis of its own, an instance of the cache on it whose source has a page of entries for every account, and a raw client. */
final class RemoteLedger implements AutoCloseable {

    static final Type TYPE = new ParameterizedTypeReference<Page<LedgerEntry>>() {}.getType();

    private static final QueryShape SHAPE = QueryShape.of(Ledger.CACHE, "entries", "accountId");
    private static final Pagination PAGE = Pagination.of(3, 50);
    /** What the source has for every account. */
    static final Page<LedgerEntry> VALUE = LedgerEntry.page();

    private final RedisServer redis;
    private final LettuceConnectionFactory factory;
    private final NexusCache cache;
    private final CountingTier tier;
    private final QueryHandle<Page<LedgerEntry>> handle;
    private final RawRedis raw;

    private RemoteLedger(RedisServer redis, UnaryOperator<CachePolicy> policy) {
        this.redis = redis;
        this.factory = redis.connectionFactory();
        CountingTier[] counting = new CountingTier[1];
        this.cache = Ledger.instance()
                .remote(channel -> counting[0] = new CountingTier(RedisRemoteTier.on(factory, channel)))
                .cache(Ledger.CACHE, policy.apply(Ledger.policy()))
                .build();
        this.tier = counting[0];
        this.handle = cache.<Page<LedgerEntry>>query(SHAPE, TYPE).loader((tenant, page, arguments) -> VALUE);
        this.raw = RawRedis.on(redis);
    }

    static RemoteLedger with(UnaryOperator<CachePolicy> policy) {
        RedisServer redis = RedisServer.start();
        try {
            return new RemoteLedger(redis, policy);
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    /** One whose local tier keeps nothing. */
    static RemoteLedger withoutLocalTier() {
        return with(policy -> policy.withLocal(new CachePolicy.Local(CachePolicy.Store.REFERENCE, 0, 0)));
    }

    /** Asks for the accounts from 0 to below this number, and waits until their pages are in Redis. */
    void fill(int accounts) {
        for (int account = 0; account < accounts; account++) {
            get(account);
        }
        awaitStores(accounts);
    }

    void awaitStores(long stores) {
        Await.until("all pages are in Redis", () -> statistics().stores() >= stores);
    }

    @Nullable Page<LedgerEntry> get(int account) {
        return handle.getPage(Ledger.TENANT, PAGE, account(account));
    }

    /** Another page of the same query: it shares the query's scope. */
    @Nullable Page<LedgerEntry> get(int account, int page) {
        return handle.getPage(Ledger.TENANT, Pagination.of(page, 50), account(account));
    }

    /** Counts what the thread that made this ledger sends. */
    CountingTier tier() {
        return tier;
    }

    static UUID account(int number) {
        return new UUID(0xACC, number);
    }

    NexusCache cache() {
        return cache;
    }

    CacheStatistics statistics() {
        return cache.statistics(Ledger.CACHE);
    }

    RedisServer redis() {
        return redis;
    }

    RawRedis raw() {
        return raw;
    }

    /** The keys of all entries. */
    byte[][] entryKeys() {
        return raw.keys(Ledger.APPLICATION + ":{" + Ledger.TENANT + "}:" + Ledger.CACHE + ":*")
                .toArray(byte[][]::new);
    }

    /** The stamps that an entry comes with: its query's, its region's, its tenant's. */
    byte[][] stampKeysOfOne() {
        String stamps = Ledger.APPLICATION + ":{" + Ledger.TENANT + "}:!";
        return List.of(
                        raw.keys(stamps + "query:*").get(0),
                        raw.keys(stamps + "region:*").get(0),
                        raw.keys(stamps + "tenant").get(0))
                .toArray(byte[][]::new);
    }

    @Override
    public void close() {
        raw.close();
        cache.close();
        factory.destroy();
        redis.close();
    }
}
