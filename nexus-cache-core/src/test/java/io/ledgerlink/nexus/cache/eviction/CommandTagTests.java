package io.ledgerlink.nexus.cache.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.aspect.CachedQueries;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.context.support.GenericApplicationContext;

/** A command names a tag by the same template and value as a query that carries it. */
class CommandTagTests {

    private final NexusCache cache =
            NexusCacheBuilder.named("app").inMemory(new InMemoryRemote()).build();
    private final GenericApplicationContext context = new GenericApplicationContext();

    @BeforeEach
    void start() {
        CachedQueries queries =
                new CachedQueries(() -> cache, DefaultPolicies::new, List::of, context.getBeanFactory());
        EvictingCommands commands =
                new EvictingCommands(context.getBeanFactory(), List::of, cache::evictor, () -> null);
        context.registerBean(DefaultAdvisorAutoProxyCreator.class);
        context.registerBean("queries", Advisor.class, queries::advisor);
        context.registerBean("commands", Advisor.class, commands::advisor);
        context.registerBean(Things.class);
        context.refresh();
    }

    @AfterEach
    void stop() {
        context.close();
        cache.close();
    }

    static List<Object> values() {
        return List.of(
                UUID.fromString("00000000-0000-0000-0000-00000000000A"),
                7L,
                new BigDecimal("1.50"),
                Kind.SAVINGS,
                "{a}:{{b}} }%7B/ä",
                LocalDate.of(2026, 2, 28),
                true);
    }

    @ParameterizedTest
    @MethodSource("values")
    void aCommandEvictsWhatAQueryOfTheSameValueCarries(Object value) {
        Things things = context.getBean(Things.class);
        int plain = things.plain("acme", value);
        int nested = things.nested("acme", new Holder(new Held(value)));
        assertThat(things.plain("acme", value)).isEqualTo(plain);
        assertThat(things.nested("acme", new Holder(new Held(value)))).isEqualTo(nested);

        things.changed("acme", value);
        things.changedNested("acme", new Holder(new Held(value)));

        assertThat(things.plain("acme", value)).isNotEqualTo(plain);
        assertThat(things.nested("acme", new Holder(new Held(value)))).isNotEqualTo(nested);
    }

    @ParameterizedTest
    @MethodSource("values")
    void theTagIsThatWhichTheValueHasInJava(Object value) {
        Things things = context.getBean(Things.class);
        int plain = things.plain("acme", value);
        String text = value instanceof Enum<?> constant ? constant.name() : value.toString();
        cache.evictor().evictTag("acme", "{thing}:" + text);
        assertThat(things.plain("acme", value)).isNotEqualTo(plain);
    }

    @Test
    void bothRefuseNullAndWhatHasNoPlainTextInTheSameWords() {
        Things things = context.getBean(Things.class);
        for (Holder holder :
                new Holder[] {new Holder(null), new Holder(new Held(null)), new Holder(new Held(List.of()))}) {
            String query = messageOf(() -> things.nested("acme", holder));
            String command = messageOf(() -> things.changedNested("acme", holder));
            assertThat(command).isEqualTo(query.replace("Things.nested(", "Things.changedNested("));
        }
        assertThatThrownBy(() -> things.changed("acme", null))
                .isInstanceOf(CacheKeyException.class)
                .hasMessage(
                        "The tag \"{{thing}}:{value}\" of Things.changed(String,Object) needs {value}, which is null in"
                                + " this call. Hand over a value, or let condition leave such calls out.");
        assertThat(things.changes()).isZero();
    }

    private static String messageOf(Runnable call) {
        Throwable thrown = catchThrowable(call::run);
        assertThat(thrown).isInstanceOf(CacheKeyException.class);
        return Objects.requireNonNull(thrown.getMessage());
    }

    enum Kind {
        SAVINGS {
            @Override
            public String toString() {
                return "not the name";
            }
        }
    }

    record Held(@Nullable Object value) {}

    record Holder(@Nullable Held held) {}

    static class Things {

        int changes() {
            return changes;
        }

        private int loads;
        private int changes;

        @CachedQuery(cache = "things", key = "1", tags = "{{thing}}:{value}")
        public int plain(@Tenant String tenant, Object value) {
            return ++loads;
        }

        @CachedQuery(cache = "things", key = "1", tags = "nested:{holder.held.value}")
        public int nested(@Tenant String tenant, Holder holder) {
            return ++loads;
        }

        @EvictsQueries(tags = "{{thing}}:{value}")
        public void changed(@Tenant String tenant, @Nullable Object value) {
            changes++;
        }

        @EvictsQueries(tags = "nested:{holder.held.value}")
        public void changedNested(@Tenant String tenant, Holder holder) {
            changes++;
        }
    }
}
