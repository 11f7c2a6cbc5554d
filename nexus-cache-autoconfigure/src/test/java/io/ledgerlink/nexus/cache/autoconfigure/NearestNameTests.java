package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTests {

    private static final List<String> NAMES = List.of("accounts", "ledger-entries", "rates", "ttl");

    @ParameterizedTest
    @CsvSource({"legder-entries,ledger-entries", "ledgerEntries,ledger-entries", "acount,accounts", "tttl,ttl"})
    void aSlipLeadsToTheNameThatWasMeant(String written, String meant) {
        assertThat(NearestName.of(written, NAMES)).isEqualTo(meant);
    }

    @Test
    void aNameLikeNoOtherLeadsNowhere() {
        assertThat(NearestName.of("customers", NAMES)).isNull();
        assertThat(NearestName.suggestion("customers", NAMES)).isEmpty();
    }

    @Test
    void theSuggestionIsASentence() {
        assertThat(NearestName.suggestion("rate", NAMES)).isEqualTo(" Did you mean 'rates'?");
    }
}
