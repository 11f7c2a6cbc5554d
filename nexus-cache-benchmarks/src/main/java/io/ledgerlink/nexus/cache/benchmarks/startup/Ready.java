package io.ledgerlink.nexus.cache.benchmarks.startup;

import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts an application and tells when it was ready. */
final class Ready {

    private Ready() {}

    /** Prints the wall clock's milliseconds when the application is ready, and when its first call has been answered. */
    static void run(Class<?> application, String[] arguments, Consumer<ConfigurableApplicationContext> call) {
        try (ConfigurableApplicationContext context = SpringApplication.run(application, arguments)) {
            long ready = System.currentTimeMillis();
            call.accept(context);
            System.out.println(ready + " " + System.currentTimeMillis());
        }
    }
}
