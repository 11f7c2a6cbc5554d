package io.ledgerlink.nexus.cache.benchmarks.startup;

import java.util.List;
import java.util.UUID;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** An application with the starter. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(AnnotatedQueries.class)
public class NexusApplication {

    /** Prints when the application was ready, and when its first call was answered. */
    public static void main(String[] arguments) {
        Ready.run(NexusApplication.class, arguments, context -> {
            List<String> rows = context.getBean(AnnotatedQueries.Entries.class).one(new UUID(1, 2), new UUID(3, 4));
            if (!rows.equals(List.of("one"))) {
                throw new IllegalStateException("The query gave " + rows);
            }
        });
    }
}
