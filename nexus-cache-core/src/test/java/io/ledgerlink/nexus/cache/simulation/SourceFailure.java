package io.ledgerlink.nexus.cache.simulation;

/** A source has failed: for which question, at which version, and when. */
final class SourceFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Question question;
    private final int version;
    private final long at;

    SourceFailure(Question question, int version, long at) {
        super("The source failed", null, false, false);
        this.question = question;
        this.version = version;
        this.at = at;
    }

    Question question() {
        return question;
    }

    int version() {
        return version;
    }

    long at() {
        return at;
    }
}
