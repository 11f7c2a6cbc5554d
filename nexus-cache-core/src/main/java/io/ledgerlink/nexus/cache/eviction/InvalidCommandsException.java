package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.NexusCacheException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Methods say with {@link io.ledgerlink.nexus.cache.EvictsQueries} what cannot be done.
 *
 * @since 0.1
 */
public final class InvalidCommandsException extends NexusCacheException {

    private final transient List<CommandFault> faults;

    InvalidCommandsException(List<CommandFault> faults) {
        super(faults.stream()
                .map(CommandFault::toString)
                .collect(Collectors.joining("\n- ", "@EvictsQueries cannot be done as it is declared:\n- ", "")));
        this.faults = List.copyOf(faults);
    }

    /** Everything that is wrong, of all methods. */
    public List<CommandFault> faults() {
        return faults;
    }
}
