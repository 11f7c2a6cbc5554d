package io.ledgerlink.nexus.cache.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.bus.Journal.Undelivered;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JournalTests {

    private final Scopes scopes = new Scopes(new KeyText("app"));
    private final Journal journal = new Journal(scopes, 2);
    private final Scope a = scopes.tenant("a");
    private final Scope b = scopes.tenant("b");
    private final Scope c = scopes.tenant("c");

    @Test
    void evictionsOfOneScopeAreOneItemThatCountsThem() {
        begun(a, b, a);
        add(a);
        add(b);
        add(a);
        assertThat(journal.size()).isEqualTo(2);
        assertThat(counts(journal.take())).containsExactly(Map.entry(a, 2), Map.entry(b, 1));
        assertThat(journal.size()).isZero();
    }

    @Test
    void whatCouldNotBeDeliveredJoinsWhatHasComeSince() {
        add(a, b);
        Map<Scope, Undelivered> taken = journal.take();
        add(a);
        journal.restore(taken);
        assertThat(counts(journal.take())).containsExactlyInAnyOrderEntriesOf(Map.of(a, 2, b, 1));
    }

    @Test
    void tooManyScopesCollapseToAllWhichCoversThem() {
        begun(a, a, b, c);
        add(a, b);
        add(a);
        long before = scopes.all().stamp();
        add(c);
        assertThat(counts(journal.take())).containsExactly(Map.entry(scopes.all(), 1));
        assertThat(scopes.all().pending()).isTrue();
        assertThat(List.of(a, b, c)).noneMatch(Scope::pending);
        assertThat(scopes.all().stamp()).isEqualTo(before);
    }

    @Test
    void aCollapseKeepsTheEvictionsOfAllThatWaitedAlready() {
        begun(scopes.all(), a, b);
        add(scopes.all(), a);
        add(b);
        Map<Scope, Undelivered> taken = journal.take();
        assertThat(taken).containsOnlyKeys(scopes.all());
        taken.forEach((scope, evictions) -> scope.endEvictions(evictions.evictions(), 5));
        assertThat(scopes.all().pending()).isFalse();
    }

    @Test
    void anEvictionThatIsStillUnderWayStaysPendingThroughACollapse() {
        begun(a, a, b, c);
        add(a, b, c);
        assertThat(a.pending()).isTrue();
        a.endEvictions(1, 9);
        assertThat(a.pending()).isFalse();
    }

    private Map<Scope, Unconfirmed> add(Scope... scopes) {
        Map<Scope, Unconfirmed> evictions = new LinkedHashMap<>();
        Stream.of(scopes).forEach(scope -> evictions.put(scope, new Unconfirmed()));
        journal.add(evictions);
        return evictions;
    }

    private static Map<Scope, Integer> counts(Map<Scope, Undelivered> waiting) {
        Map<Scope, Integer> counts = new LinkedHashMap<>();
        waiting.forEach((scope, each) -> counts.put(scope, each.evictions()));
        return counts;
    }

    private static void begun(Scope... scopes) {
        Stream.of(scopes).forEach(Scope::beginEviction);
    }
}
