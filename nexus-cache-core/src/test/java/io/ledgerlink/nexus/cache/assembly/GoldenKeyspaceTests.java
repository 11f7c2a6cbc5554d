package io.ledgerlink.nexus.cache.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CachePolicy;
import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.CachedResult;
import io.ledgerlink.nexus.cache.FetchOptions;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.entry.EnvelopeLayout;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.remote.RecordingListener;
import io.ledgerlink.nexus.cache.remote.RemoteTier;
import io.ledgerlink.nexus.cache.remote.RemoteTier.MessageHead;
import io.ledgerlink.nexus.cache.remote.RemoteTier.ReadReply;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StampRequest;
import io.ledgerlink.nexus.cache.remote.RemoteTier.StoreRequest;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;

/** All that one version of an application leaves in Redis, keys and bytes, is what the next one finds its answers in. */
class GoldenKeyspaceTests {

    private static final String CHANGED =
            "What is kept in Redis has changed, so a deploy begins with an empty remote tier, or its instances do not share"
                    + " one. If that is wanted, say so in CHANGELOG.md and put the new lines into golden/keyspace-v2.txt";

    /** The server's clock, at which every stamp and entry was made. */
    private static final long MICROS = 1_790_000_000_000_000L;

    private static final CachePolicy POLICY = CachePolicy.defaults().withJitter(0);

    private final InMemoryRemote remote = new InMemoryRemote();
    private final KeyText text = new KeyText("app");

    GoldenKeyspaceTests() {
        remote.setClock(() -> MICROS);
    }

    enum Side {
        CREDIT
    }

    record Entry(long id, String text, BigDecimal amount, Side side, LocalDate on) {}

    /** One query, and what its source says. */
    record Sample(CacheKey key, Type type, @Nullable Object value) {}

    private static List<Sample> samples() {
        Entry entry = new Entry(1L << 53, "Grüße", new BigDecimal("1.00"), Side.CREDIT, LocalDate.of(2026, 11, 21));
        return List.of(
                new Sample(
                        key("json", "acme")
                                .part("account", 7L)
                                .tags("account:7")
                                .build(),
                        Entry.class,
                        entry),
                new Sample(
                        key("json", "a:b {c}*")
                                .part("text", "x y:{}=/%")
                                .page(Pagination.of(2, 50))
                                .build(),
                        String.class,
                        "Grüße"),
                new Sample(
                        key("json", new UUID(1, 2))
                                .version(3)
                                .part("on", LocalDate.of(2026, 11, 21))
                                .part("amounts", List.of(new BigDecimal("1.00"), new BigDecimal("2")))
                                .part("side", Side.CREDIT)
                                .part("none", null)
                                .page(PageRequest.of(1, 20, Sort.by(Sort.Order.desc("on"), Sort.Order.asc("id"))))
                                .build(),
                        String.class,
                        null),
                new Sample(key("cbor", "acme").part("text", "x".repeat(200)).build(), Entry.class, entry),
                new Sample(
                        CacheKey.builder("cbor").shared().query("rates").build(), byte[].class, new byte[] {0, -1, 127
                        }));
    }

    private static CacheKey.Builder key(String cache, Object tenant) {
        return CacheKey.builder(cache).tenant(tenant).query("entries");
    }

    @Test
    void everyKeyStampAndEntryIsWrittenToTheLetter() {
        try (NexusCache cache = start()) {
            samples()
                    .forEach(sample -> assertThat(
                                    fetch(cache, sample, sample.value()).status())
                            .isEqualTo(CacheStatus.MISS));
            Await.until(
                    "all is stored",
                    () -> cache.statistics("json").stores()
                                    + cache.statistics("cbor").stores()
                            == samples().size());
        }

        assertThat(keyspace()).as(CHANGED).containsExactlyElementsOf(golden());
    }

    @Test
    void everyEntryThatWasLeftIsAnAnswer() {
        RemoteTier writer = remote.connect();
        writer.open(new RecordingListener());
        golden().forEach(line ->
                leave(writer, line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
        writer.close();
        assertThat(keyspace()).containsExactlyElementsOf(golden());

        try (NexusCache cache = start()) {
            for (Sample sample : samples()) {
                CachedResult<Object> found = fetch(cache, sample, "the source was asked");
                assertThat(found.value()).as(CHANGED).isEqualTo(sample.value());
                assertThat(found.status()).isEqualTo(CacheStatus.HIT_REMOTE);
            }
        }
    }

    /** The server's clock stands still, so it dates an entry as it did. */
    private void leave(RemoteTier writer, String key, String value) {
        if (text.isStamp(key)) {
            get(writer.settle(List.of(new StampRequest(key, 0, 0)), new MessageHead("nobody")));
            return;
        }
        byte[] entry = HexFormat.of().parseHex(value);
        ByteBuffer header = ByteBuffer.wrap(entry);
        long fresh = header.getLong(EnvelopeLayout.FRESH_UNTIL) - header.getLong(EnvelopeLayout.CREATED_AT);
        get(writer.store(new StoreRequest(key, entry, fresh, 600_000, List.of(), new long[0])));
    }

    private NexusCache start() {
        return NexusCacheBuilder.named("app")
                .inMemory(remote)
                .cache("json", POLICY)
                .cache("cbor", POLICY.withCodec(CachePolicy.Codec.CBOR))
                .build();
    }

    private static CachedResult<Object> fetch(NexusCache cache, Sample sample, @Nullable Object source) {
        return cache.<Object, RuntimeException>fetch(sample.key(), sample.type(), () -> source, FetchOptions.cached());
    }

    /** A line for each key: a stamp as Redis has it, an entry in hexadecimal. */
    private List<String> keyspace() {
        RemoteTier reader = remote.connect();
        reader.open(new RecordingListener());
        try {
            return remote.keys().stream()
                    .map(key -> key + " " + value(reader, key))
                    .toList();
        } finally {
            reader.close();
        }
    }

    private String value(RemoteTier reader, String key) {
        if (text.isStamp(key)) {
            return Long.toString(get(reader.read(List.of(), List.of(key))).stamps()[0]);
        }
        ReadReply reply = get(reader.read(List.of(key), List.of()));
        return HexFormat.of().formatHex(Objects.requireNonNull(reply.entries().get(0)));
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static List<String> golden() {
        try (InputStream file = GoldenKeyspaceTests.class.getResourceAsStream("/golden/keyspace-v1.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
