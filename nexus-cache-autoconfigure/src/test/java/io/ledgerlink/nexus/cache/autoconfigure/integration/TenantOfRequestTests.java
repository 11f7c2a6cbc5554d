package io.ledgerlink.nexus.cache.autoconfigure.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.MissingTenantException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Queries that name no tenant, and get it from the request. */
class TenantOfRequestTests {

    private final WebApplicationContextRunner contexts = new WebApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withPropertyValues("nexus.cache.remote.enabled=false");

    @AfterEach
    void logOut() {
        SecurityContextHolder.clearContext();
    }

    @Test
    void aHeaderNamesTheTenantWhereItIsAskedFor() {
        contexts.withPropertyValues("nexus.cache.tenant.header=X-Tenant").run(context -> {
            assertThat(ask(context, get("/rate").header("X-Tenant", "acme"))).isEqualTo("load 1");
            assertThat(ask(context, get("/rate").header("X-Tenant", "acme"))).isEqualTo("load 1");
            assertThat(ask(context, get("/rate").header("X-Tenant", "globex"))).isEqualTo("load 2");
            assertRefused(context);
        });
    }

    @Test
    void anAuthorityNamesTheTenantWhereItIsAskedFor() {
        contexts.withPropertyValues("nexus.cache.tenant.authority-prefix=TENANT_")
                .run(context -> {
                    logInWith("TENANT_acme");
                    assertThat(ask(context, get("/rate"))).isEqualTo("load 1");
                    assertThat(ask(context, get("/rate"))).isEqualTo("load 1");
                    logInWith("TENANT_globex");
                    assertThat(ask(context, get("/rate"))).isEqualTo("load 2");
                    logInWith("ROLE_CLERK");
                    assertRefused(context);
                });
    }

    @Test
    void aClaimNamesTheTenantWhereItIsAskedFor() {
        contexts.withPropertyValues("nexus.cache.tenant.claim=tenant_id").run(context -> {
            logIn(Map.of("tenant_id", "acme"));
            assertThat(ask(context, get("/rate"))).isEqualTo("load 1");
            assertThat(ask(context, get("/rate"))).isEqualTo("load 1");
            logIn(Map.of("tenant_id", "globex"));
            assertThat(ask(context, get("/rate"))).isEqualTo("load 2");
            logIn(Map.of("sub", "anna"));
            assertRefused(context);
        });
    }

    @Test
    void theUsersNameIsTheTenantWhereItIsAskedFor() {
        contexts.withPropertyValues("nexus.cache.tenant.user-name=true").run(context -> {
            logIn("anna");
            assertThat(ask(context, get("/rate"))).isEqualTo("load 1");
            assertThat(ask(context, get("/rate"))).isEqualTo("load 1");
            logIn("ben");
            assertThat(ask(context, get("/rate"))).isEqualTo("load 2");
            SecurityContextHolder.getContext()
                    .setAuthentication(new AnonymousAuthenticationToken(
                            "key", "anonymousUser", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")));
            assertRefused(context);
            SecurityContextHolder.clearContext();
            assertRefused(context);
        });
    }

    @Test
    void withoutATenantSourceTheApplicationDoesNotStart() {
        contexts.run(context -> assertThat(context)
                .getFailure()
                .hasMessageContaining("Rates.rate()")
                .hasMessageContaining("TenantResolver"));
    }

    private static void assertRefused(AssertableWebApplicationContext context) {
        assertThatThrownBy(() -> ask(context, get("/rate")))
                .rootCause()
                .isInstanceOf(MissingTenantException.class)
                .hasMessageContaining("Rates.rate()")
                .hasMessageContaining("tenant");
    }

    private static String ask(AssertableWebApplicationContext context, MockHttpServletRequestBuilder request)
            throws Exception {
        MockMvc mvc = MockMvcBuilders.webAppContextSetup(context).build();
        return mvc.perform(request).andReturn().getResponse().getContentAsString();
    }

    private static void logInWith(String authority) {
        SecurityContextHolder.getContext()
                .setAuthentication(new TestingAuthenticationToken("anna", "secret", authority));
    }

    private static void logIn(Object principal) {
        SecurityContextHolder.getContext()
                .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                        principal, "secret", AuthorityUtils.NO_AUTHORITIES));
    }

    static class Rates {

        private final AtomicInteger loads = new AtomicInteger();

        @CachedQuery("rates")
        public String rate() {
            return "load " + loads.incrementAndGet();
        }
    }

    @RestController
    static class RatesController {

        private final Rates rates;

        RatesController(Rates rates) {
            this.rates = rates;
        }

        @GetMapping("/rate")
        String rate() {
            return rates.rate();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Rates.class, RatesController.class})
    static class Application {}
}
