package io.ledgerlink.nexus.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Type;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.core.ResolvableType;

class SeenTypesTests {

    record Book(String title) {}

    record Box<T>(T content) {}

    private static final Type BOOKS =
            ResolvableType.forClassWithGenerics(List.class, Book.class).getType();

    private final SeenTypes types = new SeenTypes();

    @Test
    void nothingSeenIsAnything() {
        assertThat(types.any()).isEqualTo(Object.class);
        assertThat(types.of(String.class)).isEqualTo(Object.class);
        assertThat(types.of(Book.class)).isEqualTo(Book.class);
    }

    @Test
    void aSingleTypeIsEveryones() {
        types.see(BOOKS);
        types.see(BOOKS);
        assertThat(types.any()).isEqualTo(BOOKS);
        assertThat(types.of(List.class)).isEqualTo(BOOKS);
        assertThat(types.of(Object.class)).isEqualTo(BOOKS);
        assertThat(types.ofValue(List.of())).isEqualTo(BOOKS);
        assertThat(types.ofValue(null)).isEqualTo(BOOKS);
    }

    @Test
    void ofSeveralTypesTheOneThatFitsCounts() {
        types.see(BOOKS);
        types.see(Integer.class);
        assertThat(types.any()).isEqualTo(Object.class);
        assertThat(types.of(Number.class)).isEqualTo(Integer.class);
        assertThat(types.of(int.class)).isEqualTo(Integer.class);
        assertThat(types.ofValue(5)).isEqualTo(Integer.class);
        assertThat(types.ofValue(List.of())).isEqualTo(BOOKS);
    }

    @Test
    void aValueOfAnotherTypeIsSeenFromThenOn() {
        types.see(Book.class);
        assertThat(types.ofValue("text")).isEqualTo(Object.class);
        assertThat(types.any()).isEqualTo(Object.class);
    }

    @Test
    void aClassThatSaysTooLittleIsAnything() {
        assertThat(types.ofValue(new Box<>("content"))).isEqualTo(Object.class);
        assertThat(types.ofValue(new Book[0])).isEqualTo(Object.class);
    }
}
