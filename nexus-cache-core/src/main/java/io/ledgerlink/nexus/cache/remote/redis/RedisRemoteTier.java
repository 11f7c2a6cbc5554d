package io.ledgerlink.nexus.cache.remote.redis;

import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.redis.OwnClient.Session;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The shared tier on Redis: one server, Sentinel or a cluster, through Lettuce.
 *
 * <p>Its connections are its own, derived from the user's factory and to primaries only: one for commands, one
 * for the bus. The factory itself is only read, and stays the user's to close; resources that the user shares stay open.
 */
public final class RedisRemoteTier implements RemoteTier {

    private final UserFactory factory;
    private final String channel;
    private volatile @Nullable Links links;

    private RedisRemoteTier(UserFactory factory, String channel) {
        this.factory = factory;
        this.channel = channel;
    }

    /**
     * Creates a tier where a factory's Redis is, whose instances talk on a channel.
     *
     * @throws IllegalArgumentException if the factory is not Lettuce's, or lists fixed replicas
     */
    public static RedisRemoteTier on(RedisConnectionFactory factory, String channel) {
        return new RedisRemoteTier(UserFactory.of(factory), channel);
    }

    @Override
    public void open(Listener listener) {
        links = new Links(factory.newClient(), channel, listener);
    }

    @Override
    public boolean available() {
        Links current = links;
        return current != null && current.available();
    }

    @Override
    public String trouble() {
        Links current = links;
        return current == null ? "" : current.trouble();
    }

    @Override
    public CompletionStage<ReadReply> read(List<String> entryKeys, List<String> stampKeys) {
        byte[][] keys =
                new ScriptArguments().addAll(entryKeys).addAll(stampKeys).toArray();
        return send(session -> session.commands().mget(keys)).thenApply(values -> readReply(values, entryKeys.size()));
    }

    private static ReadReply readReply(List<KeyValue<byte[], byte[]>> values, int entryCount) {
        List<byte @Nullable []> entries = new ArrayList<>(entryCount);
        for (int i = 0; i < entryCount; i++) {
            KeyValue<byte[], byte[]> value = values.get(i);
            entries.add(value.hasValue() ? value.getValue() : null);
        }
        long[] stamps = new long[values.size() - entryCount];
        for (int i = 0; i < stamps.length; i++) {
            KeyValue<byte[], byte[]> value = values.get(entryCount + i);
            stamps[i] = value.hasValue() ? Reply.stamp(value.getValue()) : 0;
        }
        return new ReadReply(entries, stamps);
    }

    @Override
    public CompletionStage<StampReply> settle(List<StampRequest> stamps, MessageHead head) {
        return stamp(Script.SETTLE, stamps, head);
    }

    @Override
    public CompletionStage<StampReply> evict(List<StampRequest> stamps, MessageHead head) {
        return stamp(Script.EVICT, stamps, head);
    }

    private CompletionStage<StampReply> stamp(Script script, List<StampRequest> stamps, MessageHead head) {
        ScriptArguments keys = new ScriptArguments();
        ScriptArguments arguments = new ScriptArguments().add(channel).add(head.head());
        for (StampRequest stamp : stamps) {
            keys.add(stamp.key());
            arguments.add(stamp);
        }
        return run(
                script,
                keys,
                arguments,
                (session, reply) ->
                        new StampReply(reply.numbersFrom(2), session.heardBy(reply.count(0)), reply.number(1)));
    }

    @Override
    public CompletionStage<StoreReply> store(StoreRequest request) {
        return store(Script.STORE, request);
    }

    @Override
    public CompletionStage<StoreReply> touch(StoreRequest request) {
        return store(Script.TOUCH, request);
    }

    private CompletionStage<StoreReply> store(Script script, StoreRequest request) {
        return run(
                script,
                new ScriptArguments().add(request.entryKey()).addAll(request.stampKeys()),
                new ScriptArguments().add(request),
                (session, reply) -> new StoreReply(reply.outcome(0), reply.number(1)));
    }

    @Override
    public CompletionStage<FoundReply> storeFound(FoundRequest request) {
        return run(
                Script.FOUND,
                new ScriptArguments()
                        .add(request.entry().entryKey())
                        .addAll(request.entry().stampKeys())
                        .add(request.tagClockKey())
                        .addAll(request.tagKeys()),
                new ScriptArguments()
                        .add(request.tagKeys().size())
                        .add(request.stampLifeMillis())
                        .add(request.tagClock())
                        .add(request.entry()),
                (session, reply) -> new FoundReply(reply.outcome(0), reply.numbersFrom(2), reply.number(1)));
    }

