package io.ledgerlink.nexus.cache.value;

import java.util.Iterator;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;

/** A slice that is nobody's to change; the iterator of a plain one removes elements. */
final class SharedSlice<T> extends SliceImpl<T> {

    private static final long serialVersionUID = 1L;

    private SharedSlice(Slice<T> slice) {
        super(slice.getContent(), slice.getPageable(), slice.hasNext());
    }

    static <T> Slice<T> of(Slice<T> slice) {
        return slice instanceof SharedSlice<T> ? slice : new SharedSlice<>(slice);
    }

    @Override
    public Iterator<T> iterator() {
        return getContent().iterator();
    }
}
