package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.PageNumber;
import io.ledgerlink.nexus.cache.PageSize;
import io.ledgerlink.nexus.cache.Pagination;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.Unkeyed;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.BeanMethod.Parameter;
import io.ledgerlink.nexus.cache.method.Faults;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;

/**
 * What each parameter of a query method is for. A parameter has one role.
 *
 * @param pages the parameters whose types are pages
 * @param keyed the arguments of the key, in order; a {@link CacheableQuery} is one of them
 * @param query the parameter that describes itself
 */
record ParameterRoles(
        @Nullable Parameter tenant,
        List<Parameter> pages,
        @Nullable Parameter pageNumber,
        @Nullable Parameter pageSize,
        List<Parameter> keyed,
        @Nullable Parameter query) {

    private static final List<Class<?>> PAGE_TYPES =
            List.of(Pagination.class, Pageable.class, Sort.class, Limit.class, ScrollPosition.class);

    static ParameterRoles of(BeanMethod method, Faults faults) {
        Casting casting = new Casting(faults);
        method.parameters().forEach(casting::cast);
        return casting.roles();
    }

    boolean hasPage() {
        return !pages.isEmpty() || pageNumber != null;
    }

    private static @Nullable Class<?> pageType(Parameter parameter) {
        return PAGE_TYPES.stream().filter(parameter::isA).findFirst().orElse(null);
    }

    /** Gives each parameter its role, and tells where two want the same. */
    private static final class Casting {

        private final Faults faults;
        private final List<Parameter> pages = new ArrayList<>();
        private final List<Parameter> keyed = new ArrayList<>();
        private @Nullable Parameter tenant;
        private @Nullable Parameter pageNumber;
        private @Nullable Parameter pageSize;
        private @Nullable Parameter query;

        private Casting(Faults faults) {
            this.faults = faults;
        }

        private void cast(Parameter parameter) {
            if (parameter.has(Tenant.class)) {
                tenant = only(tenant, parameter, Tenant.class);
            } else if (parameter.has(Unkeyed.class)) {
                return;
            } else if (parameter.has(PageNumber.class)) {
                pageNumber = only(pageNumber, parameter, PageNumber.class);
                checkNumber(parameter, PageNumber.class);
            } else if (parameter.has(PageSize.class)) {
                pageSize = only(pageSize, parameter, PageSize.class);
                checkNumber(parameter, PageSize.class);
            } else if (pageType(parameter) != null) {
                pages.add(parameter);
                checkOneRole(parameter);
            } else {
                castArgument(parameter);
            }
        }

        private void checkOneRole(Parameter page) {
            if (page.isA(CacheableQuery.class)) {
                faults.add(
                        "Parameter " + page.label() + " is a page and a CacheableQuery at once, a "
                                + page.rawType().getSimpleName() + ".",
                        "Let the query give its page by pagination(), instead of being one.");
            }
        }

        private void castArgument(Parameter parameter) {
            if (parameter.isA(CacheableQuery.class)) {
                if (query != null) {
                    faults.add(
                            "Two parameters, " + query.label() + " and " + parameter.label()
                                    + ", are a CacheableQuery.",
                            "Keep one, and hand over the other as plain values or as one query.");
                }
                query = parameter;
            }
            keyed.add(parameter);
        }

        private Parameter only(@Nullable Parameter before, Parameter now, Class<? extends Annotation> mark) {
            if (before != null) {
                faults.add(
                        "Two parameters, " + before.label() + " and " + now.label() + ", are marked @"
                                + mark.getSimpleName() + ".",
                        "Mark one of them.");
            }
            return now;
        }

        private void checkNumber(Parameter parameter, Class<? extends Annotation> mark) {
            Class<?> type = parameter.rawType();
            if (type != int.class && type != Integer.class && type != long.class && type != Long.class) {
                faults.add(
                        "Parameter " + parameter.label() + " is marked @" + mark.getSimpleName() + " and is a "
                                + type.getSimpleName() + ".",
                        "Make it an int or a long.");
            }
        }

        private ParameterRoles roles() {
            checkPages();
            return new ParameterRoles(tenant, List.copyOf(pages), pageNumber, pageSize, List.copyOf(keyed), query);
        }

        private void checkPages() {
            if (pageNumber != null && pageSize == null) {
                faults.add(
                        "Parameter " + pageNumber.label() + " is marked @PageNumber, and none is marked @PageSize.",
                        "Mark both, or neither: unmarked they are arguments of the key.");
            }
            if (pageSize != null && pageNumber == null) {
                faults.add(
                        "Parameter " + pageSize.label() + " is marked @PageSize, and none is marked @PageNumber.",
                        "Mark both, or neither: unmarked they are arguments of the key.");
            }
            List<Class<?>> kinds = new ArrayList<>();
            for (Parameter page : pages) {
                Class<?> kind = pageType(page);
                if (kind != null && kinds.contains(kind)) {
                    faults.add(
                            "Two parameters are a " + kind.getSimpleName() + ", and only one can be the page.",
                            "Keep one of them.");
                } else if (kind != null) {
                    kinds.add(kind);
                }
            }
            boolean alone = kinds.contains(Pagination.class)
                    ? pages.size() == 1 && pageNumber == null
                    : pageNumber == null || pages.isEmpty();
            if (!alone) {
                faults.add(
                        "It has more than one page: a Pagination, or @PageNumber and @PageSize, stand alone.",
                        "Keep one of them, or mark what the result does not depend on with @Unkeyed.");
            }
        }
    }
}
