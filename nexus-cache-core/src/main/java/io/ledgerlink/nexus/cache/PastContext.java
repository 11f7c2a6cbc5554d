package io.ledgerlink.nexus.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** The context of calls past the cache. */
enum PastContext implements LoadContext<Object> {
    ONLY;

    @Override
    public Optional<Object> previous() {
        return Optional.empty();
    }

    @Override
    public Object notModified() {
        throw new IllegalStateException("The call goes past the cache, so there is no previous value that could be not"
                + " modified. Ask LoadContext.previous() first, and load the value where it is empty");
    }

    @Override
    public void ttl(Duration ttl) {}

    @Override
    public void staleFor(Duration staleFor) {}

    @Override
    public void tags(Collection<String> tags) {}

    @Override
    public void doNotStore() {}
}
