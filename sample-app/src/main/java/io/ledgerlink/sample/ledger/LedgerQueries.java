package io.ledgerlink.sample.ledger;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.Pageable;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The query side. Each method says in the log when it is really asked. */
@Service
@CachedQuery(tags = "account:{account}")
public class LedgerQueries {

    private static final Logger log = LoggerFactory.getLogger(LedgerQueries.class);

    private final JdbcClient jdbc;
    private final String instance;

    LedgerQueries(JdbcClient jdbc, @Value("${ledgerlink.instance}") String instance) {
        this.jdbc = jdbc;
        this.instance = instance;
    }

    /** The newest entries first; all pages of an account are evicted together. */
    @CachedQuery(cache = "ledger-entries")
    @Transactional(readOnly = true)
    public Page<LedgerEntry> entries(@Tenant String tenant, String account, Pageable page) {
        log.info("Asking the database for entries of {}, page {}", account, page.getPageNumber());
        List<LedgerEntry> entries = jdbc.sql("""
                        select id, amount, memo, posted_at from entry where tenant = ? and account = ?
                        order by id desc offset ? rows fetch first ? rows only""")
                .params(tenant, account, page.getOffset(), page.getPageSize())
                .query(new DataClassRowMapper<>(LedgerEntry.class))
                .list();
        return new PageImpl<>(entries, page, count(tenant, account));
    }

    /** The sum of all entries. */
    @CachedQuery(cache = "balances")
    @Transactional(readOnly = true)
    public Balance balance(@Tenant String tenant, String account) {
        log.info("Asking the database for the balance of {}", account);
        BigDecimal sum = jdbc.sql("select coalesce(sum(amount), 0) from entry where tenant = ? and account = ?")
                .params(tenant, account)
                .query(BigDecimal.class)
                .single();
        return new Balance(account, sum, count(tenant, account), instance, Instant.now());
    }

    private long count(String tenant, String account) {
        return jdbc.sql("select count(*) from entry where tenant = ? and account = ?")
                .params(tenant, account)
                .query(Long.class)
                .single();
    }
}
