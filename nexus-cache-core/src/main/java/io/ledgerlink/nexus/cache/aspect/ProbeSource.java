package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CallShape;
import io.ledgerlink.nexus.cache.CallShape.Probe;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.method.BeanMethod.Parameter;
import io.ledgerlink.nexus.cache.method.TenantSource;
import org.jspecify.annotations.Nullable;

/**
 * What finds the entry of a call without making its key.
 *
 * @param call where the parts of the key stand; {@code null} where only the key can tell
 * @param whole whether all of them stand among the arguments, page and tenant too
 */
record ProbeSource(@Nullable CallShape call, boolean whole, PageSource page) {

    static ProbeSource of(QueryDeclaration declaration, QueryShape shape, TenantSource tenant, PageSource page) {
        ParameterRoles roles = declaration.roles();
        if (declaration.key() != null || roles.query() != null) {
            return new ProbeSource(null, false, page);
        }
        CallShape call = CallShape.of(
                shape, roles.keyed().stream().mapToInt(Parameter::index).toArray());
        if (tenant instanceof TenantSource.Argument marked) {
            call = call.tenant(marked.parameter().index());
        }
        if (page instanceof PageSource.Numbered numbered) {
            call = call.numbered(numbered.number(), numbered.size(), numbered.first());
        }
        boolean whole = tenant instanceof TenantSource.Argument && page instanceof PageSource.Numbered;
        return new ProbeSource(call, whole, page);
    }

    /** The probe of a call whose arguments are all there is to know. */
    @Nullable Probe ofArguments(@Nullable Object[] given) {
        return call == null || !whole ? null : call.probe(given, null, null);
    }

    /** The probe of any other. */
    @Nullable Probe withTenant(@Nullable Object tenant, @Nullable Object[] given) {
        return call == null || whole ? null : call.probe(given, tenant, page.page(given));
    }
}
