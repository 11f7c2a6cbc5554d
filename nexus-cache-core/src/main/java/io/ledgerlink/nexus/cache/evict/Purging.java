package io.ledgerlink.nexus.cache.evict;

import io.ledgerlink.nexus.cache.NexusCacheException;
import io.ledgerlink.nexus.cache.Purge;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.Cursor;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ScanReply;
import java.time.Duration;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Walks the remote tier's keys in batches and deletes the entries among them. */
record Purging(RemoteTier remote, KeyText text, Duration timeout, LongPredicate goesOn) implements Purge {

    private static final int BATCH = 1_000;

    Purging(RemoteTier remote, KeyText text, Duration timeout) {
        this(remote, text, timeout, deleted -> true);
    }

    @Override
    public Purge reporting(LongPredicate progress) {
        return new Purging(remote, text, timeout, progress);
    }

    @Override
    public long all() {
        return purge(text.entriesPattern());
    }

    @Override
    public long cache(String cache) {
        return purge(text.cacheEntriesPattern(cache));
    }

    @Override
    public long tenant(Object tenant) {
        return purge(text.tenantEntriesPattern(TenantName.of(tenant)));
    }

    @Override
    public long region(Object tenant, String cache) {
        return purge(text.regionEntriesPattern(TenantName.of(tenant), cache));
    }

    @Override
    public long shared(String cache) {
        return purge(text.regionEntriesPattern(null, cache));
    }

    private long purge(String pattern) {
        long deleted = 0;
        Cursor cursor = null;
        try {
            do {
                ScanReply batch = Deadline.after(timeout).await(remote.scan(cursor, pattern, BATCH));
                List<String> entries =
                        batch.keys().stream().filter(text::isEntry).toList();
                if (!entries.isEmpty()) {
                    deleted += Deadline.after(timeout).await(remote.unlink(entries));
                }
                cursor = batch.next();
                if (!goesOn.test(deleted)) {
                    return deleted;
                }
            } while (cursor != null);
            return deleted;
        } catch (RemoteException e) {
            throw new PurgeInterruptedException(deleted, e);
        }
    }

    /** The remote tier stopped answering while it was purged. */
    private static final class PurgeInterruptedException extends NexusCacheException {

        private static final long serialVersionUID = 1L;

        private PurgeInterruptedException(long deleted, @Nullable Throwable cause) {
            super("Redis stopped answering after " + deleted + " entries had been purged: "
                    + (cause == null ? "" : cause.getMessage())
                    + ". Purge again when it is back; what is left does no harm");
            if (cause != null) {
                initCause(cause);
            }
        }
    }
}
