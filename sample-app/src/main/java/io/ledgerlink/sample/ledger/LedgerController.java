package io.ledgerlink.sample.ledger;

import java.math.BigDecimal;
import java.util.List;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The ledger over HTTP. Knows nothing of the cache. */
@RestController
@RequestMapping("/tenants/{tenant}/accounts/{account}")
class LedgerController {

    private final LedgerQueries queries;
    private final PostEntryHandler handler;

    LedgerController(LedgerQueries queries, PostEntryHandler handler) {
        this.queries = queries;
        this.handler = handler;
    }

    @GetMapping("/balance")
    Balance balance(@PathVariable String tenant, @PathVariable String account) {
        return queries.balance(tenant, account);
    }

    @GetMapping("/entries")
    EntryPage entries(@PathVariable String tenant, @PathVariable String account, Pageable page) {
        Page<LedgerEntry> entries = queries.entries(tenant, account, page);
        return new EntryPage(entries.getContent(), entries.getNumber(), entries.getTotalPages());
    }

    @PostMapping("/entries")
    @ResponseStatus(HttpStatus.CREATED)
    void post(@PathVariable String tenant, @PathVariable String account, @RequestBody NewEntry entry) {
        handler.handle(new PostEntry(tenant, account, entry.amount(), entry.memo()));
    }

    record NewEntry(BigDecimal amount, String memo) {}

    record EntryPage(List<LedgerEntry> entries, int page, int pages) {}
}
