package io.ledgerlink.nexus.cache.benchmarks.startup;

import java.util.List;
import java.util.UUID;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The same application without a cache; its annotations mean nothing. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(CacheableQueries.class)
public class PlainApplication {

    /** Prints when the application was ready, and when its first call was answered. */
    public static void main(String[] arguments) {
        Ready.run(PlainApplication.class, arguments, context -> {
            List<String> rows = context.getBean(CacheableQueries.Entries.class).one(new UUID(1, 2), new UUID(3, 4));
            if (!rows.equals(List.of("one"))) {
                throw new IllegalStateException("The query gave " + rows);
            }
        });
    }
}
