package io.ledgerlink.nexus.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ReturnTypesTests {

    record Book(String title) {}

    interface Repository<T> {

        T one();

        List<T> findAll();
    }

    interface Books extends Repository<Book> {

        @Override
        List<Book> findAll();

        int primitive();

        void nothing();

        Book[] array();

        Map<String, List<Book>> map();

        List<? extends Book> bounded();

        Optional<List<Book>> optional();

        CompletableFuture<Optional<Book>> future();

        Mono<Book> mono();

        Flux<Book> flux();

        <X> X open();

        <X> List<X> openList();
    }

    static class GenericRepository<T> implements Repository<T> {

        @Override
        public T one() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<T> findAll() {
            throw new UnsupportedOperationException();
        }
    }

    static class BookRepository extends GenericRepository<Book> {}

    private static final String BOOK = "io.ledgerlink.nexus.cache.spring.ReturnTypesTests$Book";

    private final ReturnTypes types = new ReturnTypes();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "primitive | java.lang.Integer",
                "nothing   | java.lang.Object",
                "array     | BOOK[]",
                "map       | java.util.Map<java.lang.String, java.util.List<BOOK>>",
                "bounded   | java.util.List<BOOK>",
                "optional  | java.util.List<BOOK>",
                "future    | java.util.Optional<BOOK>",
                "mono      | BOOK",
                "flux      | java.util.List<BOOK>",
                "open      | java.lang.Object",
                "openList  | java.lang.Object"
            })
    void aTypeIsWhatIsCachedOfIt(String method, String type) {
        assertThat(type(Books.class, method, Books.class).getTypeName()).isEqualTo(type.replace("BOOK", BOOK));
    }

    @Test
    void aTypeVariableIsWhatTheImplementationSays() {
        assertThat(type(Repository.class, "one", BookRepository.class)).isEqualTo(Book.class);
        assertThat(type(Repository.class, "findAll", BookRepository.class).getTypeName())
                .isEqualTo("java.util.List<" + BOOK + ">");
    }

    @Test
    void aGenericImplementationLeavesItToTheMethodThatIsCalled() {
        assertThat(type(Books.class, "findAll", GenericRepository.class).getTypeName())
                .isEqualTo("java.util.List<" + BOOK + ">");
    }

    @Test
    void equalTypesAreOne() {
        Type flux = type(Books.class, "flux", Books.class);
        assertThat(type(Books.class, "findAll", Books.class)).isSameAs(flux);
        assertThat(type(Repository.class, "findAll", BookRepository.class)).isSameAs(flux);
    }

    private Type type(Class<?> declaring, String name, Class<?> target) {
        Method method = Objects.requireNonNull(ReflectionUtils.findMethod(declaring, name));
        return types.of(method, target);
    }
}
