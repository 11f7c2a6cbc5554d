package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.EvictionReceipt;
import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.LoadTicket;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Hold;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Values that callers bring themselves: put, tickets and touch. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
abstract class WriteConformance extends EngineConformance {

    WriteConformance(Remote remote) {
        super(remote);
    }

    @Test
    void aPutIsTheAnswerOnBothInstancesAndEvictsTheQuerysOtherPages() {
        Instance a = start();
        Instance b = start();
        storeThrough(a, page(1), "old");
        storeThrough(a, page(2), "old");
        get(b, page(1), "unused");
        get(b, page(2), "unused");
        EvictionReceipt receipt = a.cache().put(page(1), String.class, "put");
        assertThat(receipt.status()).isEqualTo(Status.CONFIRMED);
        assertThat(receipt.stamps()).singleElement().satisfies(stamp -> {
            assertThat(stamp.scope()).contains(":!query:");
            assertThat(stamp.stamp()).isPositive();
        });
        assertThat(receipt.heardBy()).hasValue(2);
        assertThat(fetch(a, page(1), "source"))
                .extracting("value", "status")
                .containsExactly("put", CacheStatus.HIT_LOCAL);
        assertThat(get(a, page(2), "new")).isEqualTo("new");
        Await.until(
                "the other instance hears of it",
                () -> get(b, page(1), "source").equals("put"));
        assertThat(get(b, page(2), "newer")).isNotEqualTo("old");
        assertThat(statistics(b).loads()).isLessThanOrEqualTo(1);
    }

    @Test
    void aPutOfNothingIsAnAnswer() {
        Instance a = start();
        Instance b = start();
        storeThrough(a, key(1), "old");
        a.cache().put(key(1), String.class, null);
        assertThat(fetch(a, key(1), "source"))
                .extracting("value", "status")
                .containsExactly(null, CacheStatus.HIT_LOCAL);
        assertThat(fetch(b, key(1), "source"))
                .extracting("value", "status")
                .containsExactly(null, CacheStatus.HIT_REMOTE);
    }

    @Test
    void aPutWhileTheRemoteTierIsAwayIsTheAnswerHereAndEvictsElsewhereLater() {
        Instance a = start();
        Instance b = start();
        storeThrough(a, key(1), "old");
        get(b, key(1), "unused");
        remote.cutOff();
        Await.until("the loss is noticed", () -> !a.tier().available());
        assertThat(a.cache().put(key(1), String.class, "put").status()).isEqualTo(Status.PENDING);
        assertThat(get(a, key(1), "source")).isEqualTo("put");
        remote.restore();
        Await.until(
                "the other instance hears of it", () -> get(b, key(1), "new").equals("new"));
    }

    @Test
    void aLoadThatHadBegunBeforeAPutDoesNotReplaceIt() throws Exception {
        Instance a = start();
        Instance b = start();
        Hold late = a.tier().hold(Command.STORE);
        get(a, key(1), "old");
        late.awaitReached();
        a.cache().put(key(1), String.class, "put");
        late.release();
        Await.until("the late store is refused", () -> statistics(a).refusedStores() == 1);
        assertThat(get(a, key(1), "source")).isEqualTo("put");
        assertThat(get(b, key(1), "source")).isEqualTo("put");
    }

    @Test
    void aPutIsNotKeptWhereAnEvictionOfAnotherScopeCameBetween() throws Exception {
        Instance a = start();
        Instance b = start();
        storeThrough(a, key(1), "old");
        Hold sent = a.tier().hold(Command.PUT);
        Caller<EvictionReceipt> putting = Caller.of(() -> a.cache().put(key(1), String.class, "put"));
        sent.awaitReached();
        b.cache().evictor().evictTenant("t1");
        sent.release();
        assertThat(putting.answer().status()).isEqualTo(Status.CONFIRMED);
        assertThat(get(a, key(1), "new")).isEqualTo("new");
        assertThat(statistics(a).refusedStores()).isOne();
    }

    @Test
    void aPutThatArrivesLateBringsBackNothingThatItsQueryWasEvictedFor() throws Exception {
        Instance a = start();
        Instance b = start();
        storeThrough(a, key(1), "old");
        Hold sent = a.tier().hold(Command.PUT);
        Caller<EvictionReceipt> putting = Caller.of(() -> a.cache().put(key(1), String.class, "put"));
        sent.awaitReached();
        b.cache().evictor().evictQuery(key(1));
        sent.release();
        assertThat(putting.answer().status()).isEqualTo(Status.CONFIRMED);
        assertThat(get(a, key(1), "new")).isEqualTo("new");
        assertThat(get(b, key(1), "new")).isEqualTo("new");
        assertThat(statistics(a).refusedStores()).isOne();
    }

    @Test
    void aPutPastTheTimeToLiveEvictsAndKeepsNothing() {
        Instance a = start(CachePolicy.defaults().withNullTtl(Duration.ZERO));
        storeThrough(a, key(1), "old");
        assertThat(a.cache().put(key(1), String.class, null).status()).isEqualTo(Status.CONFIRMED);
        assertThat(get(a, key(1), "new")).isEqualTo("new");
    }

