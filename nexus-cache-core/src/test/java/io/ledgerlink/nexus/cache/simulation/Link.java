package io.ledgerlink.nexus.cache.simulation;

import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemoteTier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One instance's two connections to the server: commands and replies on one, messages on the other.
 *
 * <p>Nothing moves by itself: the scheduler has commands carried out, replies and messages delivered, and connections lost.
 */
final class Link implements RemoteTier {

    /** Stands in the mail for the acknowledgement of the subscription. */
    private static final String SUBSCRIBED = "subscribed";

    /** What messages begin with that have a number, so that their loss is noticed. */
    private static final String SEQUENCED = "nexus1";

    /** How likely a command is held up before it is sent. */
    private static final int BREATH = 20;

    private static final class Command<T> {

        private final String name;
        private final Supplier<CompletionStage<T>> deed;
        private final Consumer<T> done;
        private final Reply<T> reply;

        /** Whether its connection was lost, so that nobody hears what comes of it. */
        private boolean orphaned;

        private Command(String name, Supplier<CompletionStage<T>> deed, Consumer<T> done, Reply<T> reply) {
            this.name = name;
            this.deed = deed;
            this.done = done;
            this.reply = reply;
        }
    }

    private record Answered<T>(Command<T> command, T value) {

        void deliver() {
            command.reply.complete(value);
        }
    }

    private final World world;
    private final Server server;
    private final Truth truth;
    private final Member owner;
    private final InMemoryRemoteTier tier;
    private final List<Command<?>> commands = new ArrayList<>();
    private final List<Answered<?>> replies = new ArrayList<>();
    private final List<Reply<?>> open = new ArrayList<>();
    private final List<String> mail = new ArrayList<>();

    /** Who has been heard since the subscription. */
    private final Set<String> heard = new HashSet<>();

    /** Whose last message was lost. */
    private final Set<String> missed = new HashSet<>();

    private final Set<String> gone = new HashSet<>();
    private boolean stalled;

    private @Nullable Listener listener;
    private boolean connected;
    private boolean subscribed;
    private boolean closed;

    Link(World world, Server server, Truth truth, Member owner) {
        this.world = world;
        this.server = server;
        this.truth = truth;
        this.owner = owner;
        this.tier = server.connect();
    }

    @Override
    public void open(Listener told) {
        listener = told;
        tier.open(new Listener() {
            @Override
            public void connected() {}

            @Override
            public void disconnected() {}

            @Override
            public void subscribed() {}

            @Override
            public void unsubscribed() {}

            @Override
            public void message(String text) {
                if (subscribed) {
                    mail.add(text);
                }
            }
        });
    }

