package io.ledgerlink.nexus.cache.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.bus.BusMessage.Stamped;
import io.ledgerlink.nexus.cache.bus.BusMessage.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BusMessageTests {

    @Test
    void anEvictionReadsAsALineThatAPersonUnderstands() {
        assertThat(BusMessage.head("a1", 42, Verb.EVICT) + " app:{t1}:!tenant=1790000000000000")
                .isEqualTo("nexus1 a1 42 evict app:{t1}:!tenant=1790000000000000");
        assertThat(BusMessage.head("a1", BusMessage.NONE, Verb.RAISE)).isEqualTo("nexus1 a1 - raise");
        assertThat(BusMessage.head("a1", 7, Verb.BEAT)).isEqualTo("nexus1 a1 7 beat");
        assertThat(BusMessage.head("a1", 7, Verb.VOID) + " 5 6").isEqualTo("nexus1 a1 7 void 5 6");
    }

    @Test
    void anEvictionIsReadBackWithAllItsStamps() {
        assertThat(BusMessage.parse("nexus1 a1 42 evict app:{t1}:!tenant=17 app:{t1}:!tag:x=18"))
                .isEqualTo(new BusMessage(
                        "a1",
                        42,
                        Verb.EVICT,
                        List.of(new Stamped("app:{t1}:!tenant", 17), new Stamped("app:{t1}:!tag:x", 18)),
                        List.of()));
    }

    @Test
    void theLastEqualsSignDividesKeyAndStamp() {
        assertThat(BusMessage.parse("nexus1 a1 1 evict app:{t1}:!query:c:q?a=b=17"))
                .extracting(BusMessage::stamps)
                .isEqualTo(List.of(new Stamped("app:{t1}:!query:c:q?a=b", 17)));
    }

    @Test
    void aVoidIsReadBackWithTheNumbersThatItTakesBack() {
        assertThat(BusMessage.parse("nexus1 a1 9 void 4 7"))
                .isEqualTo(new BusMessage("a1", 9, Verb.VOID, List.of(), List.of(4L, 7L)));
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void everyHeadIsReadBack(Verb verb) {
        assertThat(BusMessage.parse(BusMessage.head("a1", 3, verb)))
                .isEqualTo(new BusMessage("a1", 3, verb, List.of(), List.of()));
        assertThat(BusMessage.parse(BusMessage.head("a1", BusMessage.NONE, verb)))
                .isEqualTo(new BusMessage("a1", BusMessage.NONE, verb, List.of(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "nexus1",
                "nexus1 a1 1",
                "nexus1  1 beat",
                "nexus1 a1 1 shout",
                "nexus1 a1 x beat",
                "nexus1 a1 -2 beat",
                "nexus1 a1 99999999999999999999 beat",
                "nexus1 a1 1 evict app:{t1}:!tenant",
                "nexus1 a1 1 evict app:{t1}:!tenant=",
                "nexus1 a1 1 evict app:{t1}:!tenant=x",
                "nexus1 a1 1 evict app:{t1}:!tenant=-5",
                "nexus1 a1 1 evict  app:{t1}:!tenant=5",
                "nexus1 a1 1 void x",
                "NEXUS1 a1 1 beat",
                "nexus2 a1 1 beat"
            })
    void whatIsMalformedOrAnotherVersionsIsNoMessage(String text) {
        assertThat(BusMessage.parse(text)).isNull();
    }
}
