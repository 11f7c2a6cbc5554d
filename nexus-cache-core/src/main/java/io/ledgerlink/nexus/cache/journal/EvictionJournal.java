package io.ledgerlink.nexus.cache.journal;

import java.util.Collection;
import java.util.List;

/**
 * Where the evictions of a transaction are kept with what it writes, until they are confirmed.
 *
 * <p>Every instance of an application shares one. What an instance has written and not removed, because it died or could not
 * reach the remote tier, is claimed and delivered by whichever instance comes first. Delivering twice is harmless, so a
 * journal may give an entry twice, and must give each at least once.
 *
 * <p>Safe for use by many threads. {@link #write} is called by the threads of the application, inside their transactions; the
 * other methods by one thread of the cache's own, outside of any. All may throw: a failed write fails its transaction, the
 * others are tried again.
 *
 * @since 0.1
 */
public interface EvictionJournal {

    /**
     * Writes an entry that is there if the current thread's transaction commits, and only then.
     *
     * @param scopes texts without line breaks
     * @return the entry's id
     */
    String write(Collection<String> scopes);

    /**
     * Takes entries that have been left lying, oldest first. The same entry is given to nobody for a while, and then to whoever
     * asks, unless it has been removed or put aside.
     */
    List<Entry> claim(int most);

    /** Removes entries whose evictions are confirmed; those that are gone already are none to complain of. */
    void remove(Collection<String> ids);

    /** Keeps an entry that cannot be read, and gives it to nobody again. */
    void putAside(String id);

    /**
     * Evictions that were written together.
     *
     * @param id by which it is removed
     * @param scopes as they were written; none if they could not be read
     */
    record Entry(String id, List<String> scopes) {

        public Entry {
            scopes = List.copyOf(scopes);
        }
    }
}
