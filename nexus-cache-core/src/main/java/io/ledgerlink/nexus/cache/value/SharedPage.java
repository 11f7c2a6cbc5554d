package io.ledgerlink.nexus.cache.value;

import java.util.Iterator;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;

/** A page that is nobody's to change; the iterator of a plain one removes elements. */
final class SharedPage<T> extends PageImpl<T> {

    private static final long serialVersionUID = 1L;

    private SharedPage(Page<T> page) {
        super(page.getContent(), page.getPageable(), page.getTotalElements());
    }

    static <T> Page<T> of(Page<T> page) {
        return page instanceof SharedPage<T> ? page : new SharedPage<>(page);
    }

    @Override
    public Iterator<T> iterator() {
        return getContent().iterator();
    }
}
