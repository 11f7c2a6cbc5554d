package io.ledgerlink.nexus.cache.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ObserversTests {

    private final Observers observers = new Observers();
    private final List<String> told = new ArrayList<>();

    private final class Recording implements CacheObserver {
        @Override
        public void opened(String cache) {
            told.add(cache);
        }
    }

    private static final class Broken implements CacheObserver {
        @Override
        public void opened(String cache) {
            throw new IllegalStateException("broken on purpose");
        }
    }

    @Test
    void anObserverIsToldOfTheCachesThatAreThereAndOfThoseThatCome() {
        observers.add(new Recording(), List.of("rates"));
        observers.opened("ledger");
        assertThat(told).containsExactly("rates", "ledger");
    }

    @Test
    void anObserverThatWasRemovedHearsNothing() {
        Recording observer = new Recording();
        observers.add(observer, List.of());
        observers.opened("ledger");
        observers.remove(observer);
        observers.opened("rates");
        assertThat(told).containsExactly("ledger");
        assertThat(observers.isEmpty()).isTrue();
    }

    @Test
    void anObserverThatThrowsKeepsNobodyFromHearingAndIsNamedOnce(CapturedOutput output) {
        observers.add(new Broken(), List.of("rates"));
        observers.add(new Recording(), List.of());
        observers.opened("ledger");
        assertThat(told).containsExactly("ledger");
        assertThat(output.getAll())
                .containsOnlyOnce("A CacheObserver failed: " + Broken.class.getName()
                        + ". It is told of what comes all the same; let it catch what it throws. Further failures are"
                        + " logged at DEBUG");
    }
}
