package io.ledgerlink.nexus.cache.benchmarks.chaos;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.Pagination;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;

/**
 * One row of the database and the one cache that keeps it. Every write of the row evicts it there.
 *
 * @param number its place among all, and the row's number
 * @param tenant whose it is; the empty text for a shared one
 * @param keys one, or those of its pages
 */
record Cell(int number, Kind kind, String tenant, int account, List<CacheKey> keys) {

    static final List<String> TENANTS = List.of("north", "south", "west");
    static final int ACCOUNTS = 8;

    /** How many accounts, from the first, are written all the time. */
    static final int BUSY = 2;

    /** All there are; the same in every process. */
    static final List<Cell> ALL = all();

    private static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (String tenant : kind == Kind.SHARED ? List.of("") : TENANTS) {
                for (int account = 0; account < ACCOUNTS; account++) {
                    cells.add(new Cell(cells.size(), kind, tenant, account, keys(kind, tenant, account)));
                }
            }
        }
        return List.copyOf(cells);
    }

    private static List<CacheKey> keys(Kind kind, String tenant, int account) {
        return IntStream.range(0, kind.paged() ? 2 : 1)
                .mapToObj(page -> key(kind, tenant, account, page))
                .toList();
    }

    private static CacheKey key(Kind kind, String tenant, int account, int page) {
        CacheKey.Builder key = CacheKey.builder(kind.cache()).query("row").part("account", account);
        if (kind.paged()) {
            key.page(Pagination.of(page + 1, 1));
        }
        if (kind == Kind.SHARED) {
            return key.shared().build();
        }
        return kind.tagged()
                ? key.tenant(tenant).tags(tag(account)).build()
                : key.tenant(tenant).build();
    }

    /** The tag of an account's entries in the caches that have tags; no busy account shares it with a quiet one. */
    static String tag(int account) {
        return "group:" + account / BUSY;
    }

    CacheKey key() {
        return keys.get(0);
    }

    Type type() {
        return kind.type();
    }

    /** What its query answers while the row has this version. */
    Object value(long version) {
        Row row = new Row(number, version);
        return kind.paged() ? new PageImpl<>(List.of(row)) : row;
    }

    /** The row in what its query answered. */
    static Row row(Object value) {
        return value instanceof Page<?> page ? (Row) page.getContent().get(0) : (Row) value;
    }

    @Override
    public String toString() {
        return "row " + number + " (" + key() + ")";
    }
}
