package io.ledgerlink.nexus.cache.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.key.KeyText;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearScopesTests {

    private static final int MANY = 20_000;

    private final KeyText texts = new KeyText("app");
    private final NearScopes scopes = new NearScopes(texts);

    @Test
    void keysOfOneHashHaveScopesOfTheirOwn() {
        List<String> keys = List.of("AaAa", "BBBB", "AaBB", "BBAa");
        assertThat(keys).extracting(String::hashCode).containsOnly("AaAa".hashCode());
        List<Scope> made = keys.stream().map(scopes::get).toList();
        assertThat(made).extracting(Scope::key).containsExactlyElementsOf(keys);
        assertThat(keys).extracting(scopes::get).containsExactlyElementsOf(made);
    }

    @Test
    void manyScopesAreFoundAgainWhileTheyAreHeld() {
        List<Scope> held =
                IntStream.range(0, MANY).mapToObj(i -> scopes.get("k" + i)).toList();
        for (int i = 0; i < MANY; i++) {
            assertThat(scopes.get("k" + i)).isSameAs(held.get(i));
        }
    }

    @Test
    void scopesThatAreHeldStayWhenOthersAreForgotten() {
        List<Scope> held = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Scope scope = scopes.get("k" + i);
            if (i % 10 == 0) {
                held.add(scope);
            }
        }
        awaitCollection();
        List<Scope> next =
                IntStream.range(0, MANY).mapToObj(i -> scopes.get("n" + i)).toList();
        assertThat(held).extracting(Scope::key).first().isEqualTo("k0");
        for (int i = 0; i < held.size(); i++) {
            assertThat(scopes.get("k" + 10 * i)).isSameAs(held.get(i));
        }
        assertThat(next).allSatisfy(scope -> assertThat(scopes.get(scope.key())).isSameAs(scope));
    }

    @Test
    void callsAtOnceGetOneObject() throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier together = new CyclicBarrier(threads);
        Callable<List<Scope>> asking = () -> {
            together.await();
            return IntStream.range(0, MANY).mapToObj(i -> scopes.get("k" + i)).toList();
        };
        try {
            List<List<Scope>> found = new ArrayList<>();
            for (Future<List<Scope>> each : IntStream.range(0, threads)
                    .mapToObj(i -> pool.submit(asking))
                    .toList()) {
                found.add(each.get());
            }
            for (List<Scope> other : found) {
                assertThat(other).isEqualTo(found.get(0));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aQuerysScopeThatHasForgottenItsTextMakesTheSameText() {
        CacheKey key = CacheKey.builder("ledger")
                .tenant("t1")
                .query("entries")
                .part("account", 7)
                .build();
        String text = texts.queryStamp("t1", "ledger", key.queryPath());
        Scope scope = scopes.get(text);
        scope.forgetText(key.withTags(List.of()));
        assertThat(scope.key()).isEqualTo(text).isNotSameAs(scope.key());
        assertThat(scope.slot()).isEqualTo("t1");
        assertThat(scopes.get(text)).isSameAs(scope);
    }

    private static void awaitCollection() {
        WeakReference<Object> canary = new WeakReference<>(new Object());
        Await.until("the collector has run", () -> {
            System.gc();
            return canary.get() == null;
        });
    }
}
