package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.tenant.HeaderTenantResolver;
import io.ledgerlink.nexus.cache.tenant.SecurityTenantResolver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.ClassUtils;

/** The tenant resolver that {@code nexus.cache.tenant.*} asks for. */
final class TenantSources {

    private static final String ROOT = "nexus.cache.tenant.";

    private final NexusCacheProperties.Tenant wanted;
    private final ClassLoader classes;
    private final Map<String, Supplier<TenantResolver>> sources = new LinkedHashMap<>();

    TenantSources(NexusCacheProperties.Tenant wanted, ClassLoader classes) {
        this.wanted = wanted;
        this.classes = classes;
    }

    TenantResolver resolver() {
        web("header", wanted.header());
        security("claim", wanted.claim(), claim -> Security.ofClaim(claim));
        security("authority-prefix", wanted.authorityPrefix(), prefix -> Security.ofAuthority(prefix));
        security("user-name", wanted.userName() ? "true" : null, yes -> Security.ofName());
        if (sources.size() > 1) {
            throw new CacheSetupException(
                    "The tenant of a call would come from several places: " + String.join(", ", sources.keySet()) + ".",
                    "Set one of them. For another order of your own, define a TenantResolver bean instead.");
        }
        return sources.values().iterator().next().get();
    }

    private void web(String property, @Nullable String value) {
        if (value != null) {
            requireText(property, value);
            require(
                    property,
                    value,
                    "org.springframework.web.context.request.RequestContextHolder",
                    "spring-boot-starter-webmvc");
            require(property, value, "jakarta.servlet.http.HttpServletRequest", "spring-boot-starter-webmvc");
            sources.put(ROOT + property, () -> Web.ofHeader(value));
        }
    }

    private void security(
            String property, @Nullable String value, java.util.function.Function<String, TenantResolver> resolver) {
        if (value != null) {
            requireText(property, value);
            require(
                    property,
                    value,
                    "org.springframework.security.core.context.SecurityContextHolder",
                    "spring-boot-starter-security");
            sources.put(ROOT + property, () -> resolver.apply(value));
        }
    }

    private static void requireText(String property, String value) {
        if (value.isBlank()) {
            throw new InvalidConfigurationPropertyValueException(
                    ROOT + property, value, "It is blank. Write a name, or remove the property.");
        }
    }

    private void require(String property, String value, String type, String starter) {
        if (!ClassUtils.isPresent(type, classes)) {
            throw new InvalidConfigurationPropertyValueException(
                    ROOT + property,
                    value,
                    "It needs " + ClassUtils.getShortName(type) + " on the class path. Add " + starter
                            + ", or remove the property.");
        }
    }

    /** Loaded only where requests are there. */
    private static final class Web {

        static TenantResolver ofHeader(String header) {
            return HeaderTenantResolver.of(header);
        }
    }

    /** Loaded only where Spring Security is there. */
    private static final class Security {

        static TenantResolver ofClaim(String claim) {
            return SecurityTenantResolver.ofClaim(claim);
        }

        static TenantResolver ofAuthority(String prefix) {
            return SecurityTenantResolver.ofAuthority(prefix);
        }

        static TenantResolver ofName() {
            return SecurityTenantResolver.ofName();
        }
    }
}
