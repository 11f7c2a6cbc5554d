package io.ledgerlink.nexus.cache;

import org.jspecify.annotations.Nullable;

/**
 * One page of a query's result: by its number, or by the cursor that it begins at.
 *
 * <p>A page is never empty; how large it may be is the cache's business ({@link CachePolicy#maxPageSize()}), because a key
 * with a larger page is valid and goes past the cache. Immutable and safe for use by many threads.
 *
 * @since 0.1
 */
public sealed interface Pagination {

    /** How many results a page holds at most; at least 1. */
    int perPage();

    /** The page of this number, counted from 1. */
    static Pagination of(int page, int perPage) {
        return new Numbered(page, perPage);
    }

    /** The page that begins at this cursor; {@code null} begins at the start and is not the same as an empty cursor. */
    static Pagination cursor(@Nullable String cursor, int perPage) {
        return new Cursor(cursor, perPage);
    }

    /**
     * A page by its number.
     *
     * @param page the page's number, counted from 1
     * @param perPage how many results a page holds at most
     */
    record Numbered(int page, int perPage) implements Pagination {

        public Numbered {
            if (page < 1) {
                throw new CacheKeyException("Page " + page + " does not exist: pages are counted from 1.");
            }
            checkPerPage(perPage);
        }

        /** How many results come before this page. */
        public long offset() {
            return (page - 1L) * perPage;
        }

        @Override
        public int hashCode() {
            return hash(page, perPage);
        }

        static int hash(int page, int perPage) {
            return 31 * page + perPage;
        }
    }

    /**
     * A page by its cursor.
     *
     * @param cursor where the page begins, as the source understands it; {@code null} for the start
     * @param perPage how many results a page holds at most
     */
    record Cursor(@Nullable String cursor, int perPage) implements Pagination {

        public Cursor {
            checkPerPage(perPage);
        }
    }

    private static void checkPerPage(int perPage) {
        if (perPage < 1) {
            throw new CacheKeyException("A page of " + perPage + " results cannot be asked for: use 1 or more.");
        }
    }
}
