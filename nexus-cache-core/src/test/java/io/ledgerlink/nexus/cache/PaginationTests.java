package io.ledgerlink.nexus.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class PaginationTests {

    @Test
    void pagesAreEqualByValue() {
        assertThat(Pagination.of(1, 50)).isEqualTo(Pagination.of(1, 50)).isNotEqualTo(Pagination.of(2, 50));
        assertThat(Pagination.cursor("a", 50)).isEqualTo(Pagination.cursor("a", 50));
        assertThat(Pagination.cursor(null, 50)).isNotEqualTo(Pagination.cursor("", 50));
    }

    @Test
    void theFirstPageBeginsAtTheStart() {
        assertThat(new Pagination.Numbered(1, 50).offset()).isZero();
        assertThat(new Pagination.Numbered(Integer.MAX_VALUE, Integer.MAX_VALUE).offset())
                .isEqualTo((Integer.MAX_VALUE - 1L) * Integer.MAX_VALUE);
    }

    @Test
    void pagesAreCountedFromOne() {
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(() -> Pagination.of(0, 50))
                .withMessage("Page 0 does not exist: pages are counted from 1.");
    }

    @Test
    void aPageHoldsAtLeastOneResult() {
        assertThatExceptionOfType(CacheKeyException.class)
                .isThrownBy(() -> Pagination.of(1, 0))
                .withMessage("A page of 0 results cannot be asked for: use 1 or more.");
        assertThatExceptionOfType(CacheKeyException.class).isThrownBy(() -> Pagination.cursor("a", -1));
    }
}
