package io.ledgerlink.nexus.cache.journal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ledgerlink.nexus.cache.journal.EvictionJournal.Entry;
import io.ledgerlink.nexus.cache.journal.EvictionJournalException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

@ExtendWith(OutputCaptureExtension.class)
class JdbcEvictionJournalTests {

    private final JournalTable table = new JournalTable();
    private final JdbcEvictionJournal a = table.journal();
    private final JdbcEvictionJournal b = table.journal();

    private static List<String> scopes(List<Entry> entries) {
        return entries.stream().flatMap(entry -> entry.scopes().stream()).toList();
    }

    private static List<String> ids(List<Entry> entries) {
        return entries.stream().map(Entry::id).toList();
    }

    /** Lets an instance know all rows that are there for the grace time. */
    private void settle(JdbcEvictionJournal... journals) {
        Stream.of(journals).forEach(journal -> assertThat(journal.claim(10)).isEmpty());
        table.pass(JournalTable.GRACE);
    }

    @Test
    void aRowIsThereWhenItsTransactionHasCommitted() {
        table.transaction().executeWithoutResult(status -> {
            a.write(List.of("one", "two"));
            assertThat(table.rows()).isEqualTo(1);
        });
        assertThat(table.rows()).isEqualTo(1);
        settle(b);
        assertThat(scopes(b.claim(10))).containsExactly("one", "two");
    }

    @Test
    void aRollbackLeavesNoRow() {
        table.transaction().executeWithoutResult(status -> {
            a.write(List.of("one"));
            assertThat(table.rows()).isEqualTo(1);
            status.setRollbackOnly();
        });
        assertThat(table.rows()).isZero();
    }

    @Test
    void rowsAreGivenInTheOrderOfTheirWritingAndNoMoreThanAskedFor() {
        IntStream.range(0, 5).forEach(i -> table.write(a, "scope" + i));
        settle(b);
        assertThat(scopes(b.claim(3))).containsExactly("scope0", "scope1", "scope2");
    }

    @Test
    void aRowIsLeftOverWhenItHasBeenKnownForTheGraceTime() {
        table.write(a, "early");
        settle(b);
        table.write(a, "late");
        List<Entry> claimed = b.claim(10);
        assertThat(scopes(claimed)).containsExactly("early");
        b.remove(ids(claimed));
        table.pass(JournalTable.GRACE.minusNanos(1));
        assertThat(b.claim(10)).isEmpty();
        table.pass(JournalTable.GRACE);
        assertThat(scopes(b.claim(10))).containsExactly("late");
    }

    @Test
    void whatOneHasClaimedIsGivenToNoOtherUntilTheClaimHasLapsed() {
        table.write(a, "one");
        settle(a, b);
        assertThat(scopes(a.claim(10))).containsExactly("one");
        assertThat(b.claim(10)).isEmpty();
        table.pass(JournalTable.GRACE.minusNanos(1));
        assertThat(b.claim(10)).isEmpty();
        table.pass(JournalTable.GRACE);
        assertThat(scopes(b.claim(10))).containsExactly("one");
        assertThat(b.claim(10)).isEmpty();
    }

    @Test
    void twoThatClaimAtOnceAreNotGivenTheSameRow() throws Exception {
        IntStream.range(0, 50).forEach(i -> table.write(a, "scope" + i));
        settle(a, b);
        CyclicBarrier together = new CyclicBarrier(2);
        CompletableFuture<List<Entry>> other = CompletableFuture.supplyAsync(() -> claim(a, together));
        List<Entry> mine = claim(b, together);
        assertThat(Stream.concat(mine.stream(), other.join().stream()).flatMap(entry -> entry.scopes().stream()))
                .hasSize(50)
                .doesNotHaveDuplicates();
    }

    private static List<Entry> claim(JdbcEvictionJournal journal, CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return journal.claim(100);
    }

    @Test
    void whatIsClaimedAgainAndAgainHoldsUpNoOther() {
        table.write(a, "bad1");
        table.write(a, "bad2");
        table.write(a, "good");
        settle(a);
        assertThat(scopes(a.claim(2))).containsExactly("bad1", "bad2");
        assertThat(scopes(a.claim(2))).containsExactly("good");
    }

    @Test
    void aClaimThatIsRenewedMeanwhileHasNotLapsed() {
        table.write(a, "one");
        settle(b);
        table.jdbc.update("update NEXUS_CACHE_JOURNAL set claims = 7");
        assertThat(b.claim(10)).isEmpty();
        table.jdbc.update("update NEXUS_CACHE_JOURNAL set claims = 8");
        table.pass(JournalTable.GRACE);
        assertThat(b.claim(10)).isEmpty();
    }

    @Test
    void whatIsRemovedIsGoneAndMayBeGoneAlready() {
        table.write(a, "one");
        settle(b);
        List<String> ids = ids(b.claim(10));
        b.remove(ids);
        assertThat(table.rows()).isZero();
        b.remove(ids);
    }