    @Override
    public CompletionStage<PutReply> put(StampRequest query, StoreRequest request, MessageHead head) {
        return run(
                Script.PUT,
                new ScriptArguments().add(request.entryKey()).addAll(request.stampKeys()),
                new ScriptArguments().add(channel).add(head.head()).add(query).add(request),
                (session, reply) -> new PutReply(
                        reply.number(2), reply.outcome(3), session.heardBy(reply.count(0)), reply.number(1)));
    }

    @Override
    public CompletionStage<LeaseReply> lease(LeaseRequest request) {
        Lease lease = request.lease();
        return run(
                Script.LEASE,
                new ScriptArguments().add(lease.key()).add(request.entryKey()).addAll(request.stampKeys()),
                new ScriptArguments()
                        .add(lease.token())
                        .add(request.header())
                        .add(lease.lifeMillis())
                        .add(request.sinceMicros())
                        .addAll(request.stamps()),
                (session, reply) ->
                        new LeaseReply(LeaseOutcome.valueOf(reply.text(0)), reply.text(1), reply.number(2)));
    }

    @Override
    public CompletionStage<Boolean> renew(Lease lease) {
        return run(
                Script.RENEW,
                new ScriptArguments().add(lease.key()),
                new ScriptArguments().add(lease.token()).add(lease.lifeMillis()),
                (session, reply) -> reply.count(0) == 1);
    }

    @Override
    public CompletionStage<StoreReply> storeAndRelease(Lease lease, StoreRequest request, MessageHead head) {
        return run(
                Script.LAND,
                new ScriptArguments().add(request.entryKey()).add(lease.key()).addAll(request.stampKeys()),
                new ScriptArguments()
                        .add(channel)
                        .add(head.head())
                        .add(lease.token())
                        .add(request),
                (session, reply) -> new StoreReply(reply.outcome(0), reply.number(1)));
    }

    @Override
    public CompletionStage<Boolean> release(Lease lease, MessageHead head) {
        return run(
                Script.RELEASE,
                new ScriptArguments().add(lease.key()),
                new ScriptArguments().add(channel).add(head.head()).add(lease.token()),
                (session, reply) -> reply.count(0) == 1);
    }

    @Override
    public CompletionStage<List<ServerIdentity>> servers() {
        return send(Session::servers);
    }

    @Override
    public CompletionStage<Integer> publish(String message) {
        return send(session -> session.commands()
                .publish(ScriptArguments.bytes(channel), ScriptArguments.bytes(message))
                .thenApply(session::heardBy));
    }

    @Override
    public void resubscribe() {
        Links current = links;
        if (current != null) {
            current.resubscribe();
        }
    }

    @Override
    public void replaceIfSilent() {
        Links current = links;
        if (current != null) {
            current.replaceIfSilent();
        }
    }

    @Override
    public CompletionStage<ScanReply> scan(@Nullable Cursor cursor, String pattern, int batch) {
        ScanCursor from = cursor == null ? ScanCursor.INITIAL : ((LettuceCursor) cursor).cursor();
        ScanArgs arguments = ScanArgs.Builder.limit(batch).match(ScriptArguments.bytes(pattern));
        return send(session -> session.commands().scan(from, arguments)).thenApply(RedisRemoteTier::scanReply);
    }

    private static ScanReply scanReply(KeyScanCursor<byte[]> found) {
        List<String> keys = found.getKeys().stream()
                .map(key -> new String(key, StandardCharsets.UTF_8))
                .toList();
        return new ScanReply(keys, found.isFinished() ? null : new LettuceCursor(found));
    }

    @Override
    public CompletionStage<Long> unlink(List<String> keys) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedStage(0L);
        }
        return send(session ->
                session.commands().unlink(new ScriptArguments().addAll(keys).toArray()));
    }

    @Override
    public void close() {
        Links current = links;
        if (current != null) {
            current.close();
        }
    }

    private <T> CompletionStage<T> run(
            Script script, ScriptArguments keys, ScriptArguments arguments, ReplyReader<T> reader) {
        return send(session -> script.run(session.commands(), keys.toArray(), arguments.toArray())
                .thenApply(parts -> reader.read(session, new Reply(parts))));
    }

    /** Lettuce fails some commands by throwing, such as those for a slot that no node serves. */
    private <T> CompletionStage<T> send(Function<Session, ? extends CompletionStage<T>> command) {
        try {
            return links().send(command);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private Links links() {
        Links current = links;
        if (current == null) {
            throw new RedisConnectionException("The remote tier was not opened: call open first");
        }
        return current;
    }

    private interface ReplyReader<T> {

        T read(Session session, Reply reply);
    }

    private record LettuceCursor(ScanCursor cursor) implements Cursor {}
}
