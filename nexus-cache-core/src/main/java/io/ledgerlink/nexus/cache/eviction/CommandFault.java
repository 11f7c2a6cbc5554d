package io.ledgerlink.nexus.cache.eviction;

/**
 * What is wrong with a method's {@link io.ledgerlink.nexus.cache.EvictsQueries}.
 *
 * @param method the method, with its class
 * @param what what is wrong
 * @param remedy what to write instead
 * @since 0.1
 */
public record CommandFault(String method, String what, String remedy) {

    @Override
    public String toString() {
        return method + ": " + what + ". " + remedy + ".";
    }
}
