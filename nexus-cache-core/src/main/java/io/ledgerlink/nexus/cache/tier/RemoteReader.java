package io.ledgerlink.nexus.cache.tier;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ledgerlink.nexus.cache.bus.Bus;
import io.ledgerlink.nexus.cache.entry.Envelope;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.local.LocalEntry;
import io.ledgerlink.nexus.cache.remote.Deadline;
import io.ledgerlink.nexus.cache.remote.RemoteAccess;
import io.ledgerlink.nexus.cache.remote.RemoteException;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ReadReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampReply;
import io.ledgerlink.nexus.cache.stamp.Scope;
import io.ledgerlink.nexus.cache.stamp.Scopes;
import io.ledgerlink.nexus.cache.stamp.StampBasis;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries of the remote tier together with their stamps.
 *
 * <p>One round trip per slot; a second one where a stamp is absent, so that nothing ever rests on an absent stamp, or where
 * the reply is older than what this instance knows, which is then not used. No failure gets out: a call that cannot have the
 * remote tier goes on without it.
 */
public final class RemoteReader {

    private final RemoteTier remote;
    private final Bus bus;
    private final KeyText text;
    private final StoredEntries entries;

    public RemoteReader(RemoteAccess remote, Bus bus, Scopes scopes, KeyText text, Ticker ticker, Lifetimes lives) {
        this.remote = remote.tier();
        this.bus = bus;
        this.text = text;
        this.entries = new StoredEntries(remote, bus, scopes, ticker, lives);
    }

    /** Begins to count the time that a call may spend here. */
    Deadline begin() {
        return bus.begin();
    }

    TierRead read(Question question, Deadline deadline) {
        if (!readable(question, deadline)) {
            return TierRead.away(question.captured(), question.asOf());
        }
        SlotRead slot = new SlotRead(deadline);
        Asked asked = slot.add(question);
        slot.send();
        TierRead tierRead = slot.tierRead(asked);
        tellSilence(List.of(slot), deadline);
        return tierRead;
    }

    /** Reads all slots side by side, and answers in the order of the questions. */
    List<TierRead> read(List<Question> questions, Deadline deadline) {
        Map<String, SlotRead> slots = new LinkedHashMap<>();
        List<@Nullable Asked> all = new ArrayList<>(questions.size());
        for (Question question : questions) {
            if (!readable(question, deadline)) {
                all.add(null);
                continue;
            }
            String slot = question.captured().near().get(0).slot();
            all.add(slots.computeIfAbsent(slot, unknown -> new SlotRead(deadline))
                    .add(question));
        }
        slots.values().forEach(SlotRead::send);
        List<TierRead> reads = new ArrayList<>(questions.size());
        for (int i = 0; i < questions.size(); i++) {
            Asked asked = all.get(i);
            Question question = questions.get(i);
            reads.add(asked == null ? TierRead.away(question.captured(), question.asOf()) : asked.slot.tierRead(asked));
        }
        tellSilence(slots.values(), deadline);
        return reads;
    }

    private boolean readable(Question question, Deadline deadline) {
        return bus.mayRead() && !question.captured().pending() && !deadline.spent();
    }

    /** One call is one sign, however many slots it asked: of silence only if none of them answered. */
    private void tellSilence(Collection<SlotRead> slots, Deadline deadline) {
        RemoteException silence = null;
        for (SlotRead slot : slots) {
            if (slot.silence == null) {
                bus.answered(deadline);
                return;
            }
            silence = silence != null && silence.silence() ? silence : slot.silence;
        }
        if (silence != null) {
            bus.unanswered(silence);
        }
    }

    /** Learns the wide stamps where this instance has none yet: they live in another slot than the entries. */
    void learnWide(NamedCache cache, Scope all, Scope cacheScope, Deadline deadline) {
        if ((all.stamp() != 0 && cacheScope.stamp() != 0) || !bus.ready()) {
            return;
        }
        try {
            List<Scope> wide = List.of(all, cacheScope);
            StampReply reply = deadline.await(bus.settle(wide));
            for (int i = 0; i < wide.size(); i++) {
                wide.get(i).raise(reply.stamps()[i]);
            }
            bus.answered(deadline);
        } catch (RemoteException e) {
            cache.counters().remoteFailures.increment();
            bus.unanswered(e);
        }
    }

    /**
     * A question, and where its answer stands in the slot's reply.
     *
     * @param entryAt the place of its entry; -1 where none is wanted
     * @param stampsAt the places of its near stamps
     */
    private record Asked(SlotRead slot, Question question, int entryAt, int[] stampsAt) {}

    /** One slot's entries and stamps, their one command, and what came of it. */
    private final class SlotRead {

        private final Deadline deadline;
        private final List<String> entryKeys = new ArrayList<>(1);
        private final List<Scope> scopes = new ArrayList<>(8);

        /** Where entries and scopes stand, from the second question on: those of one question are all different. */
        private @Nullable Map<Object, Integer> places;

