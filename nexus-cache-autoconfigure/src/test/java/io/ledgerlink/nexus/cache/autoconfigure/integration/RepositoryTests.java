package io.ledgerlink.nexus.cache.autoconfigure.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import jakarta.persistence.Entity;
import java.util.List;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.repository.CrudRepository;
import org.springframework.data.repository.query.Param;
import org.springframework.jdbc.core.JdbcTemplate;

/** Annotated methods of Spring Data repositories, which are proxies before the cache comes to them. */
@ExtendWith(OutputCaptureExtension.class)
class RepositoryTests {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withClassLoader(new FilteredClassLoader("org.aspectj"))
            .withPropertyValues("nexus.cache.remote.enabled=false");

    @Test
    void aHitOfAJpaRepositoryTakesNoConnection(CapturedOutput output) {
        check(
                JpaBooks.class,
                (books, tenant) -> books.titles(tenant, PageRequest.of(0, 10)),
                (books, tenant) -> books.titles(tenant, Pageable.unpaged()));
        assertThat(output).doesNotContain("is not eligible for getting processed by all BeanPostProcessors");
    }

    @Test
    void aHitOfAJdbcRepositoryTakesNoConnection(CapturedOutput output) {
        check(JdbcBooks.class, (books, tenant) -> books.titles(tenant), (books, tenant) -> books.titles(tenant));
        assertThat(output).doesNotContain("is not eligible for getting processed by all BeanPostProcessors");
    }

    private <T> void check(
            Class<T> type, BiFunction<T, String, List<String>> read, BiFunction<T, String, List<String>> named) {
        contexts.run(context -> {
            assertThat(context).hasNotFailed();
            T books = context.getBean(type);
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            CountingDataSource source = (CountingDataSource) context.getBean(DataSource.class);
            jdbc.update("insert into book values (1, 'acme', 'one')");
            jdbc.update("insert into book values (2, 'globex', 'two')");
            assertThat(read.apply(books, "acme")).containsExactly("one");
            assertThat(read.apply(books, "globex")).containsExactly("two");

            int before = source.taken();
            assertThat(read.apply(books, "acme")).containsExactly("one");
            assertThat(read.apply(books, "globex")).containsExactly("two");
            assertThat(source.taken()).isEqualTo(before);

            jdbc.update("update book set title = 'new'");
            named.apply(context.getBean(CacheEvictor.class).on(type), "acme");
            assertThat(read.apply(books, "acme")).containsExactly("new");
            assertThat(read.apply(books, "globex")).containsExactly("two");
        });
    }

    public interface JpaBooks extends JpaRepository<Book, Long> {

        @CachedQuery("jpa-books")
        @Query("select book.title from Book book where book.tenant = :tenant")
        List<String> titles(@Tenant @Param("tenant") String tenant, Pageable page);
    }

    public interface JdbcBooks extends CrudRepository<BookRow, Long> {

        @CachedQuery("jdbc-books")
        @org.springframework.data.jdbc.repository.query.Query("select title from book where tenant = :tenant")
        List<String> titles(@Tenant @Param("tenant") String tenant);
    }

    @Entity(name = "Book")
    @jakarta.persistence.Table(name = "book")
    static class Book {

        @jakarta.persistence.Id
        private long id;

        private String tenant = "";
        private String title = "";
    }

    @Table("book")
    record BookRow(@Id long id, String tenant, String title) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableJpaRepositories(considerNestedRepositories = true)
    @EnableJdbcRepositories(considerNestedRepositories = true)
    @Import(CountingDataSource.Processor.class)
    static class Application {}
}