    @Test
    void whatIsPutAsideStaysAndIsGivenToNobody() {
        table.write(a, "bad");
        table.write(a, "good");
        settle(a, b);
        List<Entry> claimed = b.claim(1);
        b.putAside(claimed.get(0).id());
        assertThat(scopes(b.claim(1))).containsExactly("good");
        table.pass(JournalTable.GRACE);
        a.claim(10);
        table.pass(JournalTable.GRACE);
        assertThat(scopes(a.claim(10))).containsExactly("good");
        assertThat(table.rows()).isEqualTo(2);
    }

    @Test
    void rowsOfANewerFormatAreLeftToThoseWhoCanReadThemAndToldOnce(CapturedOutput output) {
        table.write(a, "newer");
        table.jdbc.update("update NEXUS_CACHE_JOURNAL set format = 2");
        table.write(a, "ours");
        settle(b);
        assertThat(scopes(b.claim(1))).containsExactly("ours");
        assertThat(b.claim(1)).isEmpty();
        assertThat(output)
                .containsOnlyOnce(
                        "1 rows of the table NEXUS_CACHE_JOURNAL have a format that this version cannot read: an"
                                + " instance of the version that wrote them has to deliver them");
        assertThat(table.rows()).isEqualTo(2);
    }

    @Test
    void rowsOfOtherApplicationsAreLeftAlone() {
        table.write(table.journal("other"), "theirs");
        table.write(a, "ours");
        settle(b);
        assertThat(scopes(b.claim(10))).containsExactly("ours");
    }

    /** The same database by a pool whose connections do not commit by themselves. */
    private DriverManagerDataSource notCommitting() {
        return new DriverManagerDataSource(Objects.requireNonNull(table.source.getUrl())) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                connection.setAutoCommit(false);
                return connection;
            }
        };
    }

    @Test
    void poolsWhoseConnectionsDoNotCommitByThemselvesWillDo() {
        JdbcEvictionJournal journal = JdbcEvictionJournal.of(notCommitting(), "app");
        String id = journal.write(List.of("one"));
        assertThat(table.rows()).isEqualTo(1);
        journal.remove(List.of(id));
        assertThat(table.rows()).isZero();
    }

    @Test
    void suchAPoolsRowStandsAloneInATransactionOfAnotherDataSourceToo() {
        JdbcEvictionJournal journal = JdbcEvictionJournal.of(notCommitting(), "app");
        new TransactionTemplate(new DataSourceTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:other")))
                .executeWithoutResult(status -> journal.write(List.of("one")));
        assertThat(table.rows()).isEqualTo(1);
    }

    @Test
    void aProxyThatKnowsOfTransactionsIsLookedBehind(CapturedOutput output) {
        JdbcEvictionJournal journal = JdbcEvictionJournal.of(new TransactionAwareDataSourceProxy(table.source), "app");
        table.transaction().executeWithoutResult(status -> {
            journal.write(List.of("one"));
            status.setRollbackOnly();
        });
        assertThat(table.rows()).isZero();
        assertThat(output).doesNotContain("outside of their transactions");
    }

    @Test
    void inATransactionOfAnotherDataSourceTheRowStandsAloneAndThatIsToldOnce(CapturedOutput output) {
        TransactionTemplate other = new TransactionTemplate(
                new DataSourceTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:other")));
        other.executeWithoutResult(status -> {
            a.write(List.of("one"));
            status.setRollbackOnly();
        });
        assertThat(table.rows()).isEqualTo(1);
        other.executeWithoutResult(status -> a.write(List.of("two")));
        assertThat(output)
                .containsOnlyOnce(
                        "Evictions are written to the table NEXUS_CACHE_JOURNAL outside of their transactions,"
                                + " which are not of the journal's data source: such a row is there even if its transaction"
                                + " rolls back, and may be delivered before it commits. Give the journal the data source that"
                                + " commands write to");
    }

    @Test
    void aConnectionThatIsBoundButCommitsByItselfIsNoTransaction(CapturedOutput output) {
        TransactionTemplate other = new TransactionTemplate(
                new DataSourceTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:other")));
        other.executeWithoutResult(status -> {
            new JdbcTemplate(table.source).queryForObject("select 1", Integer.class);
            a.write(List.of("one"));
            status.setRollbackOnly();
        });
        assertThat(table.rows()).isEqualTo(1);
        assertThat(output).contains("outside of their transactions");
    }

    @Test
    void aMissingTableIsNamed() {
        JdbcEvictionJournal missing = a.table("audit.missing");
        assertThatExceptionOfType(EvictionJournalException.class)
                .isThrownBy(() -> missing.claim(1))
                .withMessageStartingWith("evictions could not be read from the table audit.missing (")
                .withMessageEndingWith(
                        "). Is it there, as schema-<platform>.sql beside JdbcEvictionJournal makes it, and may"
                                + " this user select, insert, update and delete?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a;drop table b", "a.b.c.d", "a--"})
    void aNameThatIsNoTableIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> a.table(name))
                .withMessage("'" + name
                        + "' cannot be the table of a JdbcEvictionJournal: write a name of letters, digits and"
                        + " _, such as NEXUS_CACHE_JOURNAL, with its schema and a dot before it if need be");
    }
}
