package io.ledgerlink.nexus.cache.method;

import io.ledgerlink.nexus.cache.NexusCacheException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Annotated methods that cannot be what their annotations say: all faults of all methods that were seen.
 *
 * @since 0.1
 */
public final class InvalidQueriesException extends NexusCacheException {

    private static final long serialVersionUID = 1L;

    private final transient List<QueryFault> faults;

    /** Creates one of at least one fault. */
    public InvalidQueriesException(List<QueryFault> faults) {
        super(faults.stream()
                .map(fault -> "\n- " + fault)
                .collect(Collectors.joining("", "Annotated methods are not valid:", "")));
        this.faults = List.copyOf(faults);
    }

    /** What is wrong, method by method. */
    public List<QueryFault> faults() {
        return faults;
    }
}
