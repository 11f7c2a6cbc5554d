package io.ledgerlink.nexus.cache.simulation;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.key.KeyText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A key that simulated callers ask for: one page of one account's entries in one cache.
 *
 * @param row the row of the source that the answer is made of; every page and cache of an account reads the same
 * @param scopes the stamps' keys of all scopes that the answer belongs to
 */
record Question(int number, CacheKey key, int row, List<String> scopes) {

    static final KeyText TEXT = new KeyText("sim");
    static final List<String> TENANTS = List.of("t1", "t2");
    static final List<String> CACHES = List.of("ledger", "totals");
    static final String SHARED_CACHE = "rates";
    static final int ACCOUNTS = 3;
    static final int PAGES = 2;

    /** Accounts of all tenants, and one row that is everybody's. */
    static final int ROWS = TENANTS.size() * ACCOUNTS + 1;

    static final int SHARED_ROW = ROWS - 1;

    static final List<Question> ALL = all();

    /** The questions that each scope covers, by its stamp's key. */
    static final Map<String, List<Question>> OF_SCOPE = ofScope();

    /** The stamp's key of the query with all its pages. */
    String queryScope() {
        return scopes.get(2);
    }

    private static List<Question> all() {
        List<Question> questions = new ArrayList<>();
        for (int tenant = 0; tenant < TENANTS.size(); tenant++) {
            for (String cache : CACHES) {
                for (int account = 0; account < ACCOUNTS; account++) {
                    for (int page = 1; page <= PAGES; page++) {
                        questions.add(of(questions.size(), tenant, cache, account, page));
                    }
                }
            }
        }
        questions.add(shared(questions.size()));
        return List.copyOf(questions);
    }

    private static Question of(int number, int tenant, String cache, int account, int page) {
        String name = TENANTS.get(tenant);
        CacheKey key = CacheKey.builder(cache)
                .tenant(name)
                .query("entries")
                .part("account", account)
                .page(Pagination.of(page, 10))
                .tags("account:" + account)
                .build();
        return new Question(
                number,
                key,
                tenant * ACCOUNTS + account,
                List.of(
                        TEXT.allStamp(),
                        TEXT.cacheStamp(cache),
                        TEXT.queryStamp(name, cache, key.queryPath()),
                        TEXT.regionStamp(name, cache),
                        TEXT.tenantStamp(name),
                        TEXT.tagStamp(name, "account:" + account)));
    }

    private static Question shared(int number) {
        CacheKey key = CacheKey.builder(SHARED_CACHE).shared().query("rates").build();
        return new Question(
                number,
                key,
                SHARED_ROW,
                List.of(
                        TEXT.allStamp(),
                        TEXT.cacheStamp(SHARED_CACHE),
                        TEXT.queryStamp(null, SHARED_CACHE, key.queryPath()),
                        TEXT.regionStamp(null, SHARED_CACHE)));
    }

    private static Map<String, List<Question>> ofScope() {
        Map<String, List<Question>> covered = new TreeMap<>();
        for (Question question : ALL) {
            for (String scope : question.scopes) {
                covered.computeIfAbsent(scope, unknown -> new ArrayList<>()).add(question);
            }
        }
        return covered;
    }

    /** So many neighbours, from one of them on. */
    static List<Question> some(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(number -> ALL.get(number % ALL.size()))
                .toList();
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
