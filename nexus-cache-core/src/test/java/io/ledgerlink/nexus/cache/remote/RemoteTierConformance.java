package io.ledgerlink.nexus.cache.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.entry.EnvelopeLayout;
import io.ledgerlink.nexus.cache.remote.RemoteTier.Cursor;
import io.ledgerlink.nexus.cache.remote.RemoteTier.FoundReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.FoundRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTier.Lease;
import io.ledgerlink.nexus.cache.remote.RemoteTier.LeaseOutcome;
import io.ledgerlink.nexus.cache.remote.RemoteTier.LeaseReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.LeaseRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTier.MessageHead;
import io.ledgerlink.nexus.cache.remote.RemoteTier.PutReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ReadReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ScanReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampHeader;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreOutcome;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every shared tier promises, whatever is behind it. */
public abstract class RemoteTierConformance {

    protected static final long LIFE = 600_000;
    protected static final long HOUR_MICROS = 3_600_000_000L;
    protected static final MessageHead ENVOY = new MessageHead("nx1 e a 1");

    /** Keys of a slot, and a channel, that no other test uses. */
    protected final String slot = "nexus:{" + UUID.randomUUID() + "}:";

    private final List<RemoteTier> tiers = new ArrayList<>();
    protected final RecordingListener heard = new RecordingListener();
    protected RemoteTier tier;

    /** Creates an instance's view of what all tests of this class share, on this channel. */
    protected abstract RemoteTier newTier(String channel);

    /** How many ms a key will live; -1 for ever, -2 if it is not there. */
    protected abstract long lifeMillis(String key);

    @BeforeEach
    void openTier() {
        tier = open(heard);
    }

    @AfterEach
    void closeTiers() {
        tiers.forEach(RemoteTier::close);
    }

    protected RemoteTier open(RecordingListener listener) {
        RemoteTier opened = unopened();
        opened.open(listener);
        assertThat(List.of(listener.next(), listener.next())).containsExactlyInAnyOrder("connected", "subscribed");
        return opened;
    }

    protected RemoteTier unopened() {
        RemoteTier created = newTier(slot + "bus");
        tiers.add(created);
        return created;
    }

    protected String key(String name) {
        return slot + name;
    }

    protected StampRequest stamp(String name) {
        return stamp(name, 0);
    }

    protected StampRequest stamp(String name, long known) {
        return new StampRequest(key(name), known, LIFE);
    }

    protected long evict(String name) {
        return get(tier.evict(List.of(stamp(name)), ENVOY)).stamps()[0];
    }

    protected long settle(String name, long known) {
        return get(tier.settle(List.of(stamp(name, known)), ENVOY)).stamps()[0];
    }

    protected long readStamp(String name) {
        return get(tier.read(List.of(), List.of(key(name)))).stamps()[0];
    }

    protected byte @Nullable [] readEntry(String name) {
        return get(tier.read(List.of(key(name)), List.of())).entries().get(0);
    }

    /** Reads an entry that must be there. */
    protected byte[] entry(String name) {
        return Objects.requireNonNull(readEntry(name), () -> "no entry at " + name);
    }

    protected StoreRequest request(byte[] envelope, long freshMicros, long lifeMillis, String stamp, long expected) {
        return new StoreRequest(
                key("entry"), envelope, freshMicros, lifeMillis, List.of(key(stamp)), new long[] {expected});
    }

    protected StoreRequest request(TestEnvelope envelope, String stamp, long expected) {
        return request(envelope.bytes(), 5_000_000, LIFE, stamp, expected);
    }

    /** An entry that rests on the query's stamp and another one. */
    private StoreRequest putRequest(byte[] envelope, long lifeMillis, long query, long other) {
        return new StoreRequest(
                key("entry"), envelope, 5_000_000, lifeMillis, List.of(key("query"), key("other")), new long[] {
                    query, other
                });
    }

    private StoreRequest putRequest(long query, long other) {
        return putRequest(TestEnvelope.PLAIN.bytes(), LIFE, query, other);
    }

    protected StoreOutcome store(TestEnvelope envelope, String stamp, long expected) {
        return get(tier.store(request(envelope, stamp, expected))).outcome();
    }

    protected static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    // Opening and closing

    @Test
    void isAvailableOnceOpened() {
        assertThat(tier.available()).isTrue();
    }

