package io.ledgerlink.nexus.cache.remote;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Entries and stamps that all instances share, and the bus between the instances.
 *
 * <p>Every method returns at once; its stage completes on a thread of the tier, which must not be blocked, or
 * fails with whatever the tier met. A stage of a tier that is not {@link #available} fails at once. Nothing here waits,
 * retries or keeps a deadline: the caller does.
 *
 * <p>All keys of one call share a slot. A stamp is a positive number; {@code 0} stands for an absent one, and text that
 * is no number counts as absent. Methods are safe for use by many threads.
 */
public interface RemoteTier extends AutoCloseable {

    /**
     * Begins to connect, and to tell the listener what happens. Called once, before any other method; returns without
     * waiting for the server, which may be away for as long as it likes.
     */
    void open(Listener listener);

    /**
     * Whether commands can be sent now. Turns false as soon as a connection is lost, in a cluster the one to the node
     * that was connected first; a stage that was open may fail a moment before.
     */
    boolean available();

    /** Why the last attempt to connect failed, for people; empty where none did. */
    default String trouble() {
        return "";
    }

    /** Reads entries and stamps of one slot in one round trip. */
    CompletionStage<ReadReply> read(List<String> entryKeys, List<String> stampKeys);

    /**
     * Makes every stamp present and no older than known. An absent one becomes newer than known as an evicted one does, an
     * older one becomes the known one, a newer one stays. What was changed over a known stamp is published.
     */
    CompletionStage<StampReply> settle(List<StampRequest> stamps, MessageHead head);

    /** Stores an entry if its stamps all still stand, and no entry with newer wide stamps is there. */
    CompletionStage<StoreReply> store(StoreRequest request);

    /**
     * Stores an entry as {@link #store} does, if no tag that its source has found has been evicted since the clock of the
     * tenant's tags was read, and writes the tags' stamps into its first field. A tag is refused whose stamp is newer than
     * the clock as it was read; one that is absent becomes that old if the clock still stands there, and is refused else.
     * Where a tag is ahead of the clock itself, that is raised to it. An envelope without bytes stores no entry.
     */
    CompletionStage<FoundReply> storeFound(FoundRequest request);

    /**
     * Sets all stamps to the server's clock and publishes them, in one script. Where the clock is not past every previous
     * and known one, they become the newest of them plus one, plus the clock's µs within a millisecond.
     * Succeeds with the server's memory full.
     */
    CompletionStage<StampReply> evict(List<StampRequest> stamps, MessageHead head);

    /**
     * Evicts the query's stamp as {@link #evict} does, and stores the entry under the new stamp if all its stamps stood until
     * then, in one script: a put that arrives late finds that its query was evicted meanwhile.
     *
     * @param request its first stamp is the query's
     */
    CompletionStage<PutReply> put(StampRequest query, StoreRequest request, MessageHead head);

    /**
     * Lengthens the life of an entry that is still the expected one, under stamps that still stand. With an envelope whose
     * created-at is not left open, the entry counts as stored now.
     */
    CompletionStage<StoreReply> touch(StoreRequest request);

    /**
     * Takes the lease of an entry's load for a holder under stamps that stand, unless another holder under the same stamps has
     * it, or the entry has been stored meanwhile. A lease under other stamps is taken over: what its holder loads is out of date.
     */
    CompletionStage<LeaseReply> lease(LeaseRequest request);

    /** Lengthens a lease that is still its holder's; whether it was. */
    CompletionStage<Boolean> renew(Lease lease);

    /**
     * Stores an entry as {@link #store} does, gives the lease back if it is still its holder's, and publishes the head and
     * whether the entry was {@code stored} or {@code refused}, in one script. The stamps alone decide on the entry: a holder
     * whose lease was taken over stores what is as good as its successor's.
     */
    CompletionStage<StoreReply> storeAndRelease(Lease lease, StoreRequest request, MessageHead head);

    /** Gives a lease back if it is still its holder's, whether that was so, and publishes the head as it is. */
    CompletionStage<Boolean> release(Lease lease, MessageHead head);

    /** Reads who the primaries are. */
    CompletionStage<List<ServerIdentity>> servers();

    /** Sends a message to every instance; completes with the number that heard it, {@code -1} where unknown. */
    CompletionStage<Integer> publish(String message);

    /**
     * Unsubscribes and subscribes again, on a new connection if need be; the listener hears of it. A connection for commands
     * that has answered nothing for a while is replaced too.
     */
    void resubscribe();

    /** Replaces a connection for commands that has answered nothing for a while: TCP may never notice that it is dead. */
    void replaceIfSilent();

    /** Reads the next batch of keys that match a glob; {@code null} begins. */
    CompletionStage<ScanReply> scan(@Nullable Cursor cursor, String pattern, int batch);

    /** Deletes keys without making the server wait; completes with how many there were. */
    CompletionStage<Long> unlink(List<String> keys);

    /** Closes the connections. Stages still open fail. */
    @Override
    void close();

    /** What a tier tells its owner. Calls come from the tier's threads and must return at once. */
    interface Listener {

        /**
         * A connection for commands is there (again); what happened before is unknown. In a cluster this is told of each
         * node's connection, also of one that is opened when its node is first asked.
         */
        void connected();

        /** A connection for commands was lost. */
        void disconnected();

        /** The subscription was acknowledged: messages published from now on arrive. */
        void subscribed();

        /** The subscription was lost. */
        void unsubscribed();

        /** A message arrived. Calls come one at a time, in the order of arrival. */
        void message(String text);
    }

    /** Where a scan stands; opaque to everyone but the tier. */
    interface Cursor {}

    /** A batch of a scan; without a {@code next} it was the last. */
    record ScanReply(List<String> keys, @Nullable Cursor next) {}

    /** Entries and stamps, each in the order asked for; an absent entry is {@code null}, an absent stamp 0. */
    record ReadReply(List<byte @Nullable []> entries, long[] stamps) {}

    /** A stamp's key, the newest value known to the instance (0 if none), and its life; 0 millis: for ever. */
    record StampRequest(String key, long known, long lifeMillis) {}

    /** New stamps in the order asked for, who heard the message (-1 where unknown), and the server's clock in µs. */
    record StampReply(long[] stamps, int heardBy, long serverMicros) {}

    /**
     * An entry to be stored.
     *
     * @param entryKey where
     * @param envelope the entry's bytes, with created-at and fresh-until left open (see {@code codec.EnvelopeLayout})
     * @param freshMicros how long it is fresh, from the server's now
     * @param lifeMillis how long it is kept, and its stamps at least
     * @param stampKeys the stamps that it rests on, in the entry's slot
     * @param stamps what they must be, in that order
     */
    record StoreRequest(
            String entryKey,
            byte[] envelope,
            long freshMicros,
            long lifeMillis,
            List<String> stampKeys,
            long[] stamps) {}

    /**
     * An entry whose source has found tags.
     *
     * @param tagClockKey the clock of the tenant's tags
     * @param tagClock what it was before the source was asked
     * @param tagKeys the stamps of the tags, in the order of the envelope's first field
     * @param stampLifeMillis the life of a tag's stamp that is made
     */
    record FoundRequest(
            StoreRequest entry, String tagClockKey, long tagClock, List<String> tagKeys, long stampLifeMillis) {}

    /** What became of it, the tags' stamps if it was stored, and the server's clock in µs. */
    record FoundReply(StoreOutcome outcome, long[] stamps, long serverMicros) {}

    /** What became of a store, and the server's clock in µs. */
    record StoreReply(StoreOutcome outcome, long serverMicros) {}

    /** The query's new stamp, what became of the entry, who heard, and the server's clock in µs. */
    record PutReply(long stamp, StoreOutcome outcome, int heardBy, long serverMicros) {}

    /**
     * The right to load an entry for all instances, until it ends.
     *
     * @param key where, in the entry's slot
     * @param token who holds it; no other holder's is the same
     * @param lifeMillis after how long it ends unless it is renewed
     */
    record Lease(String key, String token, long lifeMillis) {}

    /** What a load rests on, as the header of its entry tells it (see {@code codec.EnvelopeLayout}). */
    record StampHeader(long allStamp, long cacheStamp, long queryStamp, long fingerprint) {}

    /**
     * A lease to be taken.
     *
     * @param lease which
     * @param entryKey the entry whose load it is for
     * @param ground what that load rests on
     * @param sinceMicros an entry on the same ground that is fresh and was created after this makes the load needless
     * @param stampKeys the stamps in the entry's slot that the load rests on
     * @param stamps what they must be, in that order
     */
    record LeaseRequest(
            Lease lease,
            String entryKey,
            StampHeader header,
            long sinceMicros,
            List<String> stampKeys,
            long[] stamps) {}

    /**
     * What became of a lease.
     *
     * @param holder the token of who holds it; empty where nobody was looked for
     * @param createdMicros when the entry that was found was created; 0 where none was
     */
    record LeaseReply(LeaseOutcome outcome, String holder, long createdMicros) {}

    enum LeaseOutcome {
        TAKEN,
        /** Another holder loads under the same stamps. */
        HELD,
        /** The entry is there. */
        FOUND,
        /** A stamp was absent or another than expected. */
        STAMPED
    }

    enum StoreOutcome {
        STORED,
        /** A stamp was absent or another than expected. */
        STAMPED,
        /** An entry with a newer {@code all} or {@code cache} stamp is there. */
        OVERTAKEN,
        /** There was no such entry to touch, or the server had no room for that of a put or of a lease's holder. */
        GONE
    }

    /**
     * Which process answers as a primary.
     *
     * @param uptimeMillis for how long it has been running, at least
     * @param histories what names the sequence of writes that it has followed: the one that it writes now, and the one that
     *     this goes on from; empty where the server names none
     * @param product what it is, for people: {@code Redis 7.0.15}
     */
    record ServerIdentity(String runId, long uptimeMillis, Set<String> histories, String product) {

        public ServerIdentity {
            histories = Set.copyOf(histories);
        }
    }

    /** Whose message a script publishes: its text begins with the head, and ` key=stamp` follows for each stamp. */
    record MessageHead(String head) {}
}
