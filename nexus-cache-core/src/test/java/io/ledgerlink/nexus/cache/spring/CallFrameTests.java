package io.ledgerlink.nexus.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.spring.MethodPlan.Purpose;
import io.ledgerlink.nexus.cache.spring.MethodPlan.Request;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;

class CallFrameTests {

    private static final MethodPlan BOOKS = new MethodPlan(
            String.class, List.of(new Request("books", Purpose.LOAD), new Request("books", Purpose.PUT)));
    private static final MethodPlan AUTHORS =
            new MethodPlan(String.class, List.of(new Request("authors", Purpose.LOAD)));

    private final NexusCache nexus = NexusCacheBuilder.named("app").build();
    private final NexusCacheManager manager = NexusCacheManager.over(nexus).build();

    @AfterEach
    void end() {
        nexus.close();
    }

    @Test
    void handsOutOneCacheForEachOperationAndThenTheCacheItself() {
        Cache itself = books();
        try (CallFrame frame = CallFrame.open(BOOKS)) {
            assertThat(books()).isInstanceOf(LoadingCache.class);
            assertThat(books()).isNotInstanceOf(LoadingCache.class).isNotSameAs(itself);
            assertThat(books()).isSameAs(itself);
        }
    }

    @Test
    void handsOutNothingOnceTheCallHasEnded() {
        Cache itself = books();
        CallFrame.open(BOOKS).close();
        assertThat(books()).isSameAs(itself);
    }

    @Test
    void anInnerCallLeavesTheOuterOneAsItWas() {
        try (CallFrame outer = CallFrame.open(BOOKS)) {
            try (CallFrame inner = CallFrame.open(AUTHORS)) {
                assertThat(books()).isNotInstanceOf(LoadingCache.class);
            }
            assertThat(books()).isInstanceOf(LoadingCache.class);
        }
    }

    private Cache books() {
        return Objects.requireNonNull(manager.getCache("books"));
    }
}
