package io.ledgerlink.nexus.cache.simulation;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.stamp.StampBasis;
import io.ledgerlink.nexus.cache.transaction.Transactions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.test.util.ReflectionTestUtils;

/** The simulation finds what would break the promises: each test puts one bug into a copy of the library. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(Silence.class)
class DeliberateBugTests {

    private static final int SEEDS = 6_000;

    @Test
    void findsThatAnAbsentStampCountsAsOne() throws Exception {
        assertFound(
                Focus.LOST_KEYS,
                new Mutant().change("remote.memory.Keyspace", on("stamp", AbsentIsOne.class)),
                "version");
    }

    @Test
    void findsThatAReplyOlderThanKnownIsUsed() throws Exception {
        assertFound(
                Focus.ONE_NODE,
                new Mutant()
                        .change(
                                "tier.RemoteReader$SlotRead",
                                MemberSubstitution.relaxed()
                                        .method(named("stamp")
                                                .and(isDeclaredBy(named("io.ledgerlink.nexus.cache.stamp.Scope"))))
                                        .stub()
                                        .on(named("settled")))
                        .change("stamp.StampBasis", on("stands", AlwaysTrue.class)),
                "{t");
    }

    @Test
    void findsThatScopesAreForgottenDuringALoad() throws Exception {
        assertFound(new Mutant().change("simulation.Member", on("quiet", AlwaysTrue.class)), "version");
    }

    @Test
    void findsThatTheFingerprintIsNotCompared() throws Exception {
        assertFound(new Mutant().change("tier.StoredEntries", on("loadedUnder", AlwaysTrue.class)), "version");
    }

    @Test
    void findsThatLoadsAreSharedAcrossStamps() throws Exception {
        assertFound(new Mutant().change("load.InFlight", on("admits", AlwaysTrue.class)), "knows of an eviction");
    }

    @Test
    void findsThatAResultIsStoredUnderTheStampsOfAfterItsLoad() throws Exception {
        assertFound(new Mutant().change("tier.TierRead", on("basis", OfAfter.class)), "version");
    }

    @Test
    void findsThatTheEpochIsNotCompared() throws Exception {
        assertFound(
                Focus.LOST_SUBSCRIPTIONS,
                80,
                new Mutant().change("local.LocalEntry", on("confirmed", AnyEpoch.class)),
                "still answers");
    }

    @Test
    void findsThatTheJournalIsDropped() throws Exception {
        assertFound(new Mutant().change("bus.Journal", on("add", Nothing.class)), "still answers");
    }

    @Test
    void findsThatTheRecentIsNotReplayed() throws Exception {
        assertFound(
                Focus.LOST_WRITES,
                1_350,
                new Mutant().change("bus.RecentStamps", on("scopes", NoneAtAll.class)),
                "still answers");
    }

    @Test
    void findsThatAMissingMessageIsNotNoticed() throws Exception {
        assertFound(
                Focus.LOST_MESSAGES,
                75,
                new Mutant().change("bus.Inbox", on("checkGaps", Nothing.class)),
                "still answers");
    }

    @Test
    void findsThatAnEvictionCountsHereOnlyWhenConfirmed() throws Exception {
        assertFound(new Mutant().change("stamp.Scope", on("beginEviction", Nothing.class)), "knows of an eviction");
    }

    @Test
    void findsThatAnOlderMessageSaysNothing() throws Exception {
        assertFound(220, new Mutant().change("stamp.Scope", on("hear", OlderIsNothing.class)), "version");
    }

    @Test
    void findsThatEntriesHaveNoEnd() throws Exception {
        assertFound(new Mutant().change("local.LocalEntry", on("fresh", AlwaysTrue.class)), "after it was stored");
    }

    @Test
    void findsThatALeaseHasNoEnd() throws Exception {
        assertFound(60, new Mutant().change("local.LocalEntry", on("leased", AlwaysTrue.class)), "after a silence of");
    }

    @Test
    void findsThatTenantsShareEntries() throws Exception {
        assertFound(
                new Mutant()
                        .change("key.KeyText", on("entry", OneTenant.class))
                        .change("tier.StoredEntries", on("loadedUnder", AlwaysTrue.class)),
                "with {");
    }

    @Test
    void findsThatLoadsAreNotShared() throws Exception {
        assertFound(new Mutant().change("load.InFlight", on("admits", NeverTrue.class)), "such a load is under way");
    }

    @Test
    void findsThatWhatATransactionReadsForItselfIsKept() throws Exception {
        assertFound(
                new Mutant().change("evict.InTransaction", on("loadsAlone", NeverTrue.class)),
                "a transaction has read for itself");
    }

    @Test
    void findsThatEvictionsOfATransactionGoOutOnlyWhenTheCommitIsKnown() throws Exception {
        assertFound(
                new Mutant().change("evict.DeferredEvictions", on("ended", OnlyCommitted.class)),
                "knows of an eviction");
    }

    @Test
    void findsThatATransactionDoesNotReadItsOwnWrites() throws Exception {
        assertFound(new Mutant().change("evict.InTransaction", on("covers", NeverTrue.class)), "its own writes");
    }

    @Test
    void findsThatTheRemoteTiersFailuresReachCallers() throws Exception {
        assertFound(new Mutant().change("tier.RemoteReader$SlotRead", on("tierRead", Throwing.class)), "gets ");
    }

    @Test
    void findsThatAStaleEntryAnswersThoughItWasEvicted() throws Exception {
        assertFound(
                new Mutant()
                        .change("simulation.World", on("nanos", TellsTheTime.class))
                        .change("local.LocalEntry", on("valid", OnceItIsStale.class)),
                "by STALE with version");
    }

    @Test
    void findsThatARefreshStoresUnderTheStampsOfItsEnd() throws Exception {
        assertFound(
                new Mutant()
                        .change("load.Load", on("loaded", InsideARefresh.class))
                        .change("tier.TierRead", on("basis", OfAfterInside.class)),
                "knows of an eviction after version");
    }

    @Test
    void findsThatTheBackoffAnswersAfterAnEviction() throws Exception {
        assertFound(
                new Mutant()
                        .change("load.Failures", on("standing", Inside.class))
                        .change("stamp.StampBasis", on("stands", TrueInside.class)),
                "with a failure at version");
    }

    @Test
    void findsThatALateLoadIsStoredWhateverWasEvicted() throws Exception {
        assertFound(
                490,
                new Mutant()
                        .change("load.Load", on("loaded", InsideIfFree.class))
                        .change("tier.TierRead", on("basis", OfAfterInside.class)),
                "knows of an eviction after version");
    }

    @Test
    void findsThatALatePutIsStoredWhateverWasEvicted() throws Exception {
        assertFound(
                Focus.LATE_PUTS,
                110,
                new Mutant()
                        .change(
                                "remote.memory.Keyspace",
                                new AsmVisitorWrapper.Compound(on("put", Inside.class), on("stand", TrueInside.class))),
                "knows of an eviction after version");
    }

    @Test
    void findsThatWhoeverWaitsForTheLoadOfAnotherInstanceNeverHearsOfIt() throws Exception {
        assertFound(new Mutant().change("load.Leases", on("news", Never.class)), "never comes back");
    }

    @Test
    void findsNothingInACopyWithoutABug() throws Exception {
        assertThat(new Mutant().playUntilFound(1, 50, null)).isNull();
    }

    private static void assertFound(Mutant mutant, String violation) throws Exception {
        assertFound(null, 1, mutant, violation);
    }

    private static void assertFound(Focus focus, Mutant mutant, String violation) throws Exception {
        assertFound(focus, 1, mutant, violation);
    }

    private static void assertFound(long first, Mutant mutant, String violation) throws Exception {
        assertFound(null, first, mutant, violation);
    }

    /**
     * A search that takes long begins near the seed that finds. After a change of the simulation that may be another one:
     * the search then takes longer, and finds nevertheless.
     */
    private static void assertFound(@Nullable Focus focus, long first, Mutant mutant, String violation)
            throws Exception {
        assertThat(mutant.playUntilFound(first, SEEDS, focus)).contains(violation);
    }

    private static AsmVisitorWrapper on(String method, Class<?> advice) {
        return Advice.to(advice).on(named(method));
    }

    static final class AlwaysTrue {

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean returned) {
            returned = true;
        }
    }

    static final class Never {

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) CompletableFuture<?> returned) {
            returned = new CompletableFuture<>();
        }
    }

    static final class NeverTrue {

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean returned) {
            returned = false;
        }
    }

    static final class Nothing {

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }
    }

    static final class AbsentIsOne {

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long returned) {
            returned = Math.max(1, returned);
        }
    }

    static final class OfAfter {

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) StampBasis returned) {
            returned = StampBasis.capture(returned.lineage(), returned.epoch());
        }
    }

    static final class AnyEpoch {

        @Advice.OnMethodEnter
        static void enter(
                @Advice.FieldValue("epoch") Object own,
                @Advice.Argument(value = 1, readOnly = false, typing = Assigner.Typing.DYNAMIC) Object current) {
            current = own;
        }
    }

    static final class OnlyCommitted {

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(0) Transactions.Outcome outcome) {
            return outcome != Transactions.Outcome.COMMITTED;
        }
    }

    static final class NoneAtAll {

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) List<?> returned) {
            returned = List.of();
        }
    }

    static final class OlderIsNothing {

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(0) long stamped, @Advice.FieldValue("stamp") long stamp) {
            return stamped < stamp;
        }
    }

    static final class OneTenant {

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) String tenant) {
            tenant = "t1";
        }
    }

    /** What goes on while a method runs, and what the time is. A mutant plays one run at a time, one actor at a time. */
    public static final class Now {

        public static long nanos;
        public static boolean inside;

        private Now() {}
    }

    static final class TellsTheTime {

        @Advice.OnMethodExit
        static void exit(@Advice.Return long returned) {
            Now.nanos = returned;
        }
    }

    static final class OnceItIsStale {

        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("dueAt") long dueAt,
                @Advice.FieldValue("refreshMargin") int refreshMargin,
                @Advice.Return(readOnly = false) boolean returned) {
            returned |= Now.nanos - dueAt - refreshMargin * 1_000_000L >= 0;
        }
    }

    static final class Inside {

        @Advice.OnMethodEnter
        static void enter() {
            Now.inside = true;
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        static void exit() {
            Now.inside = false;
        }
    }

    static final class InsideARefresh {

        @Advice.OnMethodEnter
        static void enter(@Advice.This Object load) {
            Now.inside = load.getClass().getSimpleName().startsWith("Refresh");
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        static void exit() {
            Now.inside = false;
        }
    }

    static final class InsideIfFree {

        @Advice.OnMethodEnter
        static void enter(@Advice.This Object load) {
            Object flight = ReflectionTestUtils.invokeMethod(load, "flight");
            Now.inside = flight != null && Boolean.TRUE.equals(ReflectionTestUtils.getField(flight, "free"));
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        static void exit() {
            Now.inside = false;
        }
    }

    static final class TrueInside {

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean returned) {
            returned |= Now.inside;
        }
    }

    static final class OfAfterInside {

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) StampBasis returned) {
            if (Now.inside) {
                returned = StampBasis.capture(returned.lineage(), returned.epoch());
            }
        }
    }

    static final class Throwing {

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        static void exit(
                @Advice.FieldValue("silence") Object failure, @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (failure != null) {
                thrown = new IllegalStateException("Redis failed");
            }
        }
    }
}
