package io.ledgerlink.nexus.cache.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ledgerlink.nexus.cache.CacheEvictor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestContextManager;

/** What the developer reads who has forgotten the annotation. */
@ExtendWith(OutputCaptureExtension.class)
class SliceWithoutCacheTests {

    @Test
    void aSliceThatLacksTheEvictorNamesTheAnnotation(CapturedOutput output) {
        TestContextManager test = new TestContextManager(Slice.class);
        assertThatIllegalStateException().isThrownBy(() -> test.prepareTestInstance(new Slice()));
        assertThat(output)
                .contains("needs a CacheEvictor, and the cache is no part of this application context")
                .contains("@AutoConfigureNexusCache; it is in io.ledgerlink.nexus:nexus-cache-test");
    }

    @WebMvcTest
    @ContextConfiguration(classes = Application.class)
    @Import(Handler.class)
    static class Slice {}

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    record Handler(CacheEvictor evictor) {}
}
