package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.PageNumber;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.aspect.BeanMethod.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a call's page comes from. */
@FunctionalInterface
interface PageSource {

    /** Says that the arguments name a page that does not exist, so that the method itself has to answer. */
    Object NO_PAGE = new Object();

    /** The page, {@code null} for none, or {@link #NO_PAGE}. */
    @Nullable Object page(@Nullable Object[] arguments);

    static PageSource of(QueryDeclaration declaration) {
        Roles roles = declaration.roles();
        Parameter query = roles.query();
        if (query == null) {
            return ofParameters(roles);
        }
        return roles.hasPage() ? alone(declaration.method(), query, ofParameters(roles)) : ofQuery(query.index());
    }

    private static PageSource ofParameters(Roles roles) {
        Parameter number = roles.pageNumber();
        Parameter size = roles.pageSize();
        if (number != null && size != null) {
            int first = number.marks().get(PageNumber.class).getInt("first");
            return numbered(number.index(), size.index(), first);
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

    /** The parameters' page; a query that has one too is refused, as nothing would tell the two apart. */
    private static PageSource alone(BeanMethod method, Parameter query, PageSource parameters) {
        PageSource ofQuery = ofQuery(query.index());
        return arguments -> {
            if (ofQuery.page(arguments) != null) {
                throw new CacheKeyException(method + " has a page among its parameters, and its query " + query.label()
                        + " has a pagination() of its own. Keep one of them: let pagination() give the whole page, or"
                        + " null.");
            }
            return parameters.page(arguments);
        };
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

    private static PageSource numbered(int number, int size, int first) {
        return arguments -> {
            if (!(arguments[number] instanceof Number page) || !(arguments[size] instanceof Number perPage)) {
                return NO_PAGE;
            }
            long fromOne = page.longValue() - first + 1;
            long results = perPage.longValue();
            return isCount(fromOne) && isCount(results) ? Pagination.of((int) fromOne, (int) results) : NO_PAGE;
        };
    }

    private static boolean isCount(long number) {
        return number >= 1 && number <= Integer.MAX_VALUE;
    }
}
