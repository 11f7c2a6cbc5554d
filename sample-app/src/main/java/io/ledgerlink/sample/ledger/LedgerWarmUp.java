package io.ledgerlink.sample.ledger;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.warmup.WarmUp;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Asks for the balances of the accounts that were written last, before the first caller does. */
@Component
class LedgerWarmUp implements ApplicationRunner {

    private static final int ACCOUNTS = 20;

    private final NexusCache cache;
    private final LedgerQueries queries;
    private final JdbcClient jdbc;

    LedgerWarmUp(NexusCache cache, LedgerQueries queries, JdbcClient jdbc) {
        this.cache = cache;
        this.queries = queries;
        this.jdbc = jdbc;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        WarmUp warmUp = WarmUp.of(cache).parallelism(4);
        jdbc.sql("""
                        select tenant, account from entry group by tenant, account
                        order by max(id) desc fetch first ? rows only""")
                .param(ACCOUNTS)
                .query((row, number) -> new Account(row.getString("tenant"), row.getString("account")))
                .list()
                .forEach(account -> warmUp.call("a balance", () -> queries.balance(account.tenant, account.account)));
        warmUp.run();
    }

    private record Account(String tenant, String account) {}
}