        /** What this instance knew before the command was sent. */
        private long[] known = {};

        private @Nullable CompletionStage<ReadReply> sent;
        private @Nullable Received received;
        private boolean failed;
        private @Nullable RemoteException silence;

        private SlotRead(Deadline deadline) {
            this.deadline = deadline;
        }

        Asked add(Question question) {
            if (places == null && !scopes.isEmpty()) {
                places = new HashMap<>();
                number(entryKeys);
                number(scopes);
            }
            int entryAt = question.wanted() == Question.Wanted.ENTRY ? place(entryKey(question), entryKeys) : -1;
            List<Scope> near = question.captured().inSlot();
            int[] stampsAt = new int[near.size()];
            for (int i = 0; i < stampsAt.length; i++) {
                stampsAt[i] = place(near.get(i), scopes);
            }
            return new Asked(this, question, entryAt, stampsAt);
        }

        private void number(List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                Objects.requireNonNull(places).put(list.get(i), i);
            }
        }

        private <T> int place(T wanted, List<T> list) {
            int next = list.size();
            Integer there = places == null ? null : places.putIfAbsent(wanted, next);
            if (there != null) {
                return there;
            }
            list.add(wanted);
            return next;
        }

        void send() {
            known = new long[scopes.size()];
            List<String> stampKeys = new ArrayList<>(known.length);
            for (int i = 0; i < known.length; i++) {
                Scope scope = scopes.get(i);
                known[i] = scope.stamp();
                stampKeys.add(scope.key());
            }
            try {
                sent = remote.read(entryKeys, stampKeys);
            } catch (RuntimeException e) {
                sent = CompletableFuture.failedFuture(e);
            }
        }

        TierRead tierRead(Asked asked) {
            Question question = asked.question;
            try {
                return tierRead(asked, received());
            } catch (RemoteException e) {
                question.counters().remoteFailures.increment();
                silence = e;
                return TierRead.away(question.captured(), question.asOf());
            }
        }

        private Received received() throws RemoteException {
            if (received == null) {
                if (failed || sent == null) {
                    throw new RemoteException("the slot could not be read", null);
                }
                failed = true;
                ReadReply reply = deadline.await(sent);
                received = settled(reply);
                failed = false;
            }
            return received;
        }

        /**
         * An entry is believed only under stamps that are all there and as new as what this instance knows; otherwise the
         * stamps are put right and the entry counts as missing. Its neighbours in the reply are none the worse. A stamp older
         * than what was known before the command was sent is no race with a message: the server has lost what it had confirmed.
         */
        private Received settled(ReadReply reply) throws RemoteException {
            BitSet unsound = new BitSet();
            for (int i = 0; i < known.length; i++) {
                long stamp = reply.stamps()[i];
                if (stamp == 0 || stamp < scopes.get(i).stamp()) {
                    unsound.set(i);
                }
            }
            long[] settled = unsound.isEmpty()
                    ? reply.stamps()
                    : deadline.await(bus.settle(scopes, known, reply.stamps())).stamps();
            return new Received(reply, unsound, settled);
        }

        private TierRead tierRead(Asked asked, Received reply) throws RemoteException {
            Question question = asked.question;
            boolean sound = reply.soundAt(asked.stampsAt, asked.stampsAt.length);
            boolean readable = sound
                    || reply.soundAt(asked.stampsAt, question.captured().near().size());
            byte[] bytes = readable && asked.entryAt >= 0 ? reply.read.entries().get(asked.entryAt) : null;
            Envelope envelope = bytes == null ? null : entries.open(question, bytes);
            long[] read = sound ? reply.read.stamps() : reply.settled;
            long[] stamps = new long[asked.stampsAt.length];
            for (int i = 0; i < stamps.length; i++) {
                stamps[i] = read[asked.stampsAt[i]];
            }
            long all = question.captured().lineage().all().stamp();
            long cache = question.captured().lineage().cache().stamp();
            if (envelope != null && entries.plausible(envelope)) {
                all = Math.max(all, envelope.allStamp());
                cache = Math.max(cache, envelope.cacheStamp());
            }
            StampBasis basis = question.captured().under(stamps, all, cache);
            question.rebase().accept(basis);
            basis.merge();
            LocalEntry hit = bytes == null || envelope == null || !StoredEntries.loadedUnder(basis, envelope)
                    ? null
                    : entries.hit(question, basis, bytes, envelope, deadline);
            return new TierRead(basis, true, question.asOf(), hit);
        }
    }

    private String entryKey(Question question) {
        return EntryKey.of(text, question.target().key());
    }

    /** What was read at one moment, the places of stamps in it that cannot be used, and all stamps after that was put right. */
    private record Received(ReadReply read, BitSet unsound, long[] settled) {

        private boolean soundAt(int[] places, int first) {
            for (int i = 0; i < first; i++) {
                if (unsound.get(places[i])) {
                    return false;
                }
            }
            return true;
        }
    }
}
