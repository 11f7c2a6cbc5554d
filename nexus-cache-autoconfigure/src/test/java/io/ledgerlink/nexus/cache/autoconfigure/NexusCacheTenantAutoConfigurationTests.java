package io.ledgerlink.nexus.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.TenantResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

class NexusCacheTenantAutoConfigurationTests {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(NexusCacheTenantAutoConfiguration.class));

    @AfterEach
    void leaveTheThread() {
        RequestContextHolder.resetRequestAttributes();
        SecurityContextHolder.clearContext();
    }

    @Test
    void withoutAWordThereIsNone() {
        contexts.run(context -> assertThat(context).doesNotHaveBean(TenantResolver.class));
    }

    @Test
    void aHeaderNamesTheTenant() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("X-Tenant-Id", "acme");
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
        tenantIs("acme", "nexus.cache.tenant.header=X-Tenant-Id");
    }

    @Test
    void whoIsLoggedInNamesTheTenant() {
        SecurityContextHolder.getContext()
                .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                        "ann", null, AuthorityUtils.createAuthorityList("TENANT_acme")));
        tenantIs("acme", "nexus.cache.tenant.authority-prefix=TENANT_");
        tenantIs("ann", "nexus.cache.tenant.user-name=true");
    }

    @Test
    void aClaimNamesTheTenant() {
        SecurityContextHolder.getContext()
                .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                        java.util.Map.of("tenant_id", "acme"), null, AuthorityUtils.NO_AUTHORITIES));
        tenantIs("acme", "nexus.cache.tenant.claim=tenant_id");
    }

    @Test
    void theUsersResolverGoesFirst() {
        TenantResolver users = () -> "users";
        contexts.withBean(TenantResolver.class, () -> users)
                .withPropertyValues("nexus.cache.tenant.header=X-Tenant-Id")
                .run(context ->
                        assertThat(context.getBean(TenantResolver.class)).isSameAs(users));
    }

    @Test
    void severalSourcesAreRefused() {
        contexts.withPropertyValues("nexus.cache.tenant.header=X-Tenant-Id", "nexus.cache.tenant.claim=tenant_id")
                .run(context -> {
                    FailureAnalysis analysis = StartupFailure.of(context);
                    assertThat(analysis.getDescription())
                            .isEqualTo("The tenant of a call would come from several places:"
                                    + " nexus.cache.tenant.header, nexus.cache.tenant.claim.");
                    assertThat(analysis.getAction())
                            .isEqualTo("Set one of them. For another order of your own, define a TenantResolver bean"
                                    + " instead.");
                });
    }

    @Test
    void aBlankNameIsRefused() {
        contexts.withPropertyValues("nexus.cache.tenant.claim= ")
                .run(context -> assertThat(StartupFailure.of(context).getDescription())
                        .contains("nexus.cache.tenant.claim", "It is blank. Write a name, or remove the property."));
    }

    @Test
    void whatASourceNeedsIsTold() {
        contexts.withPropertyValues("nexus.cache.tenant.claim=tenant_id")
                .withClassLoader(new FilteredClassLoader("org.springframework.security"))
                .run(context -> assertThat(StartupFailure.of(context).getDescription())
                        .contains("It needs SecurityContextHolder on the class path. Add spring-boot-starter-security,"
                                + " or remove the property."));
        contexts.withPropertyValues("nexus.cache.tenant.header=X-Tenant-Id")
                .withClassLoader(new FilteredClassLoader("org.springframework.web", "jakarta.servlet"))
                .run(context -> assertThat(StartupFailure.of(context).getDescription())
                        .contains("It needs RequestContextHolder on the class path. Add spring-boot-starter-webmvc, or"
                                + " remove the property."));
    }

    private void tenantIs(String tenant, String... settings) {
        contexts.withPropertyValues(settings)
                .run(context -> assertThat(context.getBean(TenantResolver.class).currentTenant())
                        .isEqualTo(tenant));
    }
}