    @Test
    void aLocalCopyOfAPutDoesNotOutliveTheOriginal() throws Exception {
        Clock clock = new Clock();
        Instance a = start(clock, CachePolicy.defaults().withTtl(Duration.ofMinutes(5)));
        get(a, key(2), "warm");
        Hold reply = a.tier().holdReply(Command.PUT);
        Caller<EvictionReceipt> putting = Caller.of(() -> a.cache().put(key(1), String.class, "put"));
        reply.awaitReached();
        clock.advance(Duration.ofMinutes(1));
        reply.release();
        putting.answer();
        assertThat(fetch(a, key(1), "source").remaining()).isLessThanOrEqualTo(Duration.ofMinutes(4));
    }

    @Test
    void aTicketStoresWhatWasReadUnderIt() {
        Instance a = start();
        Instance b = start();
        LoadTicket ticket = a.cache().begin(key(1), String.class);
        assertThat(ticket.store("value")).isTrue();
        awaitStores(a, 1);
        assertThat(fetch(a, key(1), "source"))
                .extracting("value", "status")
                .containsExactly("value", CacheStatus.HIT_LOCAL);
        assertThat(fetch(b, key(1), "source"))
                .extracting("value", "status")
                .containsExactly("value", CacheStatus.HIT_REMOTE);
    }

    @Test
    void aTicketFromBeforeAnEvictionStoresNothing() {
        Instance a = start();
        LoadTicket ticket = a.cache().begin(key(1), String.class);
        a.cache().evictor().evictTag("t1", "account:7");
        assertThat(ticket.store("old")).isFalse();
        assertThat(a.cache().getIfPresent(key(1), String.class)).isEmpty();
        assertThat(get(a, key(1), "new")).isEqualTo("new");
    }

    @Test
    void aTicketFromBeforeAnotherInstancesEvictionIsNeverAnAnswerAfterIt() {
        Instance a = start();
        Instance b = start();
        LoadTicket ticket = a.cache().begin(key(1), String.class);
        a.tier().holdMessages();
        b.cache().evictor().evictQuery(key(1));
        ticket.store("old");
        Await.until("the store is refused", () -> statistics(a).refusedStores() == 1);
        assertThat(get(b, key(1), "new")).isEqualTo("new");
        a.tier().releaseMessages();
        Await.until("the eviction arrives", () -> get(a, key(1), "new").equals("new"));
    }

    @Test
    void aTicketIsStoredOnce() {
        Instance a = start();
        LoadTicket ticket = a.cache().begin(key(1), String.class);
        ticket.store("value");
        assertThatThrownBy(() -> ticket.store("again"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("begin a new one");
        assertThat(get(a, key(1), "source")).isEqualTo("value");
    }

    @Test
    void aTouchGivesAnEntryItsTimeToLiveAgainOnEveryInstance() {
        Clock clock = new Clock();
        CachePolicy policy =
                CachePolicy.defaults().withTtl(Duration.ofMinutes(5)).withMaxUnconfirmed(CachePolicy.UNLIMITED);
        Instance a = start(clock, policy);
        storeThrough(a, key(1), "value");
        clock.advance(Duration.ofMinutes(3));
        assertThat(a.cache().touch(key(1), String.class)).isTrue();
        clock.advance(Duration.ofMinutes(4));
        assertThat(get(a, key(1), "source")).isEqualTo("value");
        assertThat(fetch(a, key(1), "source").age()).isGreaterThanOrEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void aTouchOfWhatIsAbsentOrEvictedIsRefused() {
        Instance a = start();
        Instance b = start();
        assertThat(a.cache().touch(key(1), String.class)).isFalse();
        storeThrough(a, key(1), "value");
        assertThat(b.cache().touch(key(1), String.class)).isTrue();
        a.cache().evictor().evictQuery(key(1));
        assertThat(a.cache().touch(key(1), String.class)).isFalse();
        assertThat(b.cache().touch(key(1), String.class)).isFalse();
        assertThat(get(b, key(1), "new")).isEqualTo("new");
    }

    @Test
    void anEvictionBetweenATouchsReadAndItsScriptIsNotUndone() throws Exception {
        Instance a = start();
        Instance b = start();
        storeThrough(a, key(1), "old");
        Hold sent = a.tier().hold(Command.TOUCH);
        Caller<Boolean> touching = Caller.of(() -> a.cache().touch(key(1), String.class));
        sent.awaitReached();
        b.cache().evictor().evictQuery(key(1));
        sent.release();
        assertThat(touching.answer()).isFalse();
        Await.until("the eviction arrives", () -> get(a, key(1), "new").equals("new"));
        assertThat(get(b, key(1), "new")).isEqualTo("new");
    }

    @Test
    void aTouchedLocalCopyDoesNotOutliveTheOriginal() throws Exception {
        Clock clock = new Clock();
        Instance a = start(clock, CachePolicy.defaults().withTtl(Duration.ofMinutes(5)));
        storeThrough(a, key(1), "value");
        Hold reply = a.tier().holdReply(Command.TOUCH);
        Caller<Boolean> touching = Caller.of(() -> a.cache().touch(key(1), String.class));
        reply.awaitReached();
        clock.advance(Duration.ofMinutes(1));
        reply.release();
        assertThat(touching.answer()).isTrue();
        assertThat(fetch(a, key(1), "source").remaining()).isLessThanOrEqualTo(Duration.ofMinutes(4));
    }

    private static CacheKey page(int number) {
        return CacheKey.builder(LEDGER)
                .tenant("t1")
                .query("entries")
                .part("account", 1)
                .page(Pagination.of(number, 10))
                .build();
    }
}
