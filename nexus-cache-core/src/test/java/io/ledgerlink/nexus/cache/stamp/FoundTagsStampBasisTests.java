package io.ledgerlink.nexus.cache.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.key.KeyText;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a load rests on that may find tags, and what an entry does that carries some. */
class FoundTagsStampBasisTests {

    private final Scopes scopes = new Scopes(new KeyText("app"));
    private final CacheKey key = CacheKey.builder("ledger")
            .tenant("t1")
            .query("entries")
            .tags("account:7")
            .build();
    private final EntryScopes lineage = scopes.lineage(key, key.tags());
    private final Scope clock = scopes.tagClock("t1");
    private final Epoch epoch = new Epoch(0);

    @Test
    void theClockIsReadWithTheOthersAndIsNoneOfWhatAnEntryRestsOn() {
        StampBasis plain = StampBasis.capture(lineage, epoch).under(new long[] {3, 4, 5, 6}, 1, 2);
        StampBasis basis =
                StampBasis.capture(lineage.with(List.of(clock)), epoch).under(new long[] {3, 4, 5, 6, 9}, 1, 2);
        assertThat(basis.tagClock()).isSameAs(clock);
        assertThat(basis.tagClockStamp()).isEqualTo(9);
        assertThat(basis.inSlot()).hasSize(5).endsWith(clock);
        assertThat(basis.near()).isEqualTo(plain.near()).doesNotContain(clock);
        assertThat(basis.nearStamps()).containsExactly(3, 4, 5, 6);
        assertThat(basis.fingerprint()).isEqualTo(plain.fingerprint());
        assertThat(basis.bare().stampSum()).isEqualTo(plain.stampSum());
        assertThat(basis.bare().lineage().further()).isZero();
        assertThat(basis.bare().tagClock()).isNull();
        assertThat(basis.newestStamp()).isEqualTo(9);
    }

    @Test
    void aLoadFromBeforeAnEvictionOfAnyTagIsNotShared() {
        StampBasis basis = StampBasis.capture(lineage.with(List.of(clock)), epoch);
        assertThat(basis.admits(epoch)).isTrue();
        clock.hear(5);
        assertThat(basis.admits(epoch)).isFalse();
        assertThat(basis.bare().admits(epoch)).isTrue();
    }

    @Test
    void anEntryFallsWithAFoundTagAndNotWithTheClock() {
        StampBasis load = StampBasis.capture(lineage.with(List.of(clock)), epoch);
        Scope found = scopes.tag("t1", "entry:42");
        FoundTags captured = FoundTags.capture(List.of(found));
        StampBasis entry = captured.under(load, new long[] {7});
        assertThat(found.stamp()).isEqualTo(7);
        assertThat(entry.stands()).isTrue();
        assertThat(entry.lineage().tags()).containsExactly("account:7");
        assertThat(entry.lineage().further()).isOne();
        assertThat(entry.tagClock()).isNull();
        clock.hear(9);
        assertThat(entry.stands()).isTrue();
        found.hear(9);
        assertThat(entry.stands()).isFalse();
    }

    @Test
    void anEvictionThatBeginsAfterTheCaptureMakesTheEntryFall() {
        StampBasis load = StampBasis.capture(lineage.with(List.of(clock)), epoch);
        Scope found = scopes.tag("t1", "entry:42");
        FoundTags captured = FoundTags.capture(List.of(found));
        assertThat(captured.pending()).isFalse();
        found.beginEviction();
        assertThat(captured.under(load, new long[] {7}).stands()).isFalse();
        assertThat(FoundTags.capture(List.of(found)).pending()).isTrue();
    }

    @Test
    void aLineageLosesItsFurtherScopesAndKeepsItsTags() {
        EntryScopes further = lineage.with(List.of(clock));
        assertThat(further.bare().scopes()).isEqualTo(lineage.scopes());
        assertThat(further.bare().tags()).containsExactly("account:7");
        EntryScopes untagged = scopes.lineage(key, List.of());
        assertThat(untagged.with(List.of(clock)).bare().scopes()).isEqualTo(untagged.scopes());
        assertThat(untagged.bare()).isSameAs(untagged);
    }
}
