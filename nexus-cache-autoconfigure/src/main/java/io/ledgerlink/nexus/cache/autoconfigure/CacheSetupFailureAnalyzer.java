package io.ledgerlink.nexus.cache.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells why the cache could not be set up, without a stack trace. */
final class CacheSetupFailureAnalyzer extends AbstractFailureAnalyzer<CacheSetupException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, CacheSetupException cause) {
        return new FailureAnalysis(cause.description(), cause.action(), cause);
    }
}
