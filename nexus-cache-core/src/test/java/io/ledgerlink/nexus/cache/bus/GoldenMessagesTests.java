package io.ledgerlink.nexus.cache.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.bus.BusMessage.Stamped;
import io.ledgerlink.nexus.cache.bus.BusMessage.Verb;
import io.ledgerlink.nexus.cache.fixture.HeldTier;
import io.ledgerlink.nexus.cache.fixture.HeldTier.Command;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.remote.RecordingListener;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.settings.BusSettings;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Instances that run already must understand those that are deployed next, and the other way round. */
class GoldenMessagesTests {

    private static final String CHANGED =
            "The bus' messages changed. Instances of both versions run side by side during a deploy: raise the version in"
                    + " BusMessage, say in CHANGELOG.md that local entries are confirmed all the time until the deploy is"
                    + " over, and put the new lines into golden/bus-v2.txt";

    private static final long MICROS = 1_790_000_000_000_000L;

    private final AtomicLong clock = new AtomicLong(MICROS);
    private final InMemoryRemote remote = new InMemoryRemote();
    private final HeldTier tier = new HeldTier(remote.connect());
    private final Scopes scopes = new Scopes(new KeyText("app"));
    private final Delivery delivery = new Delivery(
            "a1",
            tier,
            scopes,
            System::nanoTime,
            new ServerClock(),
            new RecentStamps(100, 1_000),
            BusSettings.defaults());

    @Test
    void eachIsReadAsExactlyWhatItSays() {
        assertThat(golden().stream().map(BusMessage::parse))
                .as(CHANGED)
                .containsExactly(
                        evict(1, at("app:{t1}:!tenant", 1), at("app:{t1}:!tag:account%3A7", 1)),
                        evict(2, at("app:{t1}:!query:ledger:entries/account=7", 2)),
                        new BusMessage("a1", BusMessage.NONE, Verb.RAISE, List.of(at("app:{*}:!all", 500)), List.of()),
                        evict(4, at("app:{*}:!cache:ledger", 3)),
                        new BusMessage("a1", 4, Verb.VOID, List.of(), List.of(3L)),
                        new BusMessage("a1", 4, Verb.BEAT, List.of(), List.of()));
    }

    private static BusMessage evict(long sequence, Stamped... stamps) {
        return new BusMessage("a1", sequence, Verb.EVICT, List.of(stamps), List.of());
    }

    private static Stamped at(String key, long micros) {
        return new Stamped(key, MICROS + micros);
    }

    @Test
    void eachIsWrittenToTheLetter() {
        remote.setClock(clock::get);
        RecordingListener heard = new RecordingListener();
        tier.open(heard);
        heard.upTo("subscribed");

        clock.set(MICROS + 1);
        evict(scopes.tenant("t1"), scopes.tag("t1", "account:7"));
        clock.set(MICROS + 2);
        evict(scopes.query(CacheKey.builder("ledger")
                .tenant("t1")
                .query("entries")
                .part("account", 7)
                .build()));
        raise(scopes.all(), MICROS + 500);
        tier.hold(Command.EVICT).fail();
        evict(scopes.tenant("t2"));
        clock.set(MICROS + 3);
        evict(scopes.cache("ledger"));
        delivery.beat();
        tier.close();

        List<String> lines = new ArrayList<>();
        for (int i = 0; i < golden().size(); i++) {
            lines.add(heard.next());
        }
        assertThat(lines).as(CHANGED).containsExactlyElementsOf(golden());
    }

    private void evict(Scope... evicted) {
        List.of(evicted).forEach(Scope::beginEviction);
        delivery.evict(List.of(evicted));
    }

    /** The server has a stamp, and this instance knows a newer one. */
    private void raise(Scope scope, long known) {
        delivery.settle(List.of(scope), Set.of());
        scope.raise(known);
        delivery.settle(List.of(scope), Set.of());
    }

    private static List<String> golden() {
        try (InputStream file = GoldenMessagesTests.class.getResourceAsStream("/golden/bus-v1.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
