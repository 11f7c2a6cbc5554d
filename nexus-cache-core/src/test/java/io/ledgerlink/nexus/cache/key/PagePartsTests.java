package io.ledgerlink.nexus.cache.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.AbstractPageRequest;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;

class PagePartsTests {

    @Test
    void everyPageHasItsText() {
        assertText(PageRequest.of(0, 50), "pageable(0,50)");
        assertText(PageRequest.of(2, 50, Sort.by("a")), "pageable(2,50,asc(a))");
        assertText(
                PageRequest.of(
                        0,
                        5,
                        Sort.by(
                                Sort.Order.desc("a b").ignoreCase().nullsLast(),
                                Sort.Order.asc("c").nullsFirst())),
                "pageable(0,5,desc(a%20b)-ignorecase-nullslast,asc(c)-nullsfirst)");
        assertText(Pageable.unpaged(), "unpaged()");
        assertText(Pageable.unpaged(Sort.by("a")), "unpaged(asc(a))");
        assertText(Sort.by("a"), "sort(asc(a))");
        assertText(Limit.of(10), "limit(10)");
        assertText(Limit.unlimited(), "limit()");
        assertText(ScrollPosition.offset(), "offset()");
        assertText(ScrollPosition.offset(0), "offset(0)");
        assertText(ScrollPosition.offset(5), "offset(5)");
        assertText(ScrollPosition.keyset(), "forward(Map())");
        assertText(ScrollPosition.forward(Map.of("id", 5, "at", "x")), "forward(Map(_at=_x,_id=5))");
        assertText(ScrollPosition.backward(Map.of("id", 5L)), "backward(Map(_id=5L))");
        assertText(List.of(ScrollPosition.offset(5), Limit.of(10)), "offset(5),limit(10)");
        assertThat(PageParts.text(null)).isEqualTo("-");
        assertThat(PageParts.numbered(1, 50)).isEqualTo("page(1,50)");
        assertThat(PageParts.cursor("a", 50)).isEqualTo("cursor(_a,50)");
        assertThat(PageParts.cursor("null", 50)).isEqualTo("cursor(_null,50)");
        assertThat(PageParts.cursor(null, 50)).isEqualTo("cursor(null,50)");
    }

    private static void assertText(Object page, String text) {
        assertThat(PageParts.text(PageParts.fix(page))).isEqualTo(text);
    }

    @Test
    void pagesThatDifferDifferInTextAndAreUnequal() {
        List<Object> pages = List.of(
                PageRequest.of(0, 50),
                PageRequest.of(1, 50),
                PageRequest.of(0, 51),
                PageRequest.of(0, 50, Sort.by("a")),
                PageRequest.of(0, 50, Sort.by("a", "b")),
                PageRequest.of(0, 50, Sort.by("b", "a")),
                PageRequest.of(0, 50, Sort.by("a,b")),
                PageRequest.of(0, 50, Sort.by("a),asc(b")),
                PageRequest.of(0, 50, Sort.by("a").descending()),
                PageRequest.of(0, 50, Sort.by(Sort.Order.asc("a").ignoreCase())),
                PageRequest.of(0, 50, Sort.by(Sort.Order.asc("a").nullsFirst())),
                PageRequest.of(0, 50, Sort.by(Sort.Order.asc("a").nullsLast())),
                Pageable.unpaged(),
                Pageable.unpaged(Sort.by("a")),
                Sort.by("a"),
                Limit.of(50),
                Limit.of(51),
                Limit.unlimited(),
                ScrollPosition.offset(),
                ScrollPosition.offset(0),
                ScrollPosition.offset(50),
                ScrollPosition.forward(Map.of("a", 1)),
                ScrollPosition.backward(Map.of("a", 1)),
                ScrollPosition.forward(Map.of("a", 1L)),
                ScrollPosition.forward(Map.of("a", 1, "b", 2)),
                ScrollPosition.keyset(),
                List.of(ScrollPosition.keyset(), Limit.of(1)),
                new From(5, 10),
                new From(6, 10));

        assertThat(pages.stream().map(PageParts::fix)).doesNotHaveDuplicates();
        assertThat(pages.stream().map(PageParts::fix).map(PageParts::text)).doesNotHaveDuplicates();
    }

    @Test
    void equalPagesAreEqual() {
        assertEqual(PageRequest.of(1, 2), PageRequest.of(1, 2));
        assertEqual(PageRequest.of(1, 2, Sort.by("a")), PageRequest.of(1, 2, Sort.by("a")));
        assertEqual(Pageable.unpaged(), Pageable.unpaged());
        assertEqual(Limit.of(3), Limit.of(3));
        assertEqual(ScrollPosition.offset(3), ScrollPosition.offset(3));
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("b", 2);
        other.put("a", 1);
        assertEqual(ScrollPosition.forward(Map.of("a", 1, "b", 2)), ScrollPosition.forward(other));
    }

    private static void assertEqual(Object one, Object other) {
        assertThat(PageParts.fix(one)).isEqualTo(PageParts.fix(other)).hasSameHashCodeAs(PageParts.fix(other));
    }

    @Test
    void anUnsortedPageIsKeptAsItIs() {
        PageRequest page = PageRequest.of(0, 50);

        assertThat(PageParts.fix(page)).isSameAs(page);
    }

