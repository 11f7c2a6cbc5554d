package io.ledgerlink.nexus.cache.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.key.KeyText;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a load rests on that may find tags, and what an entry does that carries some. */
class FoundTagsBasisTests {

    private final Scopes scopes = new Scopes(new KeyText("app"));
    private final CacheKey key = CacheKey.builder("ledger")
            .tenant("t1")
            .query("entries")
            .tags("account:7")
            .build();
    private final Lineage lineage = scopes.lineage(key, key.tags());
    private final Scope clock = scopes.clock("t1");
    private final Epoch epoch = new Epoch(0);

    @Test
    void theClockIsReadWithTheOthersAndIsNoneOfWhatAnEntryRestsOn() {
        Basis plain = Basis.capture(lineage, epoch).under(new long[] {3, 4, 5, 6}, 1, 2);
        Basis basis = Basis.capture(lineage.with(List.of(clock)), epoch).under(new long[] {3, 4, 5, 6, 9}, 1, 2);
        assertThat(basis.clock()).isSameAs(clock);
        assertThat(basis.clockStamp()).isEqualTo(9);
        assertThat(basis.inSlot()).hasSize(5).endsWith(clock);
        assertThat(basis.near()).isEqualTo(plain.near()).doesNotContain(clock);
        assertThat(basis.nearStamps()).containsExactly(3, 4, 5, 6);
        assertThat(basis.fingerprint()).isEqualTo(plain.fingerprint());
        assertThat(basis.bare().mark()).isEqualTo(plain.mark());
        assertThat(basis.bare().lineage().further()).isZero();
        assertThat(basis.bare().clock()).isNull();
        assertThat(basis.newestStamp()).isEqualTo(9);
    }

    @Test
    void aLoadFromBeforeAnEvictionOfAnyTagIsNotShared() {
        Basis basis = Basis.capture(lineage.with(List.of(clock)), epoch);
        assertThat(basis.admits(epoch)).isTrue();
        clock.hear(5);
        assertThat(basis.admits(epoch)).isFalse();
        assertThat(basis.bare().admits(epoch)).isTrue();
    }

    @Test
    void anEntryFallsWithAFoundTagAndNotWithTheClock() {
        Basis load = Basis.capture(lineage.with(List.of(clock)), epoch);
        Scope found = scopes.tag("t1", "entry:42");
        FoundTags captured = FoundTags.capture(List.of(found));
        Basis entry = captured.under(load, new long[] {7});
        assertThat(found.stamp()).isEqualTo(7);
        assertThat(entry.stands()).isTrue();
        assertThat(entry.lineage().tags()).containsExactly("account:7");
        assertThat(entry.lineage().further()).isOne();
        assertThat(entry.clock()).isNull();
        clock.hear(9);
        assertThat(entry.stands()).isTrue();
        found.hear(9);
        assertThat(entry.stands()).isFalse();
    }

    @Test
    void anEvictionThatBeginsAfterTheCaptureMakesTheEntryFall() {
        Basis load = Basis.capture(lineage.with(List.of(clock)), epoch);
        Scope found = scopes.tag("t1", "entry:42");
        FoundTags captured = FoundTags.capture(List.of(found));
        assertThat(captured.pending()).isFalse();
        found.beginEviction();
        assertThat(captured.under(load, new long[] {7}).stands()).isFalse();
        assertThat(FoundTags.capture(List.of(found)).pending()).isTrue();
    }

    @Test
    void aLineageLosesItsFurtherScopesAndKeepsItsTags() {
        Lineage further = lineage.with(List.of(clock));
        assertThat(further.bare().scopes()).isEqualTo(lineage.scopes());
        assertThat(further.bare().tags()).containsExactly("account:7");
        Lineage untagged = scopes.lineage(key, List.of());
        assertThat(untagged.with(List.of(clock)).bare().scopes()).isEqualTo(untagged.scopes());
        assertThat(untagged.bare()).isSameAs(untagged);
    }
}
