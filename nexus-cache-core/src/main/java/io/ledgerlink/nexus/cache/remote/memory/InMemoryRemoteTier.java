package io.ledgerlink.nexus.cache.remote.memory;

import io.ledgerlink.nexus.cache.remote.RemoteTier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One instance's view of an {@link InMemoryRemote}, with the faults of its own connection.
 *
 * <p>Safe for use by many threads. Its listener is called in order and one call at a time.
 *
 * @since 0.1
 */
public final class InMemoryRemoteTier implements RemoteTier {

    private final InMemoryRemote remote;
    private final Mailbox mailbox = new Mailbox();

    // All below is guarded by the remote's lock.
    private final Set<CompletableFuture<?>> open = new LinkedHashSet<>();
    private @Nullable Listener listener;
    private boolean reachable = true;
    private boolean losing;
    private boolean online;

    InMemoryRemoteTier(InMemoryRemote remote) {
        this.remote = remote;
    }

    /** Cuts this instance off: its open stages fail, and messages pass it by, until {@link #reconnect}. */
    public void disconnect() {
        setReachable(false);
    }

    /** Ends {@link #disconnect}. While the whole remote is cut off, the instance stays so. */
    public void reconnect() {
        setReachable(true);
    }

    private void setReachable(boolean value) {
        remote.run(() -> {
            reachable = value;
            update();
        });
    }

    /** Loses the messages to this instance while its subscription seems to stand, or no longer does. */
    public void loseMessages(boolean lose) {
        remote.run(() -> losing = lose);
    }

    @Override
    public void open(Listener listener) {
        remote.run(() -> {
            this.listener = listener;
            update();
        });
    }

    @Override
    public boolean available() {
        return remote.locked(server -> online);
    }

    @Override
    public CompletionStage<ReadReply> read(List<String> entryKeys, List<String> stampKeys) {
        return ask(server -> server.read(entryKeys, stampKeys));
    }

    @Override
    public CompletionStage<StampReply> settle(List<StampRequest> stamps, MessageHead head) {
        return ask(server -> server.settle(stamps, head));
    }

    @Override
    public CompletionStage<StoreReply> store(StoreRequest request) {
        return ask(server -> server.store(request));
    }

    @Override
    public CompletionStage<FoundReply> storeFound(FoundRequest request) {
        return ask(server -> server.storeFound(request));
    }

    @Override
    public CompletionStage<StampReply> evict(List<StampRequest> stamps, MessageHead head) {
        return ask(server -> server.evict(stamps, head));
    }

    @Override
    public CompletionStage<PutReply> put(StampRequest query, StoreRequest request, MessageHead head) {
        return ask(server -> server.put(query, request, head));
    }

    @Override
    public CompletionStage<StoreReply> touch(StoreRequest request) {
        return ask(server -> server.touch(request));
    }

    @Override
    public CompletionStage<LeaseReply> lease(LeaseRequest request) {
        return ask(server -> server.lease(request));
    }

    @Override
    public CompletionStage<Boolean> renew(Lease lease) {
        return ask(server -> server.renew(lease));
    }

    @Override
    public CompletionStage<StoreReply> storeAndRelease(Lease lease, StoreRequest request, MessageHead head) {
        return ask(server -> server.storeAndRelease(lease, request, head));
    }

    @Override
    public CompletionStage<Boolean> release(Lease lease, MessageHead head) {
        return ask(server -> server.release(lease, head));
    }

    @Override
    public CompletionStage<List<ServerIdentity>> servers() {
        return ask(server -> List.of(remote.identity()));
    }

    @Override
    public CompletionStage<Integer> publish(String message) {
        return ask(server -> remote.send(message));
    }

    /** Its connection has nothing to break. */
    @Override
    public void replaceIfSilent() {}

    @Override
    public void resubscribe() {
        remote.run(() -> {
            if (online) {
                tell(Listener::unsubscribed);
                tell(Listener::subscribed);
            }
        });
    }

    @Override
    public CompletionStage<ScanReply> scan(@Nullable Cursor cursor, String pattern, int batch) {
        return ask(server -> server.scan(cursor, pattern, batch));
    }

    @Override
    public CompletionStage<Long> unlink(List<String> keys) {
        return ask(server -> server.unlink(keys));
    }

    @Override
    public void close() {
        remote.run(() -> {
            remote.leave(this);
            listener = null;
            update();
        });
    }

    private <T> CompletionStage<T> ask(Function<Keyspace, T> operation) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        if (!remote.locked(server -> online && open.add(stage))) {
            return CompletableFuture.failedStage(cutOff());
        }
        remote.execute(() -> answer(stage, operation));
        return stage;
    }

    /** Completes the stage by a task of its own, so that a reply can be late, or lost, when the deed is done. */
    private <T> void answer(CompletableFuture<T> stage, Function<Keyspace, T> operation) {
        remote.run(() -> {
            if (open.contains(stage)) {
                Runnable reply = remote.reply(stage, operation);
                remote.later(() -> finish(stage, reply));
            }
        });
    }

    private void finish(CompletableFuture<?> stage, Runnable reply) {
        if (remote.locked(server -> open.remove(stage))) {
            reply.run();
        }
    }

    private void failOpenStages() {
        List.copyOf(open).forEach(stage -> remote.later(() -> stage.completeExceptionally(cutOff())));
        open.clear();
    }

    private static IllegalStateException cutOff() {
        return new IllegalStateException(
                "This instance has no connection to the in-memory remote: open it, or reconnect what was disconnected");
    }

    /** Called under the lock: compares what is so with what the listener was told. */
    void update() {
        boolean now = listener != null && reachable && remote.isReachable();
        if (now == online) {
            return;
        }
        online = now;
        if (now) {
            tell(Listener::connected);
            tell(Listener::subscribed);
        } else {
            failOpenStages();
            tell(Listener::unsubscribed);
            tell(Listener::disconnected);
        }
    }

    /** Called under the lock. */
    boolean isOnline() {
        return online;
    }

    /** Called under the lock. */
    void deliver(String message) {
        if (!losing) {
            tell(told -> told.message(message));
        }
    }

    private void tell(Consumer<Listener> news) {
        Listener told = listener;
        if (told != null) {
            mailbox.add(() -> news.accept(told));
            remote.later(mailbox::deliver);
        }
    }
}
