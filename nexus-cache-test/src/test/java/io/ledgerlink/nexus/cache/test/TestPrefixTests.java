package io.ledgerlink.nexus.cache.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.env.Environment;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** A test never reads or writes what an application has on the same Redis. */
class TestPrefixTests {

    @Nested
    @SpringBootTest(
            classes = TestPrefixTests.Application.class,
            properties = {"spring.application.name=ledger", "some.property=of this context alone"})
    class WithoutTheAnnotation {

        @Test
        void aContextHasARandomPrefix(@Autowired Environment environment) {
            assertThat(environment.getProperty("nexus.cache.prefix")).matches("test-[0-9a-f-]{12}");
        }
    }

    @Nested
    @SpringBootTest(classes = TestPrefixTests.Application.class)
    @TestPropertySource(properties = "nexus.cache.prefix = chosen")
    class WithAPrefixOfTheTest {

        @Test
        void aContextKeepsIt(@Autowired Environment environment) {
            assertThat(environment.getProperty("nexus.cache.prefix")).isEqualTo("chosen");
        }
    }

    @Nested
    @SpringBootTest(classes = TestPrefixTests.Application.class, properties = "some.property=of this context too")
    class WithAPrefixThatTheTestFindsOut {

        @DynamicPropertySource
        static void prefix(DynamicPropertyRegistry properties) {
            properties.add("nexus.cache.prefix", () -> "found");
        }

        @Test
        void aContextKeepsIt(@Autowired Environment environment) {
            assertThat(environment.getProperty("nexus.cache.prefix")).isEqualTo("found");
        }
    }

    @Nested
    @SpringBootTest(classes = TestPrefixTests.Application.class)
    @TestPropertySource(locations = "prefix.properties")
    class WithAPrefixInAFileOfTheTest {

        @Test
        void aContextKeepsIt(@Autowired Environment environment) {
            assertThat(environment.getProperty("nexus.cache.prefix")).isEqualTo("filed");
        }
    }

    @Nested
    @SpringBootTest(classes = TestPrefixTests.Application.class, args = "--nexus.cache.prefix=argued")
    class WithAPrefixAsAnArgument {

        @Test
        void aContextKeepsIt(@Autowired Environment environment) {
            assertThat(environment.getProperty("nexus.cache.prefix")).isEqualTo("argued");
        }
    }

    @Nested
    @SpringBootTest(classes = TestPrefixTests.Application.class)
    @ActiveProfiles("channel")
    class WithAChannelOfTheApplication {

        @Test
        void aContextHearsNoneOfItsMessages(@Autowired Environment environment) {
            assertThat(environment.getProperty("nexus.cache.bus.channel"))
                    .isEqualTo(environment.getProperty("nexus.cache.prefix") + ":bus");
        }
    }

    @Nested
    @SpringBootTest(classes = TestPrefixTests.Application.class, properties = "nexus.cache.prefix=chosen")
    @ActiveProfiles("channel")
    class WithAChannelOfTheApplicationAndAPrefixOfTheTest {

        @Test
        void aContextKeepsBoth(@Autowired Environment environment) {
            assertThat(environment.getProperty("nexus.cache.bus.channel")).isEqualTo("of-the-application");
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    static class Application {}
}
