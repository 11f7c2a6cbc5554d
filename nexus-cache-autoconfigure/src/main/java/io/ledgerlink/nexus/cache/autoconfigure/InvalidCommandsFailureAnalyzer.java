package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.eviction.CommandFault;
import io.ledgerlink.nexus.cache.eviction.InvalidCommandsException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lists what is wrong with {@code @EvictsQueries} methods, and what to write instead. */
final class InvalidCommandsFailureAnalyzer extends AbstractFailureAnalyzer<InvalidCommandsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidCommandsException cause) {
        return new FailureAnalysis(
                "@EvictsQueries methods cannot do what their annotations say:"
                        + lines(cause.faults(), CommandFault::what),
                "Change these methods:" + lines(cause.faults(), CommandFault::remedy),
                cause);
    }

    private static String lines(List<CommandFault> faults, Function<CommandFault, String> text) {
        return faults.stream()
                .map(fault -> "\n    - " + fault.method() + ": " + text.apply(fault) + ".")
                .collect(Collectors.joining());
    }
}
