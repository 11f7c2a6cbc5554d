package io.ledgerlink.nexus.cache.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.MissingTenantException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

/** Each test has a thread of its own, and with it a security context. */
class SecurityTenantResolverTests {

    private static final UUID TENANT = UUID.fromString("00000000-0000-0000-0000-00000000000a");

    @Test
    void namesNobodyWhereNobodyIsLoggedIn() {
        SecurityTenantResolver resolver = SecurityTenantResolver.ofName();
        logIn(user("acme"));
        assertThat(resolver.currentTenant()).isEqualTo("acme");
        SecurityContextHolder.clearContext();
        assertThat(resolver.currentTenant()).isNull();
    }

    @Test
    void namesNobodyForWhoIsNotAuthenticatedYet() {
        TestingAuthenticationToken authentication = new TestingAuthenticationToken("acme", "secret");
        authentication.setAuthenticated(false);
        logIn(authentication);
        assertThat(SecurityTenantResolver.ofName().currentTenant()).isNull();
    }

    @Test
    void namesNobodyForTheAnonymous() {
        logIn(new AnonymousAuthenticationToken(
                "key", "anonymousUser", AuthorityUtils.createAuthorityList("TENANT_acme")));
        assertThat(SecurityTenantResolver.ofName().currentTenant()).isNull();
        assertThat(SecurityTenantResolver.ofAuthority("TENANT_").currentTenant())
                .isNull();
    }

    @Test
    void readsTheClaimOfAToken() {
        logIn(user(new Token(Map.of("tenant_id", TENANT))));
        assertThat(SecurityTenantResolver.ofClaim("tenant_id").currentTenant()).isEqualTo(TENANT);
    }

    @Test
    void readsTheAttributeOfAUser() {
        logIn(user(new Attributed(Map.of("tenant", List.of("acme")))));
        assertThat(SecurityTenantResolver.ofClaim("tenant").currentTenant()).isEqualTo("acme");
    }

    @Test
    void readsAPrincipalThatIsAMap() {
        logIn(user(Map.of("tenant", 7L)));
        assertThat(SecurityTenantResolver.ofClaim("tenant").currentTenant()).isEqualTo(7L);
    }

    @Test
    void readsTheAttributesOfTheAuthenticationItself() {
        logIn(new TokenAuthentication(Map.of("tenant", "acme")));
        assertThat(SecurityTenantResolver.ofClaim("tenant").currentTenant()).isEqualTo("acme");
    }

    @Test
    void believesThePrincipalBeforeTheAuthentication() {
        logIn(new TokenAuthentication(new Token(Map.of("tenant", "acme")), Map.of("tenant", "globex")));
        assertThat(SecurityTenantResolver.ofClaim("tenant").currentTenant()).isEqualTo("acme");
    }

    @Test
    void namesNobodyWithoutTheClaim() {
        logIn(user(new Token(Map.of("sub", "ann"))));
        assertThat(SecurityTenantResolver.ofClaim("tenant").currentTenant()).isNull();
        logIn(user("a plain name"));
        assertThat(SecurityTenantResolver.ofClaim("tenant").currentTenant()).isNull();
    }

    @Test
    void readsTheAuthorityWithThePrefix() {
        logIn(user("ann", "ROLE_CLERK", "TENANT_acme"));
        assertThat(SecurityTenantResolver.ofAuthority("TENANT_").currentTenant())
                .isEqualTo("acme");
    }

    @Test
    void refusesWhoHasAuthoritiesOfTwoTenants() {
        logIn(user("ann", "TENANT_acme", "TENANT_globex"));
        assertThatThrownBy(SecurityTenantResolver.ofAuthority("TENANT_")::currentTenant)
                .isInstanceOf(MissingTenantException.class)
                .hasMessage("The authority 'TENANT_*' of who is logged in has different values, so it names no tenant."
                        + " Issue it with the one tenant that the user works for,"
                        + " or give SecurityTenantResolver.of a function that chooses.");
    }

    @Test
    void refusesABlankClaim() {
        logIn(user(new Token(Map.of("tenant", " "))));
        assertThatThrownBy(SecurityTenantResolver.ofClaim("tenant")::currentTenant)
                .isInstanceOf(MissingTenantException.class)
                .hasMessageStartingWith("The claim 'tenant' of who is logged in is blank, so it names no tenant.");
    }

    @Test
    void asksAFunction() {
        logIn(user("acme/ann"));
        SecurityTenantResolver resolver = SecurityTenantResolver.of(authentication ->
                Objects.requireNonNull(authentication.getName()).split("/", 2)[0]);
        assertThat(resolver.currentTenant()).isEqualTo("acme");
    }

    @Test
    void needsNames() {
        assertThatThrownBy(() -> SecurityTenantResolver.ofClaim(" "))
                .hasMessage("The claim that names the tenant needs a name, such as tenant_id");
        assertThatThrownBy(() -> SecurityTenantResolver.ofAuthority(""))
                .hasMessage("The prefix of the authority that names the tenant must not be blank");
    }

    @Test
    void saysWhatItReads() {
        assertThat(SecurityTenantResolver.ofClaim("tenant")).hasToString("Spring Security's claim 'tenant'");
    }

    private static void logIn(Authentication authentication) {
        SecurityContextHolder.getContext().setAuthentication(authentication);
    }

    private static Authentication user(Object principal, String... authorities) {
        return new TestingAuthenticationToken(principal, "secret", AuthorityUtils.createAuthorityList(authorities));
    }

    /** A class that cannot be reached behind an interface that can, as many principals are. */
    private record Token(Map<String, Object> claims) implements HasClaims {

        @Override
        public Map<String, Object> getClaims() {
            return claims;
        }
    }

    public interface HasClaims {

        Map<String, Object> getClaims();
    }

    public record Attributed(Map<String, List<String>> attributes) {

        public Map<String, List<String>> getAttributes() {
            return attributes;
        }
    }

    public static final class TokenAuthentication extends TestingAuthenticationToken {

        private final Map<String, Object> attributes;

        private TokenAuthentication(Map<String, Object> attributes) {
            this("ann", attributes);
        }

        private TokenAuthentication(Object principal, Map<String, Object> attributes) {
            super(principal, "secret", List.of());
            this.attributes = attributes;
        }

        public Map<String, Object> getTokenAttributes() {
            return attributes;
        }
    }
}
