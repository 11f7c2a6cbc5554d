package io.ledgerlink.nexus.cache.benchmarks;

import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.codec.CborCodec;
import io.ledgerlink.nexus.cache.codec.JsonCodec;
import java.util.List;
import java.util.Locale;
import org.springframework.data.domain.Page;

/** JSON and CBOR side by side: what it takes to write and to read the page, and how long it is. */
final class CodecTimes {

    private CodecTimes() {}

    /** One line for each codec. */
    static List<String> measure(Effort effort) {
        CacheCodec json = JsonCodec.standard();
        CacheCodec cbor = CborCodec.standard();
        Page<LedgerEntry> page = LedgerEntry.page();
        byte[] asJson = encode(json, page);
        byte[] asCbor = encode(cbor, page);
        Turns turns = Turns.of(
                effort.of(20_000, 4_000),
                effort.of(20_000, 2_000),
                () -> encode(json, page),
                () -> encode(cbor, page),
                () -> decode(json, asJson),
                () -> decode(cbor, asCbor));
        return List.of(line("JSON", turns, 0, asJson), line("CBOR", turns, 1, asCbor));
    }

    private static byte[] encode(CacheCodec codec, Page<LedgerEntry> page) {
        return codec.encode(page, RemoteLedger.TYPE);
    }

    private static void decode(CacheCodec codec, byte[] bytes) {
        codec.decode(bytes, 0, bytes.length, RemoteLedger.TYPE);
    }

    private static String line(String name, Turns turns, int place, byte[] bytes) {
        return String.format(
                Locale.ROOT,
                "%s: encode %.1f µs, decode %.1f µs, %,d bytes",
                name,
                turns.micros(place),
                turns.micros(place + 2),
                bytes.length);
    }
}
