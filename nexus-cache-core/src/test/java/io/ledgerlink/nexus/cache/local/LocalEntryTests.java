package io.ledgerlink.nexus.cache.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.stamp.Epoch;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalEntryTests {

    private static final long SECOND = 1_000_000_000;

    private final Scopes scopes = new Scopes(new KeyText("app"));

    @Test
    void anEntryIsYoungThenDueThenNoLongerFresh() {
        LocalEntry entry = entry(0, 100 * SECOND + 7, 20 * SECOND);
        assertThat(entry.young(80 * SECOND + 6)).isTrue();
        assertThat(entry.young(80 * SECOND + 7)).isFalse();
        assertThat(entry.fresh(100 * SECOND + 6)).isTrue();
        assertThat(entry.fresh(100 * SECOND + 7)).isFalse();
        assertThat(entry.freshUntil()).isEqualTo(100 * SECOND + 7);
        assertThat(entry.refreshedEarly()).isTrue();
    }

    @Test
    void anEntryThatIsNotRefreshedEarlyIsYoungWhileItIsFresh() {
        LocalEntry entry = entry(0, 100, 0);
        assertThat(entry.young(99)).isTrue();
        assertThat(entry.young(100)).isFalse();
        assertThat(entry.refreshedEarly()).isFalse();
    }

    @Test
    void aLeadOfManyYearsDoesNotTouchTheEndOfFreshness() {
        long years = Duration.ofDays(36_500).toNanos();
        LocalEntry entry = entry(0, years, years / 2);
        assertThat(entry.freshUntil()).isEqualTo(years);
        assertThat(entry.young(years - Duration.ofDays(25).toNanos())).isTrue();
        assertThat(entry.young(years - Duration.ofDays(24).toNanos())).isFalse();
    }

    @Test
    void anEntrySucceedsAnotherThatWasCreatedMoreThanAQuarterOfItsTimeBefore() {
        LocalEntry first = entry(0, 100, 0);
        assertThat(entry(25, 125, 0).isLaterThan(first)).isFalse();
        assertThat(entry(26, 126, 0).isLaterThan(first)).isTrue();
        assertThat(first.isLaterThan(first)).isFalse();
    }

    private LocalEntry entry(long createdAt, long freshUntil, long refreshMargin) {
        CacheKey key = CacheKey.builder("ledger").tenant("t1").query("entries").build();
        StampBasis basis = StampBasis.capture(scopes.lineage(key, List.of()), new Epoch(0));
        return new LocalEntry("value", this, basis, createdAt, createdAt, freshUntil, freshUntil, refreshMargin);
    }
}
