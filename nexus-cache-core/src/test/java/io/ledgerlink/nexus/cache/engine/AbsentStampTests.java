package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.engine.Playground.Player;
import io.ledgerlink.nexus.cache.key.KeyText;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No entry rests on a stamp that is not there, whichever it is. */
class AbsentStampTests {

    /** Which stamp is lost. */
    enum Lost {
        TENANT(text -> text.tenantStamp("t1")),
        REGION(text -> text.regionStamp("t1", "ledger")),
        QUERY(text -> text.queryStamp("t1", "ledger", Playground.key().queryPath())),
        TAG(text -> text.tagStamp("t1", "account:7"));

        private final String key;

        Lost(Function<KeyText, String> key) {
            this.key = key.apply(new KeyText("app"));
        }
    }

    private final Playground playground = new Playground();
    private final CacheKey key = Playground.key();
    private final Player a = playground.join();

    @AfterEach
    void close() {
        playground.close();
    }

    @ParameterizedTest
    @EnumSource(Lost.class)
    void anEntryIsNotUsedWhereOneOfItsStampsIsAbsent(Lost lost) {
        a.store(key, "v1");
        assertThat(playground.join().get(key, "v2")).isEqualTo("v1");
        assertThat(playground.remote.forget(lost.key)).isTrue();
        assertThat(playground.join().get(key, "v2")).isEqualTo("v2");
    }

    @ParameterizedTest
    @EnumSource(Lost.class)
    void aLostStampRevivesNothingForWhoeverKnewIt(Lost lost) {
        a.store(key, "v1");
        playground.setLag(Duration.ofDays(1));
        playground.seemOld();
        playground.remote.forget(lost.key);
        a.link.resubscribe();
        assertThat(a.get(key, "v2")).isEqualTo("v2");
        assertThat(playground.join().get(key, "v3")).isNotEqualTo("v1");
    }

    @ParameterizedTest
    @EnumSource(Lost.class)
    void aLoadThatBeganUnderAnAbsentStampIsKeptUnderOneThatIsThere(Lost lost) {
        a.store(key, "v1");
        playground.remote.forget(lost.key);
        Player b = playground.join();
        b.store(key, "v2");
        assertThat(playground.remote.keys()).contains(lost.key);
        assertThat(playground.join().get(key, "v3")).isEqualTo("v2");
    }
}
