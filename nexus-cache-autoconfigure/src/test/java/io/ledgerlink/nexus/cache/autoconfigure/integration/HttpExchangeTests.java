package io.ledgerlink.nexus.cache.autoconfigure.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ledgerlink.nexus.cache.CacheEvictor;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.ImportHttpServices;

/** A declared HTTP client whose answers are cached asks its server once. */
@ExtendWith(OutputCaptureExtension.class)
class HttpExchangeTests {

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = (exchange.getRequestURI().getPath() + " #" + requests.incrementAndGet())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aSecondCallAsksNoServer(CapturedOutput output) {
        new ApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withClassLoader(new FilteredClassLoader("org.aspectj"))
                .withPropertyValues("nexus.cache.remote.enabled=false")
                .withBean(
                        RestClientHttpServiceGroupConfigurer.class,
                        () -> groups -> groups.forEachClient((group, client) -> client.baseUrl(
                                "http://localhost:" + server.getAddress().getPort())))
                .run(context -> {
                    RatesClient rates = context.getBean(RatesClient.class);
                    assertThat(rates.rate("acme", "EUR")).isEqualTo("/rates/EUR #1");
                    assertThat(rates.rate("acme", "EUR")).isEqualTo("/rates/EUR #1");
                    assertThat(rates.rate("globex", "EUR")).isEqualTo("/rates/EUR #2");
                    context.getBean(CacheEvictor.class).on(RatesClient.class).rate("acme", "EUR");
                    assertThat(rates.rate("acme", "EUR")).isEqualTo("/rates/EUR #3");
                    assertThat(rates.rate("globex", "EUR")).isEqualTo("/rates/EUR #2");
                });
        assertThat(output).doesNotContain("is not eligible for getting processed by all BeanPostProcessors");
    }

    public interface RatesClient {

        @CachedQuery("rates")
        @GetExchange("/rates/{currency}")
        String rate(@Tenant @RequestHeader("X-Tenant") String tenant, @PathVariable String currency);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @ImportHttpServices(types = RatesClient.class)
    static class Application {}
}
