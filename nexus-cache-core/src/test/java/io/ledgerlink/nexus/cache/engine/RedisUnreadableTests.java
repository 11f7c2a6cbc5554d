package io.ledgerlink.nexus.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.fixture.Instances.Instance;
import io.ledgerlink.nexus.cache.test.redis.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands at a key of ours in Redis reaches no caller, and is replaced. */
@SuppressWarnings("NullAway") // Sources answer null in these tests, and every answer is compared.
class RedisUnreadableTests extends EngineConformance {

    private final RedisServer redis;

    RedisUnreadableTests() {
        super(Remote.redis());
        this.redis = ((Remote.Redis) remote).server();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis.call('SET', KEYS[1], 'foreign')",
                "redis.call('SET', KEYS[1], '')",
                "redis.call('SET', KEYS[1], string.sub(redis.call('GET', KEYS[1]), 1, -2))",
                "redis.call('SET', KEYS[1], string.sub(redis.call('GET', KEYS[1]), 1, 40))"
            })
    void anEntryThatCannotBeReadIsACountedMissAndIsReplaced(String damage) {
        Instance a = start();
        storeThrough(a, key(1), "value");
        redis.cli("EVAL", damage, "1", entry());
        assertCountedMissAndReplaced(key(1));
    }

    @Test
    void anEntryOfAnotherShapeIsACountedMissAndIsReplaced() {
        Instance a = start();
        a.cache().<Before, RuntimeException>get(key(1), Before.class, () -> new Before("a"));
        awaitStores(a, 1);
        Instance b = start();
        assertThat(b.cache().<After, RuntimeException>get(key(1), After.class, () -> new After("b", 1)))
                .isEqualTo(new After("b", 1));
        assertThat(statistics(b).unreadable()).isOne();
        awaitStores(b, 1);
        assertThat(start().cache().<After, RuntimeException>get(key(1), After.class, () -> new After("c", 2)))
                .isEqualTo(new After("b", 1));
    }

    @Test
    void aKeyOfAnotherTypeIsAMissAndIsReplaced() {
        Instance a = start();
        storeThrough(a, key(1), "value");
        String entry = entry();
        redis.cli("DEL", entry);
        redis.cli("LPUSH", entry, "no entry");
        Instance b = start();
        assertThat(get(b, key(1), "source")).isEqualTo("source");
        awaitStores(b, 1);
        assertThat(get(start(), key(1), "unused")).isEqualTo("source");
    }

    @Test
    void aStampOfAnotherTypeRevivesNothing() {
        Instance a = start();
        storeThrough(a, key(1), "old");
        String stamp = remote.keys().stream()
                .filter(key -> key.startsWith(application + ":{t1}:!query"))
                .findFirst()
                .orElseThrow();
        redis.cli("DEL", stamp);
        redis.cli("LPUSH", stamp, "no stamp");
        Instance b = start();
        assertThat(get(b, key(1), "new")).isEqualTo("new");
        awaitStores(b, 1);
        assertThat(get(start(), key(1), "unused")).isEqualTo("new");
    }

    private String entry() {
        return remote.keys().stream()
                .filter(key -> key.startsWith(application + ":{t1}:" + LEDGER))
                .findFirst()
                .orElseThrow();
    }

    record Before(String name) {}

    record After(String name, int count) {}
}
