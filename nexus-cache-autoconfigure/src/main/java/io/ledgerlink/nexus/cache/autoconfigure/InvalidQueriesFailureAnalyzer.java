package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.method.InvalidQueriesException;
import io.ledgerlink.nexus.cache.method.QueryFault;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lists what is wrong with {@code @CachedQuery} and {@code @EvictsQueries} methods, and what to write instead. */
final class InvalidQueriesFailureAnalyzer extends AbstractFailureAnalyzer<InvalidQueriesException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidQueriesException cause) {
        return new FailureAnalysis(
                "Annotated methods cannot be what their annotations say:" + lines(cause.faults(), QueryFault::what),
                "Change these methods:" + lines(cause.faults(), QueryFault::remedy),
                cause);
    }

    private static String lines(List<QueryFault> faults, Function<QueryFault, String> text) {
        return faults.stream()
                .map(fault -> "\n    - " + fault.method() + ": " + text.apply(fault))
                .collect(Collectors.joining());
    }
}
