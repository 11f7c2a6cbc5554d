package io.ledgerlink.nexus.cache.aspect;

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

    static PageSource of(Roles roles) {
        Parameter number = roles.pageNumber();
        Parameter size = roles.pageSize();
        if (number != null && size != null) {
            int first = number.marks().get(PageNumber.class).getInt("first");
            return numbered(number.index(), size.index(), first);
        }
        Parameter query = roles.query();
        return switch (roles.pages().size()) {
            case 0 -> query == null ? arguments -> null : ofQuery(query.index());
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
