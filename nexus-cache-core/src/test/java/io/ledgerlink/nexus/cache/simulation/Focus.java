package io.ledgerlink.nexus.cache.simulation;

import io.ledgerlink.nexus.cache.simulation.Weather.Fault;
import java.util.List;

/** What a run is about, so that the bug it looks for shows after few seeds: its faults, and what there is more of. */
enum Focus {
    LOST_KEYS(Fault.LOSE_KEYS),
    LOST_SUBSCRIPTIONS(Fault.UNSUBSCRIBE),
    LOST_WRITES(Fault.FAIL_OVER),
    ONE_NODE(Fault.FAIL_OVER_OF_ONE_NODE),
    LOST_MESSAGES,
    LATE_PUTS(Fault.STALL);

    private final List<Fault> faults;

    Focus(Fault... faults) {
        this.faults = List.of(faults);
    }

    /** A lost write is seen only where it is not asked for until all is healed. */
    boolean fewQuestions() {
        return this != LOST_WRITES;
    }

    List<Fault> faults() {
        return faults;
    }
}
