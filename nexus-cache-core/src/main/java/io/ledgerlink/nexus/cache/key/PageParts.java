package io.ledgerlink.nexus.cache.key;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.KeysetScrollPosition;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.OffsetScrollPosition;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;

/** The part of a key that tells a query's pages apart: what may stand there, its text and its size. */
public final class PageParts {

    private static final String NONE = "-";
    private static final int LONGEST_READABLE = 120;

    /** What pages and sorts of other makers hold besides what Spring Data asks them for. */
    private static final ClassValue<Optional<ValueType>> MORE = new ClassValue<>() {
        @Override
        protected Optional<ValueType> computeValue(Class<?> type) {
            return Optional.ofNullable(ObjectType.beyond("org.springframework.data.", type));
        }
    };

    private PageParts() {}

    /** Whether values of this class can be a page. */
    static boolean isPart(Class<?> type) {
        return Pageable.class.isAssignableFrom(type)
                || Sort.class.isAssignableFrom(type)
                || Limit.class.isAssignableFrom(type)
                || ScrollPosition.class.isAssignableFrom(type);
    }

    /**
     * The page as a value that never changes: itself where it cannot, else what it says now. Several parts may come as a
     * list.
     *
     * @throws UnfitValueException if it is no page
     */
    public static Object fix(Object page) {
        if (page instanceof FixedPage || isImmutable(page)) {
            return page;
        }
        if (page.getClass() == PageRequest.class) {
            PageRequest request = (PageRequest) page;
            List<Sort.Order> orders = request.getSort().toList();
            boolean plain = orders.stream().allMatch(order -> order.getClass() == Sort.Order.class)
                    && more(request.getSort()).isEmpty();
            if (plain) {
                return new SortedPage(request.getPageNumber(), request.getPageSize(), List.copyOf(orders));
            }
        }
        return new FixedPage(describe(page), sizeOf(page));
    }

    private static boolean isImmutable(Object page) {
        // A Sort keeps the list that it was made from, which its maker may change.
        return (page.getClass() == PageRequest.class
                        && ((PageRequest) page).getSort().isUnsorted())
                || page instanceof SortedPage
                || page instanceof OffsetScrollPosition
                || page instanceof Limit.Limited
                || page instanceof Limit.Unlimited;
    }

    /** The encoded text of what {@link #fix} returned; {@code -} for no page. */
    public static String text(@Nullable Object fixed) {
        return fixed == null ? NONE : shortened(describe(fixed));
    }

    /** The encoded text of a page by its number. */
    public static String numbered(int page, int perPage) {
        return "page(" + page + "," + perPage + ")";
    }

    /** The encoded text of a page by its cursor. */
    public static String cursor(@Nullable String cursor, int perPage) {
        return shortened("cursor(" + CanonicalText.of(cursor) + "," + perPage + ")");
    }

    /** How many results the page holds at most: 0 if it does not say, the largest number if without bound. */
    public static int size(@Nullable Object fixed) {
        return fixed == null ? 0 : sizeOf(fixed);
    }

    private static int sizeOf(Object page) {
        if (page instanceof FixedPage fixed) {
            return fixed.size();
        }
        if (page instanceof SortedPage sorted) {
            return sorted.size();
        }
        if (page instanceof Pageable pageable) {
            return pageable.isPaged() ? pageable.getPageSize() : Integer.MAX_VALUE;
        }
        if (page instanceof Limit limit) {
            return limit.isLimited() ? limit.max() : Integer.MAX_VALUE;
        }
        if (page instanceof List<?> parts) {
            return parts.stream().mapToInt(PageParts::sizeOf).max().orElse(0);
        }
        return 0;
    }

    /** The whole text, however long. */
    static String describe(Object page) {
        if (page instanceof FixedPage fixed) {
            return fixed.text();
        }
        if (page instanceof SortedPage sorted) {
            return pageable(sorted.number(), sorted.size(), "", sorted.orders());
        }
        if (page instanceof Pageable pageable) {
            return describePageable(pageable) + more(pageable.getSort()) + more(pageable);
        }
        if (page instanceof Sort sort) {
            return "sort(" + orders(sort.toList()) + ")" + more(sort);
        }
        if (page instanceof Limit limit) {
            return limit.isLimited() ? "limit(" + limit.max() + ")" : "limit()";
        }
        if (page instanceof OffsetScrollPosition position) {
            return position.isInitial() ? "offset()" : "offset(" + position.getOffset() + ")";
        }
        if (page instanceof KeysetScrollPosition position) {
            return (position.scrollsForward() ? "forward(" : "backward(") + CanonicalText.of(position.getKeys()) + ")";
        }
        if (page instanceof List<?> parts && !parts.isEmpty()) {
            return parts.stream().map(PageParts::describe).collect(Collectors.joining(","));
        }
        throw new UnfitValueException("a " + page.getClass().getName()
                + " is no page. Use Pagination alone, or Pageable, Sort, Limit, ScrollPosition or a list of these.");
    }

    private static String more(Object page) {
        Optional<ValueType> more = MORE.get(page.getClass());
        if (more.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(",");
        more.get().write(page, new CanonicalText(text));
        return text.toString();
    }

    private static String describePageable(Pageable pageable) {
        List<Sort.Order> orders = pageable.getSort().toList();
        if (pageable.isUnpaged()) {
            return "unpaged(" + orders(orders) + ")";
        }
        int number = pageable.getPageNumber();
        int size = pageable.getPageSize();
        // Pages of other makers may begin anywhere, and round their number.
        long offset = pageable.getOffset();
        return pageable(number, size, offset == (long) number * size ? "" : ",from=" + offset, orders);
    }

    private static String pageable(int number, int size, String offset, List<Sort.Order> orders) {
        String head = "pageable(" + number + "," + size + offset;
        return orders.isEmpty() ? head + ")" : head + "," + orders(orders) + ")";
    }

    private static String orders(List<Sort.Order> orders) {
        return orders.stream().map(PageParts::order).collect(Collectors.joining(","));
    }

    private static String order(Sort.Order order) {
        if (order.getClass() != Sort.Order.class) {
            return CanonicalText.of(order);
        }
        String text = (order.isAscending() ? "asc(" : "desc(") + Percent.encode(order.getProperty()) + ")";
        return text + (order.isIgnoreCase() ? "-ignorecase" : "") + nulls(order.getNullHandling());
    }

    private static String nulls(Sort.NullHandling handling) {
        return switch (handling) {
            case NATIVE -> "";
            case NULLS_FIRST -> "-nullsfirst";
            case NULLS_LAST -> "-nullslast";
        };
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_READABLE ? text : "~" + Digest.of(text);
    }

    /** A sorted page of Spring Data, with a list of its own. */
    private record SortedPage(int number, int size, List<Sort.Order> orders) {}

    /** What a page that could change said when the key was made. */
    private record FixedPage(String text, int size) {}
}
