package io.ledgerlink.nexus.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NexusCacheManagerTests {

    private final NexusCache nexus = NexusCacheBuilder.named("app").build();

    @AfterEach
    void end() {
        nexus.close();
    }

    @Test
    void makesCachesWhenTheyAreAskedFor() {
        NexusCacheManager manager = NexusCacheManager.over(nexus).build();
        assertThat(manager.getCacheNames()).isEmpty();
        assertThat(manager.getCache("books")).isNotNull().isSameAs(manager.getCache("books"));
        assertThat(manager.getCacheNames()).containsExactly("books");
    }

    @Test
    void hasOnlyTheCachesThatHaveSettings() {
        Set<String> known = Set.of("books", "authors");
        NexusCacheManager manager = NexusCacheManager.over(nexus)
                .names(List.of("books"))
                .settings(name -> known.contains(name) ? SpringCacheSettings.defaults() : null)
                .build();
        assertThat(manager.getCacheNames()).containsExactly("books");
        assertThat(manager.getCache("unknown")).isNull();
        assertThat(manager.getCache("authors")).isNotNull();
        assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("books", "authors");
    }
}
