package io.ledgerlink.nexus.cache.tier;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.entry.Envelope;
import io.ledgerlink.nexus.cache.entry.UnreadableEntryException;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteAccess;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.ServerClock;
import io.ledgerlink.nexus.cache.stamp.FoundTags;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes local entries of what the remote tier has, if it was loaded under the stamps that stand. */
final class StoredEntries {

    /** Longer than any policy allows: it was not written by this library, or a bit has flipped. */
    private static final long MAX_LIFE_MICROS = CachePolicy.LONGEST.toNanos() / 1000;

    /** How far a stamp may be ahead of the server's clock, where a clock that lags has taken over. */
    private static final long FARTHEST_AHEAD_MICROS = Duration.ofDays(1).toNanos() / 1000;

    private final RemoteTier remote;
    private final Bus bus;
    private final Scopes scopes;
    private final ServerClock clock;
    private final Ticker ticker;
    private final Lifetimes lives;

    StoredEntries(RemoteAccess remote, Bus bus, Scopes scopes, Ticker ticker, Lifetimes lives) {
        this.remote = remote.tier();
        this.bus = bus;
        this.scopes = scopes;
        this.clock = remote.clock();
        this.ticker = ticker;
        this.lives = lives;
    }

    /** An entry whose source has found tags costs a second round trip. */
    @Nullable LocalEntry hit(Question question, StampBasis basis, byte[] bytes, Envelope envelope, Deadline deadline)
            throws RemoteException {
        StampBasis resting = envelope.fields().foundTags().isEmpty()
                ? basis.bare()
                : underFoundTags(question, basis, envelope, deadline);
        return resting == null ? null : entry(question, resting, bytes, envelope);
    }

    /** What an entry rests on that carries found tags; {@code null} if one of them was evicted, or cannot be told. */
    private @Nullable StampBasis underFoundTags(
            Question question, StampBasis basis, Envelope envelope, Deadline deadline) throws RemoteException {
        String tenant = question.target().key().tenant();
        List<Long> stamps = envelope.fields().foundStamps();
        if (tenant == null) {
            return null;
        }
        FoundTags found = FoundTags.capture(envelope.fields().foundTags().stream()
                .map(tag -> scopes.tag(tenant, tag))
                .toList());
        if (found.pending()) {
            return null;
        }
        long[] known = found.scopes().stream().mapToLong(Scope::stamp).toArray();
        long[] there = deadline.await(remote.read(List.of(), RemoteWriter.keys(found.scopes())))
                .stamps();
        boolean same = true;
        boolean behind = false;
        for (int i = 0; i < there.length; i++) {
            same &= there[i] != 0 && there[i] == stamps.get(i);
            behind |= there[i] != 0 && there[i] < known[i];
        }
        if (behind) {
            deadline.await(bus.settle(found.scopes(), known, there));
        }
        return same && !behind ? found.under(basis, there) : null;
    }

    @Nullable Envelope open(Question question, byte[] bytes) {
        try {
            return question.form().codec().open(bytes);
        } catch (UnreadableEntryException e) {
            question.counters().unreadable.increment();
            return null;
        }
    }

    private @Nullable LocalEntry entry(Question question, StampBasis basis, byte[] bytes, Envelope envelope) {
        if (!basis.stands()) {
            return null;
        }
        long now = ticker.read();
        long serverNow = clock.latest(now);
        long life = envelope.freshUntilMicros() - envelope.createdAtMicros();
        long left = Math.min(life, envelope.freshUntilMicros() - serverNow);
        long stale = Math.min(
                MAX_LIFE_MICROS,
                envelope.fields()
                        .staleMicros()
                        .orElseGet(() -> question.target().policy().staleFor().toNanos() / 1000));
        if (left + stale <= 0 || left > MAX_LIFE_MICROS || !clock.known()) {
            return null;
        }
        try {
            ValueForm form = question.form();
            Object content = form.bytes() ? bytes : form.handOut(form.codec().decode(envelope));
            if (!form.bytes() && Target.isNothing(content)) {
                stale = 0;
            }
            long age = Math.max(0, serverNow - envelope.createdAtMicros());
            return new LocalEntry(
                    content,
                    form,
                    basis,
                    question.asOf(),
                    now - age * 1000,
                    now + left * 1000,
                    now + (left + stale) * 1000,
                    lives.refreshMargin(
                            question.target().policy(),
                            Math.max(0, Math.min(life, MAX_LIFE_MICROS)) * 1000,
                            question.target().cache().loadTime()));
        } catch (UnreadableEntryException e) {
            question.counters().unreadable.increment();
            return null;
        }
    }

    /** What a header says of the wide stamps is believed before it can be checked: no more than a script could have set. */
    boolean plausible(Envelope envelope) {
        long latest = Math.max(envelope.allStamp(), envelope.cacheStamp());
        return clock.known() && latest - clock.latest(ticker.read()) < FARTHEST_AHEAD_MICROS;
    }

    static boolean loadedUnder(StampBasis basis, Envelope envelope) {
        return envelope.allStamp() == basis.allStamp()
                && envelope.cacheStamp() == basis.cacheStamp()
                && envelope.queryStamp() == basis.queryStamp()
                && envelope.fingerprint() == basis.fingerprint();
    }
}
