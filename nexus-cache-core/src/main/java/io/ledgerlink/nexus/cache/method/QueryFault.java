package io.ledgerlink.nexus.cache.method;

/**
 * One thing that is wrong with an annotated method, as {@link InvalidQueriesException} lists it. Immutable.
 *
 * @param method the method, as {@code LedgerQueries.entries(UUID,Pageable)}
 * @param what what is wrong with it, a sentence
 * @param remedy what to write instead, a sentence
 * @since 0.1
 */
public record QueryFault(String method, String what, String remedy) {

    @Override
    public String toString() {
        return method + ": " + what + " " + remedy;
    }
}
