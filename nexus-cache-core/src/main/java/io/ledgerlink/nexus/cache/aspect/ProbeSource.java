package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CallShape;
import io.ledgerlink.nexus.cache.QueryShape;
import io.ledgerlink.nexus.cache.aspect.BeanMethod.Parameter;
import org.jspecify.annotations.Nullable;

/** What finds the entry of a call without making its key. */
@FunctionalInterface
interface ProbeSource {

    /** The probe; {@code null} where only the key can tell. */
    CallShape.@Nullable Probe probe(@Nullable Object tenant, @Nullable Object[] arguments);

    static ProbeSource of(QueryDeclaration declaration, QueryShape shape, TenantSource tenant, PageSource page) {
        Roles roles = declaration.roles();
        if (declaration.key() != null || roles.query() != null) {
            return (found, arguments) -> null;
        }
        CallShape keyed = CallShape.of(
                shape, roles.keyed().stream().mapToInt(Parameter::index).toArray());
        CallShape call = tenant instanceof TenantSource.Argument marked
                ? keyed.tenant(marked.parameter().index())
                : keyed;
        if (page instanceof PageSource.Numbered numbered) {
            CallShape paged = call.numbered(numbered.number(), numbered.size(), numbered.first());
            return (found, arguments) -> paged.probe(arguments, found, null);
        }
        return (found, arguments) -> call.probe(arguments, found, page.page(arguments));
    }
}
