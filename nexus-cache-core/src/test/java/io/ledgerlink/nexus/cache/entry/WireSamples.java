package io.ledgerlink.nexus.cache.entry;

import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.codec.CborCodec;
import io.ledgerlink.nexus.cache.codec.JsonCodec;
import io.ledgerlink.nexus.cache.codec.Samples.Bean;
import io.ledgerlink.nexus.cache.codec.Samples.Card;
import io.ledgerlink.nexus.cache.codec.Samples.Cash;
import io.ledgerlink.nexus.cache.codec.Samples.Entry;
import io.ledgerlink.nexus.cache.codec.Samples.Kind;
import io.ledgerlink.nexus.cache.codec.Samples.Maybe;
import io.ledgerlink.nexus.cache.codec.Samples.Payment;
import io.ledgerlink.nexus.cache.codec.Samples.Sepa;
import io.ledgerlink.nexus.cache.codec.Samples.Side;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import tools.jackson.core.type.TypeReference;

/** Values whose bytes are pinned, one of each kind that the wire format treats in a way of its own. */
final class WireSamples {

    static final EntryStamps STAMPS = new EntryStamps(0x0101, 0x0202, 0x0303, 0x0404);

    private static final Entry ENTRY = new Entry(
            1L << 53, "Grüße", new BigDecimal("1.00"), Side.CREDIT, Instant.parse("2026-01-01T00:00:00.123456789Z"));

    private WireSamples() {}

    record Sample(
            String name,
            CacheCodec codec,
            Type type,
            @Nullable Object value) {}

    static List<Sample> all() {
        List<Sample> samples = new ArrayList<>();
        samples.addAll(of("json", JsonCodec.standard()));
        samples.addAll(of("cbor", CborCodec.standard()));
        return samples;
    }

    private static List<Sample> of(String prefix, CacheCodec codec) {
        Sort sort = Sort.by(new Sort.Order(Sort.Direction.DESC, "at", true, Sort.NullHandling.NULLS_LAST));
        return List.of(
                new Sample(prefix + ".null", codec, Entry.class, null),
                new Sample(prefix + ".number", codec, long.class, 5L),
                new Sample(prefix + ".text", codec, String.class, "Grüße"),
                new Sample(prefix + ".bytes", codec, byte[].class, new byte[] {0, -1, 127}),
                new Sample(prefix + ".record", codec, Entry.class, ENTRY),
                new Sample(prefix + ".bean", codec, Bean.class, new Bean()),
                new Sample(
                        prefix + ".optional",
                        codec,
                        Maybe.class,
                        new Maybe(Optional.empty(), Optional.of(Optional.of(1)))),
                new Sample(
                        prefix + ".sealed",
                        codec,
                        new TypeReference<List<Payment>>() {}.getType(),
                        Arrays.asList(
                                new Cash(BigDecimal.ONE), new Card("1", List.of(Kind.GIFT)), new Sepa("D"), null)),
                new Sample(
                        prefix + ".untyped", codec, new TypeReference<Map<String, Object>>() {}.getType(), untyped()),
                new Sample(
                        prefix + ".page",
                        codec,
                        new TypeReference<Page<Entry>>() {}.getType(),
                        new PageImpl<>(List.of(ENTRY), PageRequest.of(3, 1, sort), 17)),
                new Sample(
                        prefix + ".slice",
                        codec,
                        new TypeReference<Slice<String>>() {}.getType(),
                        new SliceImpl<>(List.of("a"))),
                new Sample(
                        prefix + ".window",
                        codec,
                        new TypeReference<Window<String>>() {}.getType(),
                        Window.from(
                                List.of("a", "b"),
                                index -> index == 0
                                        ? ScrollPosition.offset(4)
                                        : ScrollPosition.forward(Map.of("id", 5L)),
                                true)));
    }

    private static Map<String, Object> untyped() {
        Map<String, Object> untyped = new LinkedHashMap<>();
        untyped.put("text", "a");
        untyped.put("int", 1);
        untyped.put("long", 1L);
        untyped.put("double", 0.5);
        untyped.put("float", 0.5f);
        untyped.put("true", true);
        untyped.put("decimal", new BigDecimal("1.00"));
        untyped.put("integer", BigInteger.ONE.shiftLeft(70));
        untyped.put("bytes", new byte[] {1, 2});
        untyped.put("uuid", new UUID(1, 2));
        untyped.put("list", List.of(1, List.of()));
        untyped.put("map", Map.of("a", 1L));
        untyped.put("instant", Instant.EPOCH);
        untyped.put("date", LocalDate.EPOCH);
        untyped.put("offset", OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 1, ZoneOffset.ofHours(-5)));
        untyped.put("zoned", ZonedDateTime.of(2026, 7, 1, 0, 0, 0, 1, ZoneId.of("Europe/Paris")));
        untyped.put("zone", ZoneId.of("Europe/Paris"));
        untyped.put("duration", Duration.ofMillis(1));
        untyped.put("year", Year.of(2026));
        untyped.put("month", YearMonth.of(2026, 1));
        return untyped;
    }
}
