package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.remote.RemoteTier;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Counts the commands that one thread sends, each of which is a round trip that it waits for.
 *
 * <p>What others send behind its back (stores, signs of life) is not counted.
 */
final class CountingTier implements RemoteTier {

    private final RemoteTier tier;
    private final Thread caller = Thread.currentThread();
    private int commands;

    /** Counts for the thread that creates it. */
    CountingTier(RemoteTier tier) {
        this.tier = tier;
    }

    /** How many the thread has sent since it last asked; asked by that thread. */
    int take() {
        int taken = commands;
        commands = 0;
        return taken;
    }

    private RemoteTier counted() {
        if (Thread.currentThread() == caller) {
            commands++;
        }
        return tier;
    }

    @Override
    public void open(Listener listener) {
        tier.open(listener);
    }

    @Override
    public boolean available() {
        return tier.available();
    }

    @Override
    public CompletionStage<ReadReply> read(List<String> entryKeys, List<String> stampKeys) {
        return counted().read(entryKeys, stampKeys);
    }

    @Override
    public CompletionStage<StampReply> settle(List<StampRequest> stamps, MessageHead head) {
        return counted().settle(stamps, head);
    }

    @Override
    public CompletionStage<StoreReply> store(StoreRequest request) {
        return counted().store(request);
    }

    @Override
    public CompletionStage<StampReply> evict(List<StampRequest> stamps, MessageHead head) {
        return counted().evict(stamps, head);
    }

    @Override
    public CompletionStage<PutReply> put(StampRequest query, StoreRequest request, MessageHead head) {
        return counted().put(query, request, head);
    }

    @Override
    public CompletionStage<FoundReply> storeFound(FoundRequest request) {
        return counted().storeFound(request);
    }

    @Override
    public CompletionStage<StoreReply> touch(StoreRequest request) {
        return counted().touch(request);
    }

    @Override
    public CompletionStage<LeaseReply> lease(LeaseRequest request) {
        return counted().lease(request);
    }

    @Override
    public CompletionStage<Boolean> renew(Lease lease) {
        return counted().renew(lease);
    }

    @Override
    public CompletionStage<StoreReply> storeAndRelease(Lease lease, StoreRequest request, MessageHead head) {
        return counted().storeAndRelease(lease, request, head);
    }

    @Override
    public CompletionStage<Boolean> release(Lease lease, MessageHead head) {
        return counted().release(lease, head);
    }

    @Override
    public CompletionStage<List<ServerIdentity>> servers() {
        return counted().servers();
    }

    @Override
    public CompletionStage<Integer> publish(String message) {
        return counted().publish(message);
    }

    @Override
    public void replaceIfSilent() {
        tier.replaceIfSilent();
    }

    @Override
    public void resubscribe() {
        tier.resubscribe();
    }

    @Override
    public CompletionStage<ScanReply> scan(@Nullable Cursor cursor, String pattern, int batch) {
        return counted().scan(cursor, pattern, batch);
    }

    @Override
    public CompletionStage<Long> unlink(List<String> keys) {
        return counted().unlink(keys);
    }

    @Override
    public void close() {
        tier.close();
    }
}
