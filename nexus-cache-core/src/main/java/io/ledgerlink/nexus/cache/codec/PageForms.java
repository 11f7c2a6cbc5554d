package io.ledgerlink.nexus.cache.codec;

import io.ledgerlink.nexus.cache.UnsupportedTypeException;
import io.ledgerlink.nexus.cache.value.SharedWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.KeysetScrollPosition;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.OffsetScrollPosition;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;

/** What is written for Spring Data's pages, and for what belongs to them. */
final class PageForms {

    /** Classes that may be declared, beside the interfaces, because values of them are given back. */
    static final Set<Class<?>> ARE_GIVEN = Set.of(
            PageImpl.class, SliceImpl.class, PageRequest.class, KeysetScrollPosition.class, OffsetScrollPosition.class);

    private PageForms() {}

    /** A page or a slice; where a slice is declared, a page may be the value. */
    record Chunk<T>(
            List<T> content,
            Pageable pageable,
            boolean hasNext,
            @Nullable Long total) {

        static <T> Chunk<T> of(Slice<T> slice) {
            Long total = slice instanceof Page<T> page ? page.getTotalElements() : null;
            return new Chunk<>(new ArrayList<>(slice.getContent()), slice.getPageable(), slice.hasNext(), total);
        }

        Page<T> page() {
            if (total == null) {
                throw new IllegalArgumentException("A slice stands where a page is declared");
            }
            return new PageImpl<>(content, pageable, total);
        }

        Slice<T> slice() {
            return new SliceImpl<>(content, pageable, hasNext);
        }
    }

    /** A window, with the positions that its function gives. */
    record Scrolled<T>(List<T> content, List<@Nullable ScrollPosition> positions, boolean hasNext) {

        Scrolled {
            if (positions.size() != content.size()) {
                throw new IllegalArgumentException("A window's items and positions are not equally many");
            }
        }

        static <T> Scrolled<T> of(Window<T> window) {
            return new Scrolled<>(window.getContent(), SharedWindow.positions(window), window.hasNext());
        }

        Window<T> window() {
            return SharedWindow.of(content, positions, hasNext);
        }
    }

    /** A request for a page; without a size, for all of them. */
    record Request(int page, @Nullable Integer size, Sort sort) {

        static Request of(Pageable pageable) {
            return pageable.isPaged()
                    ? new Request(pageable.getPageNumber(), pageable.getPageSize(), pageable.getSort())
                    : new Request(0, null, pageable.getSort());
        }

        Pageable pageable() {
            return size == null ? Pageable.unpaged(sort) : PageRequest.of(page, size, sort);
        }
    }

    /** One order of a sort. */
    record Order(String property, Sort.Direction direction, boolean ignoreCase, Sort.NullHandling nulls) {

        static Order[] of(Sort sort) {
            return sort.stream()
                    .map(order -> new Order(
                            order.getProperty(), order.getDirection(), order.isIgnoreCase(), order.getNullHandling()))
                    .toArray(Order[]::new);
        }

        static Sort sort(Order[] orders) {
            return Sort.by(Arrays.stream(orders).map(Order::order).toList());
        }

        private Sort.Order order() {
            return new Sort.Order(direction, property, ignoreCase, nulls);
        }
    }

    /** A scroll position: by keys if it has a direction, else by offset; without an offset it is the initial one. */
    record Position(
            @Nullable Long offset, @Nullable Map<String, Object> keys, ScrollPosition.@Nullable Direction direction) {

        static Position of(ScrollPosition position) {
            if (position instanceof KeysetScrollPosition keyset) {
                return new Position(null, keyset.getKeys(), keyset.getDirection());
            }
            if (position instanceof OffsetScrollPosition offset) {
                return new Position(offset.isInitial() ? null : offset.getOffset(), null, null);
            }
            throw new UnsupportedTypeException(
                    "The scroll position %s is of no known kind; use a position by offset or by keys"
                            .formatted(position.getClass().getName()));
        }

        ScrollPosition position() {
            if (keys != null && direction != null) {
                return ScrollPosition.of(keys, direction);
            }
            return offset == null ? ScrollPosition.offset() : ScrollPosition.offset(offset);
        }
    }

    /** A limit; without a maximum there is none. */
    record Bound(@Nullable Integer max) {

        static Bound of(Limit limit) {
            return new Bound(limit.isLimited() ? limit.max() : null);
        }

        Limit limit() {
            return max == null ? Limit.unlimited() : Limit.of(max);
        }
    }
}
