package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.util.ClassUtils;

class AutoConfigurationOrderTests {

    private static final List<Class<?>> OURS = ours();

    private static List<Class<?>> ours() {
        return ImportCandidates.load(AutoConfiguration.class, AutoConfigurationOrderTests.class.getClassLoader())
                .getCandidates()
                .stream()
                .filter(name -> name.startsWith("io.ledgerlink."))
                .<Class<?>>map(AutoConfigurationOrderTests::load)
                .toList();
    }

    @Test
    void eachIsListedOnce() {
        assertThat(OURS).hasSizeGreaterThan(5).doesNotHaveDuplicates();
    }

    @Test
    void eachClassThatIsNamedForOrderIsThere() {
        List<String> named = OURS.stream()
                .map(each -> each.getAnnotation(AutoConfiguration.class))
                .flatMap(each -> Stream.of(each.afterName(), each.beforeName()).flatMap(Stream::of))
                .toList();
        assertThat(named)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(load(name)).hasAnnotation(AutoConfiguration.class));
    }

    @Test
    void eachIsFinalAndShowsNothing() {
        assertThat(OURS).allSatisfy(each -> {
            assertThat(each).isFinal();
            assertThat(each.getDeclaredMethods())
                    .noneMatch(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()));
        });
    }

    private static Class<?> load(String name) {
        return ClassUtils.resolveClassName(name, AutoConfigurationOrderTests.class.getClassLoader());
    }
}