    private Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("The link of " + owner + " was not opened");
        }
        return listener;
    }

    boolean mayConnect() {
        return !connected && !closed && server.up();
    }

    boolean maySubscribe() {
        return !subscribed && !closed && server.up();
    }

    boolean closed() {
        return closed;
    }

    /** What is lost, comes back; as long as the server is there. */
    void connect() {
        if (mayConnect()) {
            world.tell(owner + " is connected");
            connected = true;
            listener().connected();
        }
    }

    void subscribe() {
        if (maySubscribe()) {
            world.tell(owner + " subscribes");
            subscribed = true;
            mail.add(SUBSCRIBED);
        }
    }

    /** Commands on their way may still be carried out, or not; nobody will say. */
    void disconnect() {
        if (!connected) {
            return;
        }
        world.tell(owner + " is disconnected");
        connected = false;
        interrupt();
        if (!closed) {
            listener().disconnected();
        }
    }

    /** What is under way is lost, as when one of several nodes goes; the owner hears of nothing else. */
    void interrupt() {
        replies.clear();
        commands.removeIf(command -> world.chance(50));
        commands.forEach(command -> command.orphaned = true);
        List<Reply<?>> lost = List.copyOf(open);
        open.clear();
        lost.forEach(reply -> reply.completeExceptionally(new IllegalStateException("The connection was lost")));
    }

    void unsubscribe() {
        if (!subscribed) {
            return;
        }
        world.tell(owner + " loses its subscription");
        subscribed = false;
        mail.clear();
        heard.clear();
        missed.clear();
        if (!closed) {
            listener().unsubscribed();
        }
    }

    boolean hasCommands() {
        return !stalled && !commands.isEmpty() && server.up() && !server.frozen();
    }

    /** Whether what it sends is held up on the way. */
    boolean stalled() {
        return stalled;
    }

    void stall(boolean value) {
        if (stalled != value) {
            world.tell(owner + (value ? " sends in vain" : " is heard again"));
        }
        stalled = value;
    }

    boolean hasReplies() {
        return !replies.isEmpty();
    }

    boolean hasMail() {
        return !mail.isEmpty();
    }

    /** The server carries one command out; two take two ticks of its clock at least. */
    void carryOut(boolean anyOrder) {
        carryOut(commands.remove(anyOrder ? world.below(commands.size()) : 0));
    }

    private <T> void carryOut(Command<T> command) {
        world.pass(1);
        T value = command.deed.get().toCompletableFuture().join();
        command.done.accept(value);
        if (world.telling()) {
            world.tell(
                    "the server carries out " + command.name + " of " + owner + (command.orphaned ? ", too late" : ""));
        }
        if (!command.orphaned) {
            replies.add(new Answered<>(command, value));
        }
    }

    /** Whether commands of a connection that is lost, or of an instance that has died, are still on their way. */
    boolean idle() {
        return commands.isEmpty() && replies.isEmpty() && mail.isEmpty();
    }

    void deliverReply(boolean anyOrder) {
        Answered<?> reply = replies.remove(anyOrder ? world.below(replies.size()) : 0);
        if (world.telling()) {
            world.tell(owner + " gets the reply to " + reply.command.name + ": " + text(reply.value));
        }
        open.remove(reply.command.reply);
        owner.sign();
        reply.deliver();
    }

    private static String text(@Nullable Object value) {
        if (value instanceof ReadReply read) {
            return read.entries().stream()
                            .map(bytes -> bytes == null ? "-" : valueIn(bytes))
                            .toList() + " " + Arrays.toString(read.stamps());
        }
        return value instanceof StampReply stamps ? Arrays.toString(stamps.stamps()) : String.valueOf(value);
    }

    /**
     * An instance is no more. If the last that it said was lost, then with the subscription: nobody repeats its number, so
     * that nothing else would tell.
     */
    void gone(String sender) {
        gone.add(sender);
        if (missed.contains(sender)) {
            unsubscribe();
        }
    }

    /** A message arrives; or, if told so, is lost, or arrives twice, or before others. */
    void deliverMail(Weather weather) {
        boolean overtakes = world.chance(weather.overtaking());
        int last = Math.max(0, mail.lastIndexOf(SUBSCRIBED));
        int at = overtakes && last == 0 && !mail.get(0).equals(SUBSCRIBED) ? world.below(mail.size()) : 0;
        String text = mail.remove(at);
        owner.sign();
        if (text.equals(SUBSCRIBED)) {
            world.tell(owner + " is subscribed");
            listener().subscribed();
            return;
        }
        String[] words = text.split(" ", 3);
        if (!words[0].equals(SEQUENCED)) {
            if (world.chance(weather.losing())) {
                world.tell(owner + " never gets " + text);
            } else {
                arrive(text);
            }
            return;
        }
        String sender = words[1];
        if (heard.contains(sender) && !gone.contains(sender) && world.chance(weather.losing())) {
            world.tell(owner + " never gets " + text);
            missed.add(sender);
            return;
        }
        missed.remove(sender);
        if (world.chance(weather.doubling())) {
            mail.add(text);
        }
        heard.add(sender);
        arrive(text);
    }

    private void arrive(String text) {
        world.tell(owner + " gets " + text);
        owner.arrives(text, () -> listener().message(text));
    }

    @Override
    public boolean available() {
        return connected;
    }

    @Override
    public CompletionStage<ReadReply> read(List<String> entryKeys, List<String> stampKeys) {
        return ask("read " + entryKeys + " " + stampKeys, () -> tier.read(entryKeys, stampKeys), reply -> {});
    }

    @Override
    public CompletionStage<StampReply> settle(List<StampRequest> stamps, MessageHead head) {
        List<String> keys = stamps.stream().map(StampRequest::key).toList();
        return ask("settle " + stamps, () -> tier.settle(stamps, head), reply -> {
            for (int i = 0; i < keys.size(); i++) {
                truth.born(keys.get(i), reply.stamps()[i]);
            }
        });
    }

    @Override
    public CompletionStage<StoreReply> store(StoreRequest request) {
        return ask("store " + valueIn(request.envelope()), () -> tier.store(request), reply -> {
            if (reply.outcome() == StoreOutcome.STORED) {
                truth.stored(valueIn(request.envelope()));
            }
        });
    }

    /** Entries are JSON strings, at the end of their envelopes. */
    private static String valueIn(byte[] envelope) {
        String text = new String(envelope, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf('"');
        return text.substring(text.lastIndexOf('"', end - 1) + 1, end);
    }

    @Override
    public CompletionStage<StampReply> evict(List<StampRequest> stamps, MessageHead head) {
        List<String> keys = stamps.stream().map(StampRequest::key).toList();
        return ask("evict " + keys, () -> tier.evict(stamps, head), reply -> {
            truth.evicted(owner, keys, reply.stamps(), head.head());
            if (keys.contains(Question.TEXT.allStamp())) {
                server.allEvicted();
            }
        });
    }

    @Override
    public CompletionStage<PutReply> put(StampRequest query, StoreRequest request, MessageHead head) {
        return ask("put", () -> tier.put(query, request, head), reply -> {
            if (reply.outcome() == StoreOutcome.STORED) {
                truth.put(owner, query.key(), reply.stamp(), head.head(), valueIn(request.envelope()));
            } else {
                truth.evicted(owner, List.of(query.key()), new long[] {reply.stamp()}, head.head());
            }
        });
    }

    @Override
    public CompletionStage<FoundReply> storeFound(FoundRequest request) {
        return ask("found " + valueIn(request.entry().envelope()), () -> tier.storeFound(request), reply -> {
            if (reply.outcome() == StoreOutcome.STORED) {
                truth.stored(valueIn(request.entry().envelope()));
            }
        });
    }

    @Override
    public CompletionStage<StoreReply> touch(StoreRequest request) {
        return ask("touch", () -> tier.touch(request), reply -> {});
    }

    @Override
    public CompletionStage<LeaseReply> lease(LeaseRequest request) {
        return ask("lease", () -> tier.lease(request), reply -> {});
    }

    @Override
    public CompletionStage<Boolean> renew(Lease lease) {
        return ask("renew", () -> tier.renew(lease), reply -> {});
    }

    @Override
    public CompletionStage<StoreReply> storeAndRelease(Lease lease, StoreRequest request, MessageHead head) {
        return ask(
                "store and release " + valueIn(request.envelope()),
                () -> tier.storeAndRelease(lease, request, head),
                reply -> {
                    if (reply.outcome() == StoreOutcome.STORED) {
                        truth.stored(valueIn(request.envelope()));
                    }
                });
    }

    @Override
    public CompletionStage<Boolean> release(Lease lease, MessageHead head) {
        return ask("release", () -> tier.release(lease, head), reply -> {});
    }

    @Override
    public CompletionStage<List<ServerIdentity>> servers() {
        return ask("servers", () -> tier.servers().thenApply(ignored -> List.of(server.identity())), reply -> {});
    }

    @Override
    public CompletionStage<Integer> publish(String message) {
        return ask("publish " + message, () -> tier.publish(message), reply -> {});
    }

    @Override
    public void replaceIfSilent() {}

    @Override
    public void resubscribe() {
        if (!closed && subscribed) {
            unsubscribe();
            subscribe();
        }
    }

    @Override
    public CompletionStage<ScanReply> scan(@Nullable Cursor cursor, String pattern, int batch) {
        return ask("scan", () -> tier.scan(cursor, pattern, batch), reply -> {});
    }

    @Override
    public CompletionStage<Long> unlink(List<String> keys) {
        return ask("unlink", () -> tier.unlink(keys), reply -> {});
    }

    @Override
    public void close() {
        closed = true;
        disconnect();
        unsubscribe();
    }

    private <T> CompletionStage<T> ask(String name, Supplier<CompletionStage<T>> deed, Consumer<T> done) {
        world.breathe(BREATH);
        Reply<T> reply = new Reply<>(world);
        if (!connected) {
            reply.completeExceptionally(new IllegalStateException("There is no connection"));
            return reply;
        }
        open.add(reply);
        commands.add(new Command<>(name, deed, done, reply));
        return reply;
    }
}
