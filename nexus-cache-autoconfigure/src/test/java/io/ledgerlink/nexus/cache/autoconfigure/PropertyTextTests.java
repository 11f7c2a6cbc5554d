package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropertyTextTests {

    @ParameterizedTest
    @CsvSource({"PT48H,2d", "PT1H,1h", "PT90S,90s", "PT-5S,-5s", "PT0S,0s", "PT0.25S,250ms", "PT0.0000001S,PT0.0000001S"
    })
    void durationsAreWrittenAsInProperties(Duration duration, String text) {
        assertThat(PropertyText.duration(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"ledger-entries,ledger-entries", "ledgerEntries,ledgerEntries", "my.cache,[my.cache]"})
    void namesThatNeedBracketsHaveThem(String cache, String element) {
        assertThat(PropertyText.cache(cache)).isEqualTo("nexus.cache.caches." + element);
    }

    @Test
    void theNearestNameIsSuggestedInASentence() {
        assertThat(PropertyText.suggestion("legderEntries", List.of("rates", "ledger-entries")))
                .isEqualTo(" Did you mean 'ledger-entries'?");
        assertThat(PropertyText.suggestion("customers", List.of("rates"))).isEmpty();
    }
}
