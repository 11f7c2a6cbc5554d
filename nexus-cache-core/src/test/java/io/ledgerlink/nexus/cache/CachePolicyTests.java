package io.ledgerlink.nexus.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ledgerlink.nexus.cache.CachePolicy.Codec;
import io.ledgerlink.nexus.cache.CachePolicy.EarlyRefresh;
import io.ledgerlink.nexus.cache.CachePolicy.Load;
import io.ledgerlink.nexus.cache.CachePolicy.Local;
import io.ledgerlink.nexus.cache.CachePolicy.Oversize;
import io.ledgerlink.nexus.cache.CachePolicy.Store;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CachePolicyTests {

    private final CachePolicy defaults = CachePolicy.defaults();

    @Test
    void eachChangeGivesAnotherPolicyAndLeavesTheRest() {
        CachePolicy changed = defaults.withTtl(Duration.ofSeconds(1))
                .withNullTtl(Duration.ofSeconds(2))
                .withStaleFor(Duration.ofSeconds(8))
                .withStaleWhen(CachePolicy.StaleWhen.FAILING)
                .withRefreshBackoff(Duration.ofSeconds(12))
                .withJitter(9)
                .withEarlyRefresh(EarlyRefresh.after(80))
                .withSourceLag(Duration.ofSeconds(3))
                .withMaxUnconfirmed(Duration.ofSeconds(4))
                .withLocal(Local.bytes(5))
                .withRemote(false)
                .withCodec(Codec.CBOR)
                .withCompressAbove(6)
                .withMaxPageSize(7)
                .withOversize(Oversize.REFUSE)
                .withTransactions(CachePolicy.Transactions.RELAXED)
                .withFailureBackoff(Duration.ofSeconds(9))
                .withNotFoundFor(IOException.class)
                .withLoad(new Load(Duration.ofSeconds(10), Duration.ofSeconds(11)))
                .withCoalesce(CachePolicy.Coalesce.FLEET);

        assertThat(changed)
                .isEqualTo(new CachePolicy(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(8),
                        CachePolicy.StaleWhen.FAILING,
                        Duration.ofSeconds(12),
                        9,
                        EarlyRefresh.after(80),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Local.bytes(5),
                        false,
                        Codec.CBOR,
                        6,
                        7,
                        Oversize.REFUSE,
                        CachePolicy.Transactions.RELAXED,
                        Duration.ofSeconds(9),
                        Set.of(IOException.class),
                        Load.unbounded().softly(Duration.ofSeconds(10)).atMost(Duration.ofSeconds(11)),
                        CachePolicy.Coalesce.FLEET));
        assertThat(defaults).isEqualTo(CachePolicy.defaults()).isNotEqualTo(changed);
    }

    @Test
    void theReadyPoliciesHaveTimesThatFitEachOtherAndLeaveTheRest() {
        assertThat(CachePolicy.SHORT.ttl()).isEqualTo(Duration.ofMinutes(5));
        assertThat(CachePolicy.MEDIUM.ttl()).isEqualTo(Duration.ofHours(1));
        assertThat(CachePolicy.LONG.ttl()).isEqualTo(Duration.ofDays(1));
        for (CachePolicy ready : List.of(CachePolicy.SHORT, CachePolicy.MEDIUM, CachePolicy.LONG)) {
            assertThat(ready.staleFor())
                    .isPositive()
                    .isLessThanOrEqualTo(ready.ttl().dividedBy(4));
            assertThat(ready.earlyRefresh()).isNotEqualTo(EarlyRefresh.never());
            assertThat(ready.jitter()).isPositive();
            assertThat(ready.failureBackoff())
                    .isPositive()
                    .isLessThan(ready.ttl().dividedBy(10));
            assertThat(ready.withTtl(defaults.ttl())
                            .withStaleFor(defaults.staleFor())
                            .withEarlyRefresh(defaults.earlyRefresh())
                            .withFailureBackoff(defaults.failureBackoff()))
                    .isEqualTo(defaults);
        }
    }

    @Test
    void anEarlyRefreshIsReadAsItIsWritten() {
        for (EarlyRefresh early :
                new EarlyRefresh[] {EarlyRefresh.never(), EarlyRefresh.probabilistic(), EarlyRefresh.after(80)}) {
            assertThat(EarlyRefresh.of(early.toString())).isEqualTo(early);
        }
        assertThat(EarlyRefresh.of(" Never ")).isEqualTo(EarlyRefresh.never());
        assertThat(EarlyRefresh.after(80)).hasToString("80%");
    }

    @Test
    void exceptionsThatExtendANamedOneCountAsNotFound() {
        CachePolicy policy = defaults.withNotFoundFor(IOException.class);
        assertThat(policy.isNotFound(new FileNotFoundException())).isTrue();
        assertThat(policy.isNotFound(new IllegalStateException(new IOException())))
                .isFalse();
        assertThat(defaults.isNotFound(new IOException())).isFalse();
    }

    @Test
    void whatCannotBeKeptIsRefusedWithWhatToWriteInstead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withRefreshBackoff(Duration.ZERO))
                .withMessage(
                        "A cache's refreshBackoff cannot be zero: give how long a source is left alone that has failed,"
                                + " such as 10 s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withTtl(Duration.ofSeconds(-1)))
                .withMessage("A cache's ttl cannot be PT-1S: give zero or a positive duration");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withNullTtl(Duration.ofDays(40_000)))
                .withMessage("A cache's nullTtl cannot be PT960000H: give at most 36500 days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withStaleFor(Duration.ofSeconds(-1)))
                .withMessage("A cache's staleFor cannot be PT-1S: give zero or a positive duration");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withStaleFor(Duration.ofDays(40_000)))
                .withMessage("A cache's staleFor cannot be PT960000H: give at most 36500 days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withJitter(91))
                .withMessage("A cache's jitter cannot be 91: give 0 to 90 percent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withJitter(-1))
                .withMessage("A cache's jitter cannot be -1: give 0 to 90 percent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EarlyRefresh.after(49))
                .withMessage(
                        "An early refresh cannot begin after 49 percent of an entry's ttl: give EarlyRefresh.after 50 to 99");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EarlyRefresh.of("100%"))
                .withMessageContaining("after 100 percent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EarlyRefresh.of("soon"))
                .withMessage(
                        "An early refresh cannot be 'soon': write never, probabilistic, or a percentage of the ttl from"
                                + " 50% to 99%");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withFailureBackoff(Duration.ofSeconds(-1)))
                .withMessage("A cache's failureBackoff cannot be PT-1S: give zero or a positive duration");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Load.unbounded().atMost(Duration.ofSeconds(-1)))
                .withMessage("A cache's load.hardTimeout cannot be PT-1S: give zero or a positive duration");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Load.unbounded().softly(Duration.ofDays(40_000)))
                .withMessage("A cache's load.softTimeout cannot be PT960000H: give at most 36500 days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withMaxPageSize(0))
                .withMessage("A cache's maxPageSize cannot be 0: pages hold 1 result or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Local(Store.REFERENCE, 10, 10))
                .withMessageEndingWith("use Store.BYTES, or bound by maxEntries");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Local.references(-1))
                .withMessage("A local tier cannot hold -1 entries or 0 bytes: give zero or a positive number");
    }

    /** In a service that names a part of a policy before the policy itself. */
    @ParameterizedTest
    @ValueSource(classes = {Load.class, Local.class, EarlyRefresh.class})
    void whicheverPartIsNamedFirstThePolicyIsWhole(Class<?> first) throws Exception {
        URL classes = CachePolicy.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader fresh = new URLClassLoader(
                new URL[] {classes}, getClass().getClassLoader().getParent())) {
            Class.forName(first.getName(), true, fresh);
            Object policy = Class.forName(CachePolicy.class.getName(), true, fresh)
                    .getMethod("defaults")
                    .invoke(null);
            assertThat(policy).hasToString(defaults.toString());
        }
    }
}