    @Test
    void aSortThatChangesLaterChangesNoPage() {
        List<Sort.Order> orders = new ArrayList<>(List.of(Sort.Order.asc("a")));
        Object page = PageParts.fix(PageRequest.of(0, 50, Sort.by(orders)));
        Object unpaged = PageParts.fix(Pageable.unpaged(Sort.by(orders)));

        orders.add(Sort.Order.asc("b"));

        assertThat(PageParts.text(page)).isEqualTo("pageable(0,50,asc(a))");
        assertThat(PageParts.text(unpaged)).isEqualTo("unpaged(asc(a))");
        assertThat(page).isEqualTo(PageParts.fix(PageRequest.of(0, 50, Sort.by("a"))));
    }

    @Test
    void aPositionThatChangesLaterChangesNoPage() {
        List<String> value = new ArrayList<>(List.of("a"));
        Object page = PageParts.fix(ScrollPosition.forward(new HashMap<>(Map.of("k", value))));

        value.add("b");

        assertThat(PageParts.text(page)).isEqualTo("forward(Map(_k=List(_a)))");
    }

    @Test
    void anOrderOfAnotherKindIsAnotherOrder() {
        Sort plain = Sort.by("a");
        Sort special = Sort.by(new SpecialOrder("a", "x"));

        assertText(
                PageRequest.of(0, 5, special),
                "~" + Digest.of("pageable(0,5," + CanonicalText.of(new SpecialOrder("a", "x")) + ")"));
        assertThat(PageParts.fix(PageRequest.of(0, 5, special)))
                .isNotEqualTo(PageParts.fix(PageRequest.of(0, 5, plain)))
                .isNotEqualTo(PageParts.fix(PageRequest.of(0, 5, Sort.by(new SpecialOrder("a", "y")))));
    }

    @Test
    void aLongTextIsDigested() {
        String text = PageParts.cursor("x".repeat(100_000), 50);

        assertThat(text).matches("~[0-9a-f]{32}").isNotEqualTo(PageParts.cursor("x".repeat(100_001), 50));
        assertText(Sort.by("x".repeat(200)), "~" + Digest.of("sort(asc(" + "x".repeat(200) + "))"));
        assertThat(PageParts.cursor(text, 50)).isNotEqualTo(text);
    }

    @Test
    void sizesAreKnown() {
        assertThat(size(PageRequest.of(0, 50))).isEqualTo(50);
        assertThat(size(PageRequest.of(0, 50, Sort.by("a")))).isEqualTo(50);
        assertThat(size(new From(5, 10))).isEqualTo(10);
        assertThat(size(Limit.of(10))).isEqualTo(10);
        assertThat(size(Pageable.unpaged())).isEqualTo(Integer.MAX_VALUE);
        assertThat(size(Limit.unlimited())).isEqualTo(Integer.MAX_VALUE);
        assertThat(size(ScrollPosition.offset())).isZero();
        assertThat(size(Sort.by("a"))).isZero();
        assertThat(size(List.of(ScrollPosition.offset(), Limit.of(10)))).isEqualTo(10);
        assertThat(PageParts.size(null)).isZero();
    }

    private static int size(Object page) {
        return PageParts.size(PageParts.fix(page));
    }

    @Test
    void whatIsNoPageIsRefused() {
        for (Object page : Arrays.<Object>asList("a", 1, List.of(), List.of("a"))) {
            assertThatExceptionOfType(UnfitValueException.class)
                    .isThrownBy(() -> PageParts.fix(page))
                    .withMessageContaining("is no page. Use Pagination");
        }
    }

    /** Begins anywhere, so that its page number says too little. */
    private static final class From extends AbstractPageRequest {

        private final long offset;

        From(long offset, int size) {
            super((int) (offset / size), size);
            this.offset = offset;
        }

        @Override
        public long getOffset() {
            return offset;
        }

        @Override
        public Sort getSort() {
            return Sort.unsorted();
        }

        @Override
        public Pageable next() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Pageable previous() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Pageable first() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Pageable withPage(int pageNumber) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class SpecialOrder extends Sort.Order {

        private static final long serialVersionUID = 1;

        @SuppressWarnings("unused")
        private final String function;

        SpecialOrder(String property, String function) {
            super(Sort.Direction.ASC, property);
            this.function = function;
        }
    }

    private static final class Filtered extends PageRequest {

        private static final long serialVersionUID = 1L;

        private final String filter;

        private Filtered(String filter, Sort sort) {
            super(0, 10, sort);
            this.filter = filter;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Filtered same && super.equals(other) && filter.equals(same.filter);
        }

        @Override
        public int hashCode() {
            return filter.hashCode();
        }
    }

    private static final class Hinted extends Sort {

        private static final long serialVersionUID = 1L;

        private final String hint;

        private Hinted(String hint) {
            super(List.of(Sort.Order.asc("a")));
            this.hint = hint;
        }

        @Override
        public String toString() {
            return hint;
        }
    }

    @Test
    void whatAPageOrSortOfAnotherMakerHoldsBesidesTellsThemApart() {
        Object a = PageParts.fix(new Filtered("a", Sort.unsorted()));
        assertThat(a).isEqualTo(PageParts.fix(new Filtered("a", Sort.unsorted())));
        assertThat(a).isNotEqualTo(PageParts.fix(new Filtered("b", Sort.unsorted())));
        assertText(
                new Filtered("a", Sort.by("x")),
                "pageable(0,10,asc(x)),io.ledgerlink.nexus.cache.key.PagePartsTests$Filtered(filter=_a)");
        assertThat(PageParts.fix(PageRequest.of(0, 10, new Hinted("a"))))
                .isNotEqualTo(PageParts.fix(PageRequest.of(0, 10, new Hinted("b"))));
        assertThat(PageParts.fix(new Hinted("a"))).isNotEqualTo(PageParts.fix(new Hinted("b")));
    }
}
