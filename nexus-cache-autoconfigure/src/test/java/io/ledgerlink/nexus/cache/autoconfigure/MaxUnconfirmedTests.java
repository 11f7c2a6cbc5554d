package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachePolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MaxUnconfirmedTests {

    @Test
    void readsDurationsAndUnlimited() {
        assertThat(MaxUnconfirmed.of("30s").duration()).isEqualTo(Duration.ofSeconds(30));
        assertThat(MaxUnconfirmed.of("PT1M").duration()).isEqualTo(Duration.ofMinutes(1));
        assertThat(MaxUnconfirmed.of("Unlimited").duration()).isEqualTo(CachePolicy.UNLIMITED);
    }

    @Test
    void isWrittenAsItWasRead() {
        assertThat(MaxUnconfirmed.of("unlimited")).hasToString("unlimited");
        assertThat(MaxUnconfirmed.of("PT30S")).hasToString("30s");
    }
}
