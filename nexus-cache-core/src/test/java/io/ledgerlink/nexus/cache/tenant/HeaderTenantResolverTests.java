package io.ledgerlink.nexus.cache.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.MissingTenantException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

class HeaderTenantResolverTests {

    private final MockHttpServletRequest request = new MockHttpServletRequest();
    private final HeaderTenantResolver resolver = HeaderTenantResolver.of("X-Tenant-Id");

    @Test
    void namesWhatTheHeaderSays() {
        request.addHeader("x-tenant-id", " acme ");
        assertThat(tenant()).isEqualTo("acme");
    }

    @Test
    void namesNobodyWithoutTheHeader() {
        request.addHeader("X-Other", "acme");
        assertThat(tenant()).isNull();
    }

    @Test
    void namesNobodyOutsideARequest() {
        request.addHeader("X-Tenant-Id", "acme");
        assertThat(tenant()).isEqualTo("acme");
        assertThat(resolver.currentTenant()).isNull();
    }

    @Test
    void letsAHeaderOccurTwiceWithOneValue() {
        request.addHeader("X-Tenant-Id", "acme");
        request.addHeader("X-Tenant-Id", "acme ");
        assertThat(tenant()).isEqualTo("acme");
    }

    @Test
    void refusesAHeaderThatOccursWithDifferentValues() {
        request.addHeader("X-Tenant-Id", "acme");
        request.addHeader("X-Tenant-Id", "globex");
        assertThatThrownBy(this::tenant)
                .isInstanceOf(MissingTenantException.class)
                .hasMessage("The request's header 'X-Tenant-Id' occurs with different values, so it names no tenant."
                        + " Let the gateway send it once, with the tenant's id alone.");
    }

    @Test
    void refusesABlankHeaderBesideAnother() {
        request.addHeader("X-Tenant-Id", "");
        request.addHeader("X-Tenant-Id", "globex");
        assertThatThrownBy(this::tenant).isInstanceOf(MissingTenantException.class);
    }

    @Test
    void refusesHeadersThatAProxyHasJoined() {
        request.addHeader("X-Tenant-Id", "acme,globex");
        assertThatThrownBy(this::tenant)
                .isInstanceOf(MissingTenantException.class)
                .hasMessageContaining("header 'X-Tenant-Id' holds a comma, as several headers do that were joined");
    }

    @Test
    void refusesABlankHeader() {
        request.addHeader("X-Tenant-Id", "  ");
        assertThatThrownBy(this::tenant)
                .isInstanceOf(MissingTenantException.class)
                .hasMessageContaining("header 'X-Tenant-Id' is blank, so it names no tenant");
    }

    @Test
    void needsAName() {
        assertThatThrownBy(() -> HeaderTenantResolver.of(" "))
                .hasMessage("The header that names the tenant needs a name, such as X-Tenant-Id");
    }

    @Test
    void saysWhatItReads() {
        assertThat(resolver).hasToString("request header 'X-Tenant-Id'");
    }

    /** Asks as the request's thread does. */
    private @Nullable Object tenant() {
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
        try {
            return resolver.currentTenant();
        } finally {
            RequestContextHolder.resetRequestAttributes();
        }
    }
}
