package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheStatus;
import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.test.redis.Await;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An instance of this version beside one of a later version, which a raw client plays: entries and messages from the future. */
@SuppressWarnings("NullAway") // Every answer is compared.
class RedisRollingDeployTests extends EngineConformance {

    private static final String ENTRY = "local e = redis.call('GET', KEYS[1]) ";

    private final RedisServer redis;

    RedisRollingDeployTests() {
        super(Remote.redis());
        this.redis = ((Remote.Redis) remote).server();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "string.sub(e, 1, 3) .. '\\2' .. string.sub(e, 5)",
                "string.sub(e, 1, 3) .. '\\255' .. string.rep('anything', 1000)",
                "string.sub(e, 1, 4) .. '\\15' .. string.sub(e, 6)",
                "string.sub(e, 1, 5) .. '\\64' .. string.sub(e, 7)",
                "string.sub(e, 1, 6) .. '\\0\\6' .. string.sub(e, 9, 64) .. '\\128\\1\\0\\2ab' .. string.sub(e, 65)"
            })
    void anEntryOfALaterVersionIsACountedMissAndIsReplaced(String change) {
        Instance a = start();
        storeThrough(a, key(1), "later");
        change(change);
        assertCountedMissAndReplaced(key(1));
    }

    @Test
    void aFieldOfALaterVersionThatNeedNotBeUnderstoodIsSkipped() {
        Instance a = start();
        storeThrough(a, key(1), "later");
        change("string.sub(e, 1, 6) .. '\\0\\6' .. string.sub(e, 9, 64) .. '\\0\\1\\0\\2ab' .. string.sub(e, 65)");
        assertThat(fetch(start(), key(1), "unused"))
                .extracting("value", "status")
                .containsExactly("later", CacheStatus.HIT_REMOTE);
    }

    private void change(String change) {
        String entry = remote.keys().stream()
                .filter(key -> key.startsWith(application + ":{t1}:" + LEDGER))
                .findFirst()
                .orElseThrow();
        redis.cli("EVAL", ENTRY + "redis.call('SET', KEYS[1], " + change + ")", "1", entry);
    }

    /** In a version that speaks another language, under a verb or with fields that this one does not know; heard of before or not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nexus2 later 1 evict %s=%s",
                "nexus2 {\"evict\":{\"%s\":%s}}",
                "nexus1 later 1 replace %s=%s",
                "nexus1 later - replace %s=%s",
                "nexus1 later 1 evict %s=%s because=unknown"
            })
    void anEvictionThatALaterVersionTellsInItsOwnWayIsFoundWithinAFewBeats(String message) {
        Instance a = start();
        storeThrough(a, key(1), "old");
        assertThat(fetch(a, key(1), "unused").status()).isEqualTo(CacheStatus.HIT_LOCAL);
        KeyText text = new KeyText(application);
        String tenant = text.tenantStamp("t1");
        String stamp = Long.toString(Long.parseLong(redis.cli("GET", tenant)) + 1_000_000);
        redis.cli("SET", tenant, stamp);
        redis.cli("PUBLISH", text.channel(), message.formatted(tenant, stamp));
        Await.until("the eviction is found", () -> get(a, key(1), "new").equals("new"));
        assertThat(a.cache().busStatistics().foreignMessages()).isOne();
        assertThat(fetch(a, key(1), "unused").status()).isEqualTo(CacheStatus.HIT_LOCAL);
    }
}
