package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import io.ledgerlink.nexus.cache.test.redis.Await;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTypesTests {

    record Row(int id) {}

    abstract static class Base<T> {

        abstract T one();

        @CachedQuery(cache = "rows")
        public List<? extends T> bounded(@Tenant String tenant) {
            return List.of(one());
        }

        @CachedQuery(cache = "rows")
        public Map<String, List<T>[]> lists(@Tenant String tenant) {
            return Map.of();
        }

        @CachedQuery(cache = "rows")
        public List<T[]> arrays(@Tenant String tenant) {
            return List.of();
        }

        @CachedQuery(cache = "rows")
        public List<? extends List<T>> nested(@Tenant String tenant) {
            return List.of();
        }
    }

    static class Rows extends Base<Row> {

        @Override
        Row one() {
            return new Row(1);
        }

        @CachedQuery(cache = "rows")
        @SuppressWarnings({"unchecked", "rawtypes"})
        public List<Row>[] own(@Tenant String tenant) {
            return new List[] {List.of(one())};
        }

        @CachedQuery(cache = "rows")
        public int[] numbers(@Tenant String tenant) {
            return new int[] {1};
        }
    }

    private static Type known(String name) {
        return Arrays.stream(Rows.class.getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .map(method ->
                        ResultTypes.known(BeanMethod.of(method, Rows.class).returnType()))
                .orElseThrow();
    }

    @Test
    void variablesOfTheOwnerAreKnownWhereverTheyStand() {
        String row = Row.class.getName();
        assertThat(known("bounded").getTypeName()).isEqualTo("java.util.List<" + row + ">");
        assertThat(known("lists").getTypeName())
                .isEqualTo("java.util.Map<java.lang.String, java.util.List<" + row + ">[]>");
        assertThat(known("arrays").getTypeName()).isEqualTo("java.util.List<" + row + "[]>");
        assertThat(known("nested").getTypeName()).isEqualTo("java.util.List<java.util.List<" + row + ">>");
        assertThat(known("own").getTypeName()).isEqualTo("java.util.List<" + row + ">[]");
        assertThat(known("numbers")).isEqualTo(int[].class);
    }

    @Test
    void resultsOfSuchTypesAreKeptInTheRemoteTier() {
        InMemoryRemote store = new InMemoryRemote();
        try (Application one = Application.on(store, Rows.class).start();
                Application other = Application.on(store, Rows.class).start()) {
            Await.until("the other instance finds both in the remote tier", () -> {
                one.cache().evictor().evictTenant("t1");
                one.get(Rows.class).bounded("t1");
                one.get(Rows.class).own("t1");
                long before = other.statistics("rows").remoteHits();
                assertThat(other.get(Rows.class).bounded("t1").get(0)).isEqualTo(new Row(1));
                assertThat(other.get(Rows.class).own("t1")[0].get(0)).isEqualTo(new Row(1));
                return other.statistics("rows").remoteHits() == before + 2;
            });
        }
    }
}
