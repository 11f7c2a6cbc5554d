package io.ledgerlink.nexus.cache.tenant;

import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.TenantResolver;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.Assert;

/**
 * The tenant of who is logged in, by Spring Security.
 *
 * <p>Where nobody is logged in, or anonymously, there is no tenant. Where what is looked at names two tenants, or a blank one,
 * the call is refused with a {@link MissingTenantException}.
 *
 * <p>Immutable and safe for use by many threads. Reads the {@link SecurityContextHolder} of the caller's thread: it knows no
 * tenant on threads that security was not carried to, and none in reactive chains.
 *
 * @since 0.1
 */
public final class SecurityTenantResolver implements TenantResolver {

    private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

    private final String source;
    private final Function<? super Authentication, ? extends @Nullable Object> tenant;

    private SecurityTenantResolver(String source, Function<? super Authentication, ? extends @Nullable Object> tenant) {
        this.source = source;
        this.tenant = tenant;
    }

    /** What the function finds; {@code null} or an empty collection where there is no tenant. Asked on every call: be quick. */
    public static SecurityTenantResolver of(Function<? super Authentication, ? extends @Nullable Object> tenant) {
        return new SecurityTenantResolver("function of the authentication", tenant);
    }

    /** The name of who is logged in: each user is a tenant. */
    public static SecurityTenantResolver ofName() {
        return new SecurityTenantResolver("name of the authentication", Authentication::getName);
    }

    /**
     * The claim of the token, or the attribute of the user, that has this name. Looks at a principal that is a map, or has
     * {@code getClaims()} or {@code getAttributes()} (JWT, OAuth 2, OpenID Connect, SAML), then at the authentication's
     * own {@code getTokenAttributes()}.
     */
    public static SecurityTenantResolver ofClaim(String name) {
        Assert.hasText(name, "The claim that names the tenant needs a name, such as tenant_id");
        return new SecurityTenantResolver("claim '" + name + "'", authentication -> Claims.find(authentication, name));
    }

    /** What follows the prefix in an authority: {@code acme} in {@code TENANT_acme}. */
    public static SecurityTenantResolver ofAuthority(String prefix) {
        Assert.hasText(prefix, "The prefix of the authority that names the tenant must not be blank");
        return new SecurityTenantResolver(
                "authority '" + prefix + "*'", authentication -> authorities(authentication, prefix));
    }

    private static List<String> authorities(Authentication authentication, String prefix) {
        return authentication.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .filter(Objects::nonNull)
                .filter(authority -> authority.startsWith(prefix))
                .map(authority -> authority.substring(prefix.length()))
                .toList();
    }

    @Override
    public @Nullable Object currentTenant() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null || !authentication.isAuthenticated() || TRUST.isAnonymous(authentication)) {
            return null;
        }
        Object found = tenant.apply(authentication);
        Object single = found instanceof Collection<?> several ? single(several) : found;
        if (single instanceof CharSequence text && text.toString().isBlank()) {
            throw refused("is blank");
        }
        return single;
    }

    private @Nullable Object single(Collection<?> values) {
        List<?> distinct = values.stream().filter(Objects::nonNull).distinct().toList();
        return switch (distinct.size()) {
            case 0 -> null;
            case 1 -> distinct.get(0);
            default -> throw refused("has different values");
        };
    }

    private MissingTenantException refused(String why) {
        return new MissingTenantException("The " + source + " of who is logged in " + why
                + ", so it names no tenant. Issue it with the one tenant that the user works for,"
                + " or give SecurityTenantResolver.of a function that chooses.");
    }

    @Override
    public String toString() {
        return "Spring Security's " + source;
    }
}
