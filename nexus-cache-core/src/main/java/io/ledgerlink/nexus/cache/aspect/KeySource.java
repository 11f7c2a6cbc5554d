package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.method.BeanMethod.Parameter;
import io.ledgerlink.nexus.cache.method.MethodExpression;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the arguments of a call's key come from. What it gives is the key's own. */
@FunctionalInterface
interface KeySource {

    @Nullable Object[] of(@Nullable Object target, @Nullable Object[] arguments);

    static KeySource of(QueryDeclaration declaration) {
        MethodExpression key = declaration.key();
        if (key != null) {
            return (target, arguments) -> new @Nullable Object[] {key.value(target, arguments)};
        }
        int[] indexes =
                declaration.roles().keyed().stream().mapToInt(Parameter::index).toArray();
        Parameter query = declaration.roles().query();
        KeySource chosen = (target, arguments) -> choose(indexes, arguments);
        if (query == null) {
            return chosen;
        }
        int at = Arrays.binarySearch(indexes, query.index());
        return (target, arguments) -> {
            @Nullable Object[] keyed = chosen.of(target, arguments);
            if (keyed[at] instanceof CacheableQuery described) {
                keyed[at] = List.of(described.queryName(), described.keyVersion(), described.keyParts());
            }
            return keyed;
        };
    }

    private static @Nullable Object[] choose(int[] indexes, @Nullable Object[] arguments) {
        @Nullable Object[] keyed = new @Nullable Object[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            keyed[i] = arguments[indexes[i]];
        }
        return keyed;
    }
}