    @Test
    void failsEachStageAtOnceWhileNotOpened() {
        RemoteTier unopened = unopened();

        assertThat(unopened.available()).isFalse();
        assertThat(unopened.read(List.of(), List.of(key("stamp"))).toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(unopened.evict(List.of(stamp("stamp")), ENVOY).toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(readStamp("stamp")).isZero();
    }

    @Test
    void failsEachStageAtOnceAfterItWasClosed() {
        tier.close();

        assertThat(tier.available()).isFalse();
        assertThat(tier.publish("late").toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void tellsAClosedInstanceNothing() {
        RecordingListener gone = new RecordingListener();
        RemoteTier closed = open(gone);
        closed.close();

        int listeners = get(tier.publish("after"));

        assertThat(heard.next()).isEqualTo("after");
        assertThat(listeners).isIn(1, -1);
        gone.message("marker");
        assertThat(gone.next()).isEqualTo("marker");
    }

    // Reading

    @Test
    void readsAnAbsentStampAsZeroAndAnAbsentEntryAsNull() {
        ReadReply reply = get(tier.read(List.of(key("entry")), List.of(key("stamp"))));

        assertThat(reply.entries()).containsExactly((byte[]) null);
        assertThat(reply.stamps()).containsExactly(0);
    }

    @Test
    void readsEntriesAndStampsInTheOrderAskedFor() {
        long first = evict("first");
        long second = evict("second");
        store(TestEnvelope.PLAIN, "first", first);

        ReadReply reply =
                get(tier.read(List.of(key("none"), key("entry")), List.of(key("second"), key("absent"), key("first"))));

        assertThat(reply.entries().get(0)).isNull();
        assertThat(reply.entries().get(1)).hasSize(EnvelopeLayout.HEADER + 3);
        assertThat(reply.stamps()).containsExactly(second, 0, first);
    }

    @Test
    void countsAStampThatIsNoNumberAsAbsent() {
        long stamp = evict("stamp");
        store(TestEnvelope.PLAIN, "stamp", stamp);

        assertThat(readStamp("entry")).isZero();
    }

    // Settling

    @Test
    void settlesAnAbsentStampAtTheServersClock() {
        StampReply reply = get(tier.settle(List.of(stamp("a"), stamp("b")), ENVOY));

        assertThat(reply.stamps()).containsExactly(reply.serverMicros(), reply.serverMicros());
        assertThat(readStamp("a")).isEqualTo(reply.serverMicros());
        assertThat(lifeMillis(key("a"))).isBetween(LIFE / 2, LIFE);
    }

    @Test
    void settlesAnAbsentStampAboveTheKnownOne() {
        long known = evict("clock") + HOUR_MICROS;

        StampReply reply = get(tier.settle(List.of(stamp("stamp", known)), ENVOY));
        assertThat(reply.stamps()).containsExactly(known + 1 + reply.serverMicros() % 1_000);
        assertThat(readStamp("stamp")).isEqualTo(reply.stamps()[0]);
    }

    @Test
    void settlesAnOlderStampAtTheKnownOne() {
        long known = evict("stamp") + HOUR_MICROS;

        assertThat(settle("stamp", known)).isEqualTo(known);
        assertThat(readStamp("stamp")).isEqualTo(known);
    }

    @Test
    void settlingLeavesANewerStampAndItsLife() {
        long stamp = evict("stamp");

        StampReply reply = get(tier.settle(List.of(new StampRequest(key("stamp"), stamp - 1, 10 * LIFE)), ENVOY));

        assertThat(reply.stamps()).containsExactly(stamp);
        assertThat(readStamp("stamp")).isEqualTo(stamp);
        assertThat(lifeMillis(key("stamp"))).isBetween(LIFE / 2, LIFE);
    }

    @Test
    void settlingReplacesWhatIsNoStamp() {
        store(TestEnvelope.PLAIN, "stamp", evict("stamp"));

        long settled = settle("entry", 0);

        assertThat(settled).isPositive();
        assertThat(readStamp("entry")).isEqualTo(settled);
    }

    @Test
    void publishesOnlyWhatWasSettledOverAKnownStamp() {
        long same = evict("same");
        long older = evict("older");
        heard.upTo(ENVOY.head() + " " + key("older") + "=" + older);

        get(tier.settle(
                List.of(stamp("new"), stamp("same", same), stamp("older", older + 5), stamp("lost", HOUR_MICROS)),
                ENVOY));

        assertThat(heard.next())
                .isEqualTo(ENVOY.head() + " " + key("older") + "=" + (older + 5) + " " + key("lost") + "="
                        + readStamp("lost"));
    }

    @Test
    void publishesNothingWhenSettlingOnlyCreatesOrConfirms() {
        long stamp = settle("stamp", 0);
        StampReply reply = get(tier.settle(List.of(stamp("stamp", stamp)), ENVOY));
        get(tier.publish("marker"));

        assertThat(reply.heardBy()).isIn(0, -1);
        assertThat(heard.next()).isEqualTo("marker");
    }

    // Evicting

    @Test
    void evictsToTheServersClock() {
        StampReply reply = get(tier.evict(List.of(stamp("stamp")), ENVOY));

        assertThat(reply.stamps()).containsExactly(reply.serverMicros());
        assertThat(readStamp("stamp")).isEqualTo(reply.serverMicros());
    }

    @Test
    void evictsAboveThePreviousStampWhenTheClockLags() {
        long ahead = settle("stamp", evict("clock") + HOUR_MICROS);

        StampReply reply = get(tier.evict(List.of(stamp("stamp")), ENVOY));
        assertThat(reply.stamps()).containsExactly(ahead + 1 + reply.serverMicros() % 1_000);
    }

    @Test
    void evictsAboveTheKnownStampWhenTheClockLags() {
        long known = evict("stamp") + HOUR_MICROS;

        StampReply reply = get(tier.evict(List.of(stamp("stamp", known)), ENVOY));
        assertThat(reply.stamps()).containsExactly(known + 1 + reply.serverMicros() % 1_000);
    }

    @Test
    void evictsOverWhatIsNoStamp() {
        store(TestEnvelope.PLAIN, "stamp", evict("stamp"));

        long evicted = evict("entry");

        assertThat(readStamp("entry")).isEqualTo(evicted).isPositive();
    }

    @Test
    void givesAnEvictedStampItsLifeOrNoEnd() {
        evict("stamp");
        get(tier.evict(List.of(new StampRequest(key("forever"), 0, 0)), ENVOY));

        assertThat(lifeMillis(key("stamp"))).isBetween(LIFE / 2, LIFE);
        assertThat(lifeMillis(key("forever"))).isEqualTo(-1);
    }

    @Test
    void tellsEveryInstanceAllStampsOfAnEvictionInOneMessage() {
        RecordingListener other = new RecordingListener();
        open(other);

        StampReply reply = get(tier.evict(List.of(stamp("a"), stamp("b")), ENVOY));

        String message =
                ENVOY.head() + " " + key("a") + "=" + reply.stamps()[0] + " " + key("b") + "=" + reply.stamps()[1];
        assertThat(heard.next()).isEqualTo(message);
        assertThat(other.next()).isEqualTo(message);
        assertThat(reply.heardBy()).isIn(2, -1);
    }

    @Test
    void givesConcurrentEvictionsStampsThatGrowInTheOrderOfTheirMessages() {
        RemoteTier other = open(new RecordingListener());
        List<CompletableFuture<StampReply>> replies = IntStream.range(0, 200)
                .mapToObj(i -> (i % 2 == 0 ? tier : other).evict(List.of(stamp("stamp")), ENVOY))
                .map(CompletionStage::toCompletableFuture)
                .toList();
        long[] stamps = replies.stream()
                .mapToLong(reply -> get(reply).stamps()[0])
                .sorted()
                .toArray();

        assertThat(LongStream.of(stamps).distinct()).hasSize(200);
        for (long stamp : stamps) {
            assertThat(heard.next()).endsWith("=" + stamp);
        }
    }

    // Storing

    @Test
    void storesAnEntryDatedByTheServersClock() {
        long stamp = evict("stamp");
        byte[] envelope = TestEnvelope.PLAIN.bytes();

        StoreReply reply = get(tier.store(request(envelope, 5_000_000, LIFE, "stamp", stamp)));

        byte[] entry = entry("entry");
        assertThat(reply.outcome()).isEqualTo(StoreOutcome.STORED);
        assertThat(TestEnvelope.at(entry, EnvelopeLayout.CREATED_AT)).isEqualTo(reply.serverMicros());
        assertThat(TestEnvelope.at(entry, EnvelopeLayout.FRESH_UNTIL)).isEqualTo(reply.serverMicros() + 5_000_000);
        assertThat(Arrays.copyOf(entry, EnvelopeLayout.CREATED_AT))
                .isEqualTo(Arrays.copyOf(envelope, EnvelopeLayout.CREATED_AT));
        assertThat(Arrays.copyOfRange(entry, EnvelopeLayout.ALL_STAMP, entry.length))
                .isEqualTo(Arrays.copyOfRange(envelope, EnvelopeLayout.ALL_STAMP, envelope.length));
        assertThat(lifeMillis(key("entry"))).isBetween(LIFE / 2, LIFE);
    }

    @Test
    void losesAnEntryAtTheEndOfItsLife() {
        long stamp = evict("stamp");
        get(tier.store(request(TestEnvelope.PLAIN.bytes(), 1_000, 20, "stamp", stamp)));

        awaitAbsence("entry");

        assertThat(readStamp("stamp")).isEqualTo(stamp);
    }

    /** Lets 20 ms pass for the tier. */
    protected abstract void awaitAbsence(String name);

    @Test
    void refusesToStoreUnderAnAbsentStamp() {
        assertThat(store(TestEnvelope.PLAIN, "absent", 5)).isEqualTo(StoreOutcome.STAMPED);
        assertThat(store(TestEnvelope.PLAIN, "absent", 0)).isEqualTo(StoreOutcome.STAMPED);
        assertThat(readEntry("entry")).isNull();
    }

    @Test
    void refusesToStoreUnderAStampThatHasChanged() {
        long before = evict("stamp");
        evict("stamp");

        assertThat(store(TestEnvelope.PLAIN, "stamp", before)).isEqualTo(StoreOutcome.STAMPED);
        assertThat(readEntry("entry")).isNull();
    }

    @Test
    void refusesToStoreWhenAnyOfSeveralStampsHasChanged() {
        long[] stamps = {evict("a"), evict("b"), evict("c")};
        evict("c");

        StoreReply reply = get(tier.store(new StoreRequest(
                key("entry"), TestEnvelope.PLAIN.bytes(), 1, LIFE, List.of(key("a"), key("b"), key("c")), stamps)));

        assertThat(reply.outcome()).isEqualTo(StoreOutcome.STAMPED);
    }

    @Test
    void refusesToOverwriteAnEntryWithANewerWideStamp() {
        long stamp = evict("stamp");
        store(new TestEnvelope(10, 20, 1), "stamp", stamp);

        assertThat(store(new TestEnvelope(9, 20, 2), "stamp", stamp)).isEqualTo(StoreOutcome.OVERTAKEN);
        assertThat(store(new TestEnvelope(10, 19, 2), "stamp", stamp)).isEqualTo(StoreOutcome.OVERTAKEN);
        assertThat(TestEnvelope.at(entry("entry"), EnvelopeLayout.FINGERPRINT)).isEqualTo(1);
    }

    @Test
    void overwritesAnEntryWithTheSameOrOlderWideStamps() {
        long stamp = evict("stamp");
        store(new TestEnvelope(10, 20, 1), "stamp", stamp);

        assertThat(store(new TestEnvelope(10, 20, 2), "stamp", stamp)).isEqualTo(StoreOutcome.STORED);
        assertThat(store(new TestEnvelope(1_790_000_000_000_001L, 21, 3), "stamp", stamp))
                .isEqualTo(StoreOutcome.STORED);
        assertThat(store(new TestEnvelope(1_790_000_000_000_000L, 21, 4), "stamp", stamp))
                .isEqualTo(StoreOutcome.OVERTAKEN);
        assertThat(TestEnvelope.at(entry("entry"), EnvelopeLayout.FINGERPRINT)).isEqualTo(3);
    }

    @Test
    void overwritesWhatIsOfAnotherFormat() {
        long stamp = evict("stamp");
        byte[] foreign = new TestEnvelope(Long.MAX_VALUE, Long.MAX_VALUE, 1).bytes();
        foreign[3]++;
        get(tier.store(request(foreign, 1, LIFE, "stamp", stamp)));

        assertThat(store(TestEnvelope.PLAIN, "stamp", stamp)).isEqualTo(StoreOutcome.STORED);
    }

    @Test
    void lengthensTheLivesOfTheStampsThatAnEntryRestsOn() {
        long stamp = evict("stamp");

        get(tier.store(request(TestEnvelope.PLAIN.bytes(), 1, 10 * LIFE, "stamp", stamp)));

        assertThat(lifeMillis(key("stamp"))).isBetween(5 * LIFE, 10 * LIFE);
    }

    @Test
    void storingNeverShortensTheLifeOfAStamp() {
        long stamp = evict("stamp");
        long endless = get(tier.evict(List.of(new StampRequest(key("endless"), 0, 0)), ENVOY))
                .stamps()[0];

        get(tier.store(request(TestEnvelope.PLAIN.bytes(), 1, 1_000, "stamp", stamp)));
        get(tier.store(request(TestEnvelope.PLAIN.bytes(), 1, 1_000, "endless", endless)));

        assertThat(lifeMillis(key("stamp"))).isGreaterThan(LIFE / 2);
        assertThat(lifeMillis(key("endless"))).isEqualTo(-1);
    }

    // Putting

    @Test
    void putsAnEntryUnderTheQuerysNewStamp() {
        long other = evict("other");
        long before = evict("query");
        heard.upTo(ENVOY.head() + " " + key("query") + "=" + before);

        PutReply reply = get(tier.put(stamp("query", before), putRequest(before, other), ENVOY));

        assertThat(reply.outcome()).isEqualTo(StoreOutcome.STORED);
        assertThat(reply.stamp()).isGreaterThan(before).isEqualTo(readStamp("query"));
        assertThat(TestEnvelope.at(entry("entry"), EnvelopeLayout.QUERY_STAMP)).isEqualTo(reply.stamp());
        assertThat(TestEnvelope.at(entry("entry"), EnvelopeLayout.FINGERPRINT)).isEqualTo(7);
        assertThat(TestEnvelope.at(entry("entry"), EnvelopeLayout.CREATED_AT)).isEqualTo(reply.serverMicros());
        assertThat(reply.heardBy()).isIn(1, -1);
        assertThat(heard.next()).isEqualTo(ENVOY.head() + " " + key("query") + "=" + reply.stamp());
    }

    @Test
    void putsAboveTheKnownStampWhenTheClockLags() {
        long known = evict("query") + HOUR_MICROS;

        PutReply reply = get(tier.put(stamp("query", known), putRequest(evict("query"), evict("other")), ENVOY));

        assertThat(reply.stamp()).isEqualTo(known + 1 + reply.serverMicros() % 1_000);
    }

    @Test
    void givesAPutsStampsAtLeastTheLifeOfItsEntry() {
        StoreRequest request = putRequest(TestEnvelope.PLAIN.bytes(), 10 * LIFE, evict("query"), evict("other"));

        get(tier.put(stamp("query"), request, ENVOY));

        assertThat(lifeMillis(key("query"))).isBetween(5 * LIFE, 10 * LIFE);
        assertThat(lifeMillis(key("other"))).isBetween(5 * LIFE, 10 * LIFE);
    }

    @Test
    void stampsTheQueryEvenIfThePutsEntryIsRefused() {
        long other = evict("other");
        store(new TestEnvelope(11, 20, 1), "other", other);
        long start = evict("query");
        heard.upTo(ENVOY.head() + " " + key("query") + "=" + start);

        PutReply stamped = get(tier.put(stamp("query"), putRequest(start, other - 1), ENVOY));
        PutReply late = get(tier.put(stamp("query"), putRequest(start, other), ENVOY));
        PutReply overtaken = get(tier.put(stamp("query"), putRequest(late.stamp(), other), ENVOY));

        assertThat(stamped.outcome()).isEqualTo(StoreOutcome.STAMPED);
        assertThat(late.outcome()).isEqualTo(StoreOutcome.STAMPED);
        assertThat(overtaken.outcome()).isEqualTo(StoreOutcome.OVERTAKEN);
        assertThat(stamped.stamp()).isGreaterThan(start);
        assertThat(late.stamp()).isGreaterThan(stamped.stamp());
        assertThat(overtaken.stamp()).isGreaterThan(late.stamp()).isEqualTo(readStamp("query"));
        assertThat(heard.next()).endsWith("=" + stamped.stamp());
        assertThat(heard.next()).endsWith("=" + late.stamp());
        assertThat(heard.next()).endsWith("=" + overtaken.stamp());
        assertThat(TestEnvelope.at(entry("entry"), EnvelopeLayout.FINGERPRINT)).isEqualTo(1);
    }

    // Found tags

    @Test
    void evictsAllTogetherAboveTheNewestOfThem() {
        long ahead = settle("b", evict("clock") + HOUR_MICROS);

        StampReply reply = get(tier.evict(List.of(stamp("a"), stamp("b")), ENVOY));

        assertThat(reply.stamps()[0]).isEqualTo(reply.stamps()[1]).isGreaterThan(ahead);
    }

    @Test
    void storesAnEntryWithTheStampsOfItsTags() {
        long stamp = evict("stamp");
        long old = evict("old");
        long clock = evict("tags");

        FoundReply reply = storeFound(stamp, clock, "old", "absent");

        assertThat(reply.outcome()).isEqualTo(StoreOutcome.STORED);
        assertThat(reply.stamps()).containsExactly(old, clock);
        assertThat(readStamp("absent")).isEqualTo(clock);
        byte[] entry = entry("entry");
        assertThat(TestEnvelope.at(entry, EnvelopeLayout.FOUND_STAMPS)).isEqualTo(old);
        assertThat(TestEnvelope.at(entry, EnvelopeLayout.FOUND_STAMPS + 8)).isEqualTo(clock);
        assertThat(TestEnvelope.at(entry, EnvelopeLayout.CREATED_AT)).isEqualTo(reply.serverMicros());
        byte[] sent = found(2);
        assertThat(Arrays.copyOfRange(entry, EnvelopeLayout.ALL_STAMP, EnvelopeLayout.FOUND_STAMPS))
                .isEqualTo(Arrays.copyOfRange(sent, EnvelopeLayout.ALL_STAMP, EnvelopeLayout.FOUND_STAMPS));
        assertThat(Arrays.copyOfRange(entry, EnvelopeLayout.FOUND_STAMPS + 16, entry.length))
                .isEqualTo(Arrays.copyOfRange(sent, EnvelopeLayout.FOUND_STAMPS + 16, sent.length));
        assertThat(lifeMillis(key("entry"))).isBetween(LIFE / 2, LIFE);
        assertThat(lifeMillis(key("absent"))).isGreaterThan(LIFE / 2);
    }

    @Test
    void aTagThatStandsIsStoredThoughTheClockHasMoved() {
        long stamp = evict("stamp");
        long old = evict("old");
        long clock = evict("tags");
        evict("tags");

        assertThat(storeFound(stamp, clock, "old").stamps()).containsExactly(old);
    }

    @Test
    void aTagThatIsNewerThanTheClockAsItWasReadIsRefused() {
        long stamp = evict("stamp");
        long clock = evict("tags");
        get(tier.evict(List.of(stamp("tag"), stamp("tags")), ENVOY));

        FoundReply reply = storeFound(stamp, clock, "tag");

        assertThat(reply.outcome()).isEqualTo(StoreOutcome.STAMPED);
        assertThat(reply.stamps()).isEmpty();
        assertThat(readEntry("entry")).isNull();
    }

    @Test
    void anAbsentTagIsRefusedWhereTheClockHasMovedOrIsLost() {
        long stamp = evict("stamp");
        long clock = evict("tags");
        evict("tags");

        assertThat(storeFound(stamp, clock, "absent").outcome()).isEqualTo(StoreOutcome.STAMPED);
        get(tier.unlink(List.of(key("tags"))));
        assertThat(storeFound(stamp, clock, "absent").outcome()).isEqualTo(StoreOutcome.STAMPED);
        assertThat(readStamp("absent")).isZero();
        assertThat(readStamp("tags")).isZero();
        assertThat(readEntry("entry")).isNull();
    }

    @Test
    void theClockIsRaisedToATagThatIsAheadOfIt() {
        long stamp = evict("stamp");
        long clock = evict("tags");
        long ahead = settle("tag", clock + HOUR_MICROS);

        assertThat(storeFound(stamp, clock, "tag").outcome()).isEqualTo(StoreOutcome.STAMPED);
        long raised = readStamp("tags");
        assertThat(raised)
                .as("never at a value that absent tags may have been made at")
                .isGreaterThan(ahead);
        assertThat(storeFound(stamp, raised, "tag").outcome()).isEqualTo(StoreOutcome.STORED);
    }

    @Test
    void aClockThatHasGoneBackKeepsNothing() {
        long stamp = evict("stamp");
        evict("tag");
        long clock = evict("tags");

        assertThat(storeFound(stamp, clock + HOUR_MICROS, "tag").outcome()).isEqualTo(StoreOutcome.STAMPED);
    }

    @Test
    void aFoundEntryIsRefusedAsAnyOther() {
        long stamp = evict("stamp");
        long clock = evict("tags");
        byte[] older = found(1);
        ByteBuffer.wrap(older).putLong(EnvelopeLayout.ALL_STAMP, 1);
        storeFound(stamp, clock, "tag");

        assertThat(get(tier.storeFound(foundRequest(older, stamp, clock, "tag")))
                        .outcome())
                .isEqualTo(StoreOutcome.OVERTAKEN);
        evict("stamp");
        assertThat(storeFound(stamp, clock, "tag").outcome()).isEqualTo(StoreOutcome.STAMPED);
    }

    @Test
    void withoutAnEnvelopeTheTagsAreCheckedAndNoEntryIsStored() {
        long stamp = evict("stamp");
        long clock = evict("tags");

        FoundReply reply = get(tier.storeFound(foundRequest(new byte[0], stamp, clock, "absent")));

        assertThat(reply.outcome()).isEqualTo(StoreOutcome.STORED);
        assertThat(reply.stamps()).containsExactly(clock);
        assertThat(readEntry("entry")).isNull();
    }

    private FoundReply storeFound(long stamp, long clock, String... tags) {
        return get(tier.storeFound(foundRequest(found(tags.length), stamp, clock, tags)));
    }

    private FoundRequest foundRequest(byte[] envelope, long stamp, long clock, String... tags) {
        return new FoundRequest(
                request(envelope, 5_000_000, LIFE, "stamp", stamp),
                key("tags"),
                clock,
                Arrays.stream(tags).map(this::key).toList(),
                LIFE);
    }

    /** An envelope with room for this many stamps in its first field. */
    private static byte[] found(int tags) {
        byte[] plain = TestEnvelope.PLAIN.bytes();
        int fields = EnvelopeLayout.FOUND_STAMPS - EnvelopeLayout.HEADER + tags * Long.BYTES;
        return ByteBuffer.allocate(plain.length + fields)
                .put(plain, 0, EnvelopeLayout.HEADER)
                .putShort(EnvelopeLayout.FIELDS_LENGTH, (short) fields)
                .position(EnvelopeLayout.HEADER + fields)
                .put(plain, EnvelopeLayout.HEADER, plain.length - EnvelopeLayout.HEADER)
                .array();
    }

    // Touching

    @Test
    void touchesAnEntryThatIsStillTheExpectedOne() {
        long stamp = evict("stamp");
        store(TestEnvelope.PLAIN, "stamp", stamp);
        byte[] before = entry("entry");

        StoreReply reply = get(tier.touch(request(TestEnvelope.PLAIN.bytes(), 9_000_000, 10 * LIFE, "stamp", stamp)));

        byte[] after = entry("entry");
        assertThat(reply.outcome()).isEqualTo(StoreOutcome.STORED);
        assertThat(TestEnvelope.at(after, EnvelopeLayout.FRESH_UNTIL)).isEqualTo(reply.serverMicros() + 9_000_000);
        assertThat(Arrays.copyOf(after, EnvelopeLayout.FRESH_UNTIL))
                .isEqualTo(Arrays.copyOf(before, EnvelopeLayout.FRESH_UNTIL));
        assertThat(Arrays.copyOfRange(after, EnvelopeLayout.ALL_STAMP, after.length))
                .isEqualTo(Arrays.copyOfRange(before, EnvelopeLayout.ALL_STAMP, before.length));
        assertThat(lifeMillis(key("entry"))).isBetween(5 * LIFE, 10 * LIFE);
        assertThat(lifeMillis(key("stamp"))).isBetween(5 * LIFE, 10 * LIFE);
    }

    @Test
    void anEntryThatIsTouchedByAHeaderWithACreationTimeIsDatedAnew() {
        long stamp = evict("stamp");
        store(TestEnvelope.PLAIN, "stamp", stamp);
        byte[] before = entry("entry");
        byte[] header = Arrays.copyOf(TestEnvelope.PLAIN.bytes(), EnvelopeLayout.HEADER);
        ByteBuffer.wrap(header).putLong(EnvelopeLayout.CREATED_AT, 1);

        StoreReply reply = get(tier.touch(request(header, 9_000_000, LIFE, "stamp", stamp)));

        byte[] after = entry("entry");
        assertThat(reply.outcome()).isEqualTo(StoreOutcome.STORED);
        assertThat(TestEnvelope.at(after, EnvelopeLayout.CREATED_AT)).isEqualTo(reply.serverMicros());
        assertThat(TestEnvelope.at(after, EnvelopeLayout.FRESH_UNTIL)).isEqualTo(reply.serverMicros() + 9_000_000);
        assertThat(Arrays.copyOfRange(after, EnvelopeLayout.ALL_STAMP, after.length))
                .isEqualTo(Arrays.copyOfRange(before, EnvelopeLayout.ALL_STAMP, before.length));
    }

    @Test
    void touchingNeverShortensALife() {
        long stamp = evict("stamp");
        store(TestEnvelope.PLAIN, "stamp", stamp);

        get(tier.touch(request(TestEnvelope.PLAIN.bytes(), 1, 1_000, "stamp", stamp)));

        assertThat(lifeMillis(key("entry"))).isGreaterThan(LIFE / 2);
        assertThat(lifeMillis(key("stamp"))).isGreaterThan(LIFE / 2);
    }

    @Test
    void touchesNothingWhereTheEntryIsGoneOrAnother() {
        long stamp = evict("stamp");
        StoreRequest touch = request(TestEnvelope.PLAIN, "stamp", stamp);

        assertThat(get(tier.touch(touch)).outcome()).isEqualTo(StoreOutcome.GONE);
        assertThat(readEntry("entry")).isNull();

        store(new TestEnvelope(10, 20, 8), "stamp", stamp);
        byte[] before = entry("entry");
        assertThat(get(tier.touch(touch)).outcome()).isEqualTo(StoreOutcome.GONE);
        assertThat(entry("entry")).isEqualTo(before);
    }

    @Test
    void touchesNothingUnderAStampThatHasChanged() {
        long stamp = evict("stamp");
        store(TestEnvelope.PLAIN, "stamp", stamp);
        byte[] before = entry("entry");
        evict("stamp");

        assertThat(get(tier.touch(request(TestEnvelope.PLAIN, "stamp", stamp))).outcome())
                .isEqualTo(StoreOutcome.STAMPED);
        assertThat(entry("entry")).isEqualTo(before);
    }

    // The bus

    @Test
    void deliversMessagesToEveryInstanceInOrder() {
        RecordingListener other = new RecordingListener();
        open(other);
        List<String> messages =
                IntStream.range(0, 500).mapToObj(i -> "message " + i).toList();

        messages.forEach(tier::publish);

        assertThat(messages).allSatisfy(message -> {
            assertThat(heard.next()).isEqualTo(message);
            assertThat(other.next()).isEqualTo(message);
        });
    }

    @Test
    void countsWhoHeardAMessage() {
        open(new RecordingListener());

        assertThat(get(tier.publish("hello"))).isIn(2, -1);
    }

    @Test
    void keepsAMessagesTextAsItIs() {
        String message = "näher € \uD83D\uDE00 a=1 %7B";

        get(tier.publish(message));

        assertThat(heard.next()).isEqualTo(message);
    }

    @Test
    void subscribesAgainWhenAsked() {
        tier.resubscribe();

        assertThat(heard.next()).isEqualTo("unsubscribed");
        assertThat(heard.next()).isEqualTo("subscribed");
        get(tier.publish("after"));
        assertThat(heard.next()).isEqualTo("after");
    }

    // The operator's verbs, and who is there

    @Test
    void scansAllKeysThatMatchInBatches() {
        List<String> names = IntStream.range(0, 40).mapToObj(i -> "entry" + i).toList();
        names.forEach(this::evict);
        evict("other");

        List<String> found = scanAll(escaped(slot) + "entry*");

        assertThat(found)
                .containsOnlyOnceElementsOf(names.stream().map(this::key).toList())
                .hasSize(40);
    }

    @Test
    void scansAPatternsSpecialCharactersAsTheyStandWhenEscaped() {
        evict("a*b");
        evict("axb");
        evict("a[x]b");

        assertThat(scanAll(escaped(key("a*b")))).containsExactly(key("a*b"));
        assertThat(scanAll(escaped(key("a[x]b")))).containsExactly(key("a[x]b"));
        assertThat(scanAll(escaped(slot) + "a[w-y]b")).containsExactly(key("axb"));
        assertThat(scanAll(escaped(slot) + "a?b")).containsExactlyInAnyOrder(key("a*b"), key("axb"));
        assertThat(scanAll(escaped(slot) + "a[^x]b")).containsExactly(key("a*b"));
    }

    private List<String> scanAll(String pattern) {
        List<String> found = new ArrayList<>();
        Cursor cursor = null;
        do {
            ScanReply reply = get(tier.scan(cursor, pattern, 7));
            found.addAll(reply.keys());
            cursor = reply.next();
        } while (cursor != null);
        return found;
    }

    private static String escaped(String text) {
        return text.replaceAll("([\\\\*?\\[\\]])", "\\\\$1");
    }

    @Test
    void unlinksKeysAndCountsThem() {
        evict("a");
        evict("b");

        assertThat(get(tier.unlink(List.of(key("a"), key("b"), key("absent"))))).isEqualTo(2);
        assertThat(get(tier.unlink(List.of()))).isZero();
        assertThat(readStamp("a")).isZero();
    }

    @Test
    void namesTheServersThatAnswer() {
        List<RemoteTier.ServerIdentity> servers = get(tier.servers());

        assertThat(servers).isNotEmpty().allSatisfy(server -> {
            assertThat(server.runId()).isNotBlank();
            assertThat(server.uptimeMillis()).isNotNegative();
        });
        assertThat(get(tier.servers()))
                .extracting(RemoteTier.ServerIdentity::runId)
                .isEqualTo(
                        servers.stream().map(RemoteTier.ServerIdentity::runId).toList());
    }

    @Test
    void failsAStageRatherThanThrowing() {
        RemoteTier unopened = unopened();

        assertThatThrownBy(() -> get(unopened.servers())).hasRootCauseInstanceOf(RuntimeException.class);
        assertThat(unopened.unlink(List.of(key("a"))).toCompletableFuture()).isCompletedExceptionally();
        assertThat(unopened.scan(null, "*", 1).toCompletableFuture()).isCompletedExceptionally();
    }

    // Leases

    private static final StampHeader GROUND = new StampHeader(10, 20, 30, 7);

    private Lease lease(String token) {
        return new Lease(key("lease"), token, LIFE);
    }

    private LeaseReply ask(Lease lease, StampHeader header, long sinceMicros, long stamp) {
        return get(tier.lease(
                new LeaseRequest(lease, key("entry"), header, sinceMicros, List.of(key("stamp")), new long[] {stamp})));
    }

    private LeaseReply ask(String token, long stamp) {
        return ask(lease(token), GROUND, 0, stamp);
    }

    @Test
    void givesALeaseToOneHolderUntilItGivesItBack() {
        long stamp = evict("stamp");
        assertThat(ask("a", stamp)).isEqualTo(new LeaseReply(LeaseOutcome.TAKEN, "a", 0));
        assertThat(ask("b", stamp)).isEqualTo(new LeaseReply(LeaseOutcome.HELD, "a", 0));
        assertThat(lifeMillis(key("lease"))).isBetween(LIFE / 2, LIFE);
        assertThat(get(tier.release(lease("a"), ENVOY))).isTrue();
        assertThat(ask("b", stamp)).isEqualTo(new LeaseReply(LeaseOutcome.TAKEN, "b", 0));
    }

    @Test
    void givesALeaseUnderOtherStampsToWhoeverComes() {
        long stamp = evict("stamp");
        ask("a", stamp);
        assertThat(ask(lease("b"), new StampHeader(11, 20, 30, 7), 0, stamp).outcome())
                .isEqualTo(LeaseOutcome.TAKEN);
        assertThat(ask(lease("c"), new StampHeader(11, 21, 30, 7), 0, stamp).outcome())
                .isEqualTo(LeaseOutcome.TAKEN);
        assertThat(ask(lease("d"), new StampHeader(11, 21, 31, 7), 0, stamp).outcome())
                .isEqualTo(LeaseOutcome.TAKEN);
        assertThat(ask(lease("e"), new StampHeader(11, 21, 31, 8), 0, stamp).outcome())
                .isEqualTo(LeaseOutcome.TAKEN);
        assertThat(ask(lease("f"), new StampHeader(11, 21, 31, 8), 0, stamp))
                .isEqualTo(new LeaseReply(LeaseOutcome.HELD, "e", 0));
    }

    @Test
    void refusesALeaseUnderAStampThatIsAbsentOrAnother() {
        assertThat(ask("a", 5)).isEqualTo(new LeaseReply(LeaseOutcome.STAMPED, "", 0));
        long before = evict("stamp");
        evict("stamp");
        assertThat(ask("a", before).outcome()).isEqualTo(LeaseOutcome.STAMPED);
        assertThat(lifeMillis(key("lease"))).isEqualTo(-2);
    }

    @Test
    void givesNoLeaseForAnEntryThatIsThereAndFresh() {
        long stamp = evict("stamp");
        store(TestEnvelope.PLAIN, "stamp", stamp);
        long createdAt = TestEnvelope.at(entry("entry"), EnvelopeLayout.CREATED_AT);
        assertThat(ask("a", stamp)).isEqualTo(new LeaseReply(LeaseOutcome.FOUND, "", createdAt));
        assertThat(ask(lease("a"), GROUND, createdAt - 1, stamp).outcome()).isEqualTo(LeaseOutcome.FOUND);
        assertThat(ask(lease("a"), GROUND, createdAt, stamp).outcome()).isEqualTo(LeaseOutcome.TAKEN);
    }

    @Test
    void givesALeaseBesideAnEntryThatIsStaleOrOfOtherStamps() {
        long stamp = evict("stamp");
        get(tier.store(request(TestEnvelope.PLAIN.bytes(), 0, LIFE, "stamp", stamp)));
        assertThat(ask("a", stamp).outcome()).isEqualTo(LeaseOutcome.TAKEN);
        store(new TestEnvelope(10, 20, 8), "stamp", stamp);
        get(tier.release(lease("a"), ENVOY));
        assertThat(ask("b", stamp).outcome()).isEqualTo(LeaseOutcome.TAKEN);
    }

    @Test
    void renewsALeaseThatIsStillItsHolders() {
        long stamp = evict("stamp");
        ask(new Lease(key("lease"), "a", 60_000), GROUND, 0, stamp);
        assertThat(get(tier.renew(lease("b")))).isFalse();
        assertThat(lifeMillis(key("lease"))).isLessThanOrEqualTo(60_000);
        assertThat(get(tier.renew(lease("a")))).isTrue();
        assertThat(lifeMillis(key("lease"))).isGreaterThan(60_000);
    }

    @Test
    void neverMakesALeaseAnewByRenewingIt() {
        assertThat(get(tier.renew(lease("a")))).isFalse();
        assertThat(lifeMillis(key("lease"))).isEqualTo(-2);
    }

    @Test
    void aLeaseEndsWithItsLife() {
        long stamp = evict("stamp");
        ask(new Lease(key("lease"), "a", 20), GROUND, 0, stamp);
        get(tier.store(request(new TestEnvelope(10, 20, 8).bytes(), 5_000_000, 20, "stamp", stamp)));
        awaitAbsence("entry");
        assertThat(ask("b", stamp).outcome()).isEqualTo(LeaseOutcome.TAKEN);
    }

    @Test
    void storesAnEntryGivesTheLeaseBackAndTellsEverybodyAtOnce() {
        long stamp = evict("stamp");
        heard.next();
        ask("a", stamp);
        StoreReply reply = get(tier.storeAndRelease(lease("a"), request(TestEnvelope.PLAIN, "stamp", stamp), ENVOY));
        assertThat(reply.outcome()).isEqualTo(StoreOutcome.STORED);
        assertThat(TestEnvelope.at(entry("entry"), EnvelopeLayout.CREATED_AT)).isEqualTo(reply.serverMicros());
        assertThat(lifeMillis(key("entry"))).isBetween(LIFE / 2, LIFE);
        assertThat(lifeMillis(key("lease"))).isEqualTo(-2);
        assertThat(heard.next()).isEqualTo(ENVOY.head() + " stored");
    }

    @Test
    void tellsOfAnEntryThatItRefusedAndGivesTheLeaseBackAllTheSame() {
        long before = evict("stamp");
        ask("a", before);
        evict("stamp");
        heard.next();
        heard.next();
        assertThat(get(tier.storeAndRelease(lease("a"), request(TestEnvelope.PLAIN, "stamp", before), ENVOY))
                        .outcome())
                .isEqualTo(StoreOutcome.STAMPED);
        assertThat(readEntry("entry")).isNull();
        assertThat(lifeMillis(key("lease"))).isEqualTo(-2);
        assertThat(heard.next()).isEqualTo(ENVOY.head() + " refused");
    }

    @Test
    void storesForAHolderWhoseLeaseIsAnothersAndLeavesThatOneItsLease() {
        long stamp = evict("stamp");
        heard.next();
        ask("b", stamp);
        assertThat(get(tier.storeAndRelease(lease("a"), request(TestEnvelope.PLAIN, "stamp", stamp), ENVOY))
                        .outcome())
                .isEqualTo(StoreOutcome.STORED);
        assertThat(lifeMillis(key("lease"))).isPositive();
        assertThat(heard.next()).isEqualTo(ENVOY.head() + " stored");
        assertThat(get(tier.release(lease("a"), new MessageHead("told")))).isFalse();
        assertThat(lifeMillis(key("lease"))).isPositive();
        assertThat(heard.next()).isEqualTo("told");
    }

    @Test
    void anOvertakenEntryIsRefusedToTheHolderOfALeaseToo() {
        long stamp = evict("stamp");
        heard.next();
        store(new TestEnvelope(11, 20, 7), "stamp", stamp);
        assertThat(get(tier.storeAndRelease(lease("a"), request(TestEnvelope.PLAIN, "stamp", stamp), ENVOY))
                        .outcome())
                .isEqualTo(StoreOutcome.OVERTAKEN);
        assertThat(heard.next()).isEqualTo(ENVOY.head() + " refused");
    }
}
