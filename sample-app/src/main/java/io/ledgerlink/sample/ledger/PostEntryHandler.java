package io.ledgerlink.sample.ledger;

import io.ledgerlink.nexus.cache.CacheEvictor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The command side: writes, and evicts what it made wrong. The eviction takes effect when the transaction commits. */
@Service
public class PostEntryHandler {

    private final JdbcClient jdbc;
    private final CacheEvictor evictor;

    PostEntryHandler(JdbcClient jdbc, CacheEvictor evictor) {
        this.jdbc = jdbc;
        this.evictor = evictor;
    }

    @Transactional
    public void handle(PostEntry command) {
        jdbc.sql("insert into entry (tenant, account, amount, memo) values (?, ?, ?, ?)")
                .params(command.tenant(), command.account(), command.amount(), command.memo())
                .update();
        evictor.evictTag(command.tenant(), "account:" + command.account());
    }
}
