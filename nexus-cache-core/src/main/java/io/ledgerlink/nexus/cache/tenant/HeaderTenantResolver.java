package io.ledgerlink.nexus.cache.tenant;

import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.TenantResolver;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The tenant that a header of the servlet request names.
 *
 * <p><b>Only as trustworthy as what stands in front.</b> A client can send any header. Use this where a gateway sets the header
 * itself, for every request, and drops what clients send under its name; else use {@link SecurityTenantResolver}.
 *
 * <p>Without a request on the caller's thread, and without the header, there is no tenant. A header that is blank, that occurs
 * twice with different values, or whose value holds a comma (as two headers do that a proxy has joined) is refused with a
 * {@link MissingTenantException}. Spaces around the value do not count; upper and lower case do.
 *
 * <p>Immutable and safe for use by many threads. Reads the thread's request: it knows no tenant on threads of your own, and
 * none in reactive chains.
 *
 * @since 0.1
 */
public final class HeaderTenantResolver implements TenantResolver {

    private final String header;

    private HeaderTenantResolver(String header) {
        Assert.hasText(header, "The header that names the tenant needs a name, such as X-Tenant-Id");
        this.header = header;
    }

    /** Reads the header of this name; upper and lower case of the name do not count. */
    public static HeaderTenantResolver of(String header) {
        return new HeaderTenantResolver(header);
    }

    @Override
    public @Nullable Object currentTenant() {
        if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
            return null;
        }
        List<String> values = values(attributes.getRequest());
        return switch (values.size()) {
            case 0 -> null;
            case 1 -> whole(values.get(0));
            default -> throw refused("occurs with different values");
        };
    }

    private List<String> values(HttpServletRequest request) {
        return Collections.list(request.getHeaders(header)).stream()
                .map(String::strip)
                .distinct()
                .toList();
    }

    private String whole(String value) {
        if (value.isEmpty()) {
            throw refused("is blank");
        }
        if (value.indexOf(',') >= 0) {
            throw refused("holds a comma, as several headers do that were joined");
        }
        return value;
    }

    private MissingTenantException refused(String why) {
        return new MissingTenantException("The request's header '" + header + "' " + why
                + ", so it names no tenant. Let the gateway send it once, with the tenant's id alone.");
    }

    @Override
    public String toString() {
        return "request header '" + header + "'";
    }
}
