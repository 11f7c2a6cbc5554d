package io.ledgerlink.nexus.cache.evict;

import io.ledgerlink.nexus.cache.EvictionReceipt.Status;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.journal.JournalKeeper.Evicting;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import java.util.List;

/** Evicts here and everywhere what an instance has left over in the durable journal. */
public record JournalReplay(Bus bus, Scopes scopes, KeyText text) implements Evicting {

    @Override
    public boolean ready() {
        return bus.ready();
    }

    @Override
    public boolean readable(String scope) {
        return text.isStamp(scope);
    }

    @Override
    public boolean evict(List<String> named) {
        return bus.evict(named.stream().map(scopes::byKey).toList()).status() == Status.CONFIRMED;
    }
}
