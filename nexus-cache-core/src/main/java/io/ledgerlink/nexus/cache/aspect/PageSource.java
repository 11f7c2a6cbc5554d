package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.PageNumber;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.BeanMethod.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a call's page comes from. */
@FunctionalInterface
interface PageSource {

    /** The page that the arguments name, {@code null} for none. */
    @Nullable Object page(@Nullable Object[] arguments);

    /** Whether the arguments can name a page; if not, the method itself has to answer. */
    default boolean names(@Nullable Object[] arguments) {
        return true;
    }

    static PageSource of(QueryDeclaration declaration) {
        ParameterRoles roles = declaration.roles();
        Parameter query = roles.query();
        if (query == null) {
            return ofParameters(roles);
        }
        return roles.hasPage() ? new Alone(declaration.method(), query, ofParameters(roles)) : ofQuery(query.index());
    }

    private static PageSource ofParameters(ParameterRoles roles) {
        Parameter number = roles.pageNumber();
        Parameter size = roles.pageSize();
        if (number != null && size != null) {
            int first = number.marks().get(PageNumber.class).getInt("first");
            return new Numbered(number.index(), size.index(), first);
        }
        return switch (roles.pages().size()) {
            case 0 -> arguments -> null;
            case 1 -> argument(roles.pages().get(0).index());
            default -> several(roles.pages().stream().mapToInt(Parameter::index).toArray());
        };
    }

    private static PageSource argument(int index) {
        return arguments -> arguments[index];
    }

    private static PageSource ofQuery(int index) {
        return arguments -> arguments[index] instanceof CacheableQuery query ? query.pagination() : null;
    }

    /** The kinds of the parts differ, so what is left when one is null still says which it was. */
    private static PageSource several(int[] indexes) {
        return arguments -> {
            List<Object> parts = new ArrayList<>(indexes.length);
            for (int index : indexes) {
                Object part = arguments[index];
                if (part != null) {
                    parts.add(part);
                }
            }
            return parts.isEmpty() ? null : parts;
        };
    }

    /** The parameters' page; a query that has one too is refused, as nothing would tell the two apart. */
    record Alone(BeanMethod method, Parameter query, PageSource parameters) implements PageSource {

        @Override
        public boolean names(@Nullable Object[] arguments) {
            return parameters.names(arguments);
        }

        @Override
        public @Nullable Object page(@Nullable Object[] arguments) {
            if (arguments[query.index()] instanceof CacheableQuery described && described.pagination() != null) {
                throw new CacheKeyException(method + " has a page among its parameters, and its query " + query.label()
                        + " has a pagination() of its own. Keep one of them: let pagination() give the whole page, or"
                        + " null.");
            }
            return parameters.page(arguments);
        }
    }

    /** A page's number and size. */
    record Numbered(int number, int size, int first) implements PageSource {

        @Override
        public boolean names(@Nullable Object[] arguments) {
            return arguments[number] instanceof Number page
                    && arguments[size] instanceof Number perPage
                    && isCount(fromOne(page))
                    && isCount(perPage.longValue());
        }

        @Override
        public @Nullable Object page(@Nullable Object[] arguments) {
            return arguments[number] instanceof Number page && arguments[size] instanceof Number perPage
                    ? Pagination.of((int) fromOne(page), perPage.intValue())
                    : null;
        }

        private long fromOne(Number page) {
            return page.longValue() - first + 1;
        }

        private static boolean isCount(long number) {
            return number >= 1 && number <= Integer.MAX_VALUE;
        }
    }
}
