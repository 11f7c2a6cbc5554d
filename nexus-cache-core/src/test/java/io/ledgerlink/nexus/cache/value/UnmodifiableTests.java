package io.ledgerlink.nexus.cache.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ledgerlink.nexus.cache.codec.JsonCodec;
import io.ledgerlink.nexus.cache.entry.Compression;
import io.ledgerlink.nexus.cache.entry.EntryCodec;
import io.ledgerlink.nexus.cache.entry.EntryStamps;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Window;
import tools.jackson.core.type.TypeReference;

class UnmodifiableTests {

    private static final TypeReference<List<String>> LIST = new TypeReference<>() {};
    private static final TypeReference<Collection<String>> COLLECTION = new TypeReference<>() {};
    private static final TypeReference<Set<String>> SET = new TypeReference<>() {};
    private static final TypeReference<SortedSet<String>> SORTED_SET = new TypeReference<>() {};
    private static final TypeReference<NavigableSet<String>> NAVIGABLE_SET = new TypeReference<>() {};
    private static final TypeReference<Map<String, Integer>> MAP = new TypeReference<>() {};
    private static final TypeReference<SortedMap<String, Integer>> SORTED_MAP = new TypeReference<>() {};
    private static final TypeReference<NavigableMap<String, Integer>> NAVIGABLE_MAP = new TypeReference<>() {};
    private static final TypeReference<Page<String>> PAGE = new TypeReference<>() {};
    private static final TypeReference<Slice<String>> SLICE = new TypeReference<>() {};
    private static final TypeReference<Window<String>> WINDOW = new TypeReference<>() {};
    private static final TypeReference<Optional<List<String>>> OPTIONAL_LIST = new TypeReference<>() {};

    @SuppressWarnings("unchecked")
    private static <T> T guard(T value, TypeReference<T> type) {
        return (T) Objects.requireNonNull(Unmodifiable.guard(value, type.getType()));
    }

    private static List<String> list() {
        return new ArrayList<>(Arrays.asList("b", null, "a"));
    }

    @Test
    void listIsACopyThatCannotBeChanged() {
        List<String> mine = list();

        List<String> shared = guard(mine, LIST);
        mine.clear();

        assertThat(shared).containsExactly("b", null, "a").isEqualTo(list()).hasSameHashCodeAs(list());
        assertUnmodifiable(shared);
        assertThatThrownBy(() -> shared.set(0, "x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> shared.sort(Comparator.nullsFirst(Comparator.naturalOrder())))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> shared.subList(0, 1).clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> shared.replaceAll(each -> "x")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void arrayThatAListGivesAwayIsNotTheLists() {
        List<String> shared = guard(list(), LIST);

        shared.toArray()[0] = "x";

        assertThat(shared).containsExactly("b", null, "a");
    }

    private static <E> void assertUnmodifiable(Collection<E> shared) {
        E present = shared.iterator().next();
        assertThatThrownBy(shared::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> shared.remove(present)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> shared.removeIf(each -> true)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> removeFirst(shared)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> shared.add(present)).isInstanceOf(UnsupportedOperationException.class);
    }

    private static void removeFirst(Iterable<?> elements) {
        Iterator<?> iterator = elements.iterator();
        iterator.next();
        iterator.remove();
    }

    @Test
    void collectionIsAListWhateverTheLoaderReturned() {
        Collection<String> shared = guard(new LinkedHashSet<>(List.of("b", "a")), COLLECTION);

        assertThat(shared).isEqualTo(List.of("b", "a"));
        assertUnmodifiable(shared);
    }

    @Test
    void setKeepsItsOrderAndItsNull() {
        Set<String> mine = new LinkedHashSet<>(list());

        Set<String> shared = guard(mine, SET);
        mine.clear();

        assertThat(shared).containsExactly("b", null, "a").isEqualTo(new HashSet<>(list()));
        assertThat(shared.contains("a")).isTrue();
        assertThat(shared.contains("x")).isFalse();
        assertUnmodifiable(shared);
    }

    @Test
    void sortedSetKeepsItsComparator() {
        SortedSet<String> mine = new TreeSet<>(Comparator.reverseOrder());
        mine.addAll(List.of("a", "b"));

        SortedSet<String> shared = guard(mine, SORTED_SET);
        NavigableSet<String> navigable = guard(new TreeSet<>(mine), NAVIGABLE_SET);
        mine.clear();

        assertThat(shared).containsExactly("b", "a");
        assertThat(shared.comparator()).isEqualTo(Comparator.reverseOrder());
        assertThat(navigable.first()).isEqualTo("b");
        assertUnmodifiable(shared);
        assertUnmodifiable(navigable);
    }

    @Test
    void mapKeepsItsOrderAndItsNulls() {
        Map<String, Integer> mine = new LinkedHashMap<>();
        mine.put("b", 1);
        mine.put(null, 2);
        mine.put("a", null);
        Map<String, Integer> before = new HashMap<>(mine);

        Map<String, Integer> shared = guard(mine, MAP);
        mine.clear();

        assertThat(shared).isEqualTo(before).hasSameHashCodeAs(before);
        assertThat(shared.keySet()).containsExactly("b", null, "a");
        assertThat(shared.get(null)).isEqualTo(2);
        assertThat(shared.containsKey("a")).isTrue();
        assertMapUnmodifiable(shared);
    }

    private static void assertMapUnmodifiable(Map<String, Integer> shared) {
        assertThatThrownBy(() -> shared.put("b", 5)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> shared.remove("b")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> shared.merge("b", 5, Integer::sum)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(shared::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> removeFirst(shared.keySet())).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> removeFirst(shared.values())).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> shared.entrySet().iterator().next().setValue(5))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void sortedMapKeepsItsComparator() {
        SortedMap<String, Integer> mine = new TreeMap<>(Comparator.reverseOrder());
        mine.putAll(Map.of("a", 1, "b", 2));

        SortedMap<String, Integer> shared = guard(mine, SORTED_MAP);
        NavigableMap<String, Integer> navigable = guard(new TreeMap<>(mine), NAVIGABLE_MAP);
        mine.clear();

        assertThat(shared.keySet()).containsExactly("b", "a");
        assertThat(navigable.firstKey()).isEqualTo("b");
        assertMapUnmodifiable(shared);
        assertMapUnmodifiable(navigable);
    }

    @Test
    void pageAndSliceCannotBeChangedThroughTheirIterators() {
        Page<String> page = new PageImpl<>(list(), PageRequest.of(2, 3), 17);
        Slice<String> slice = new SliceImpl<>(list(), PageRequest.of(2, 3), true);

        Page<String> sharedPage = guard(page, PAGE);
        Slice<String> sharedSlice = guard(slice, SLICE);
        removeFirst(page);
        removeFirst(slice);

        assertThat(sharedPage).isEqualTo(new PageImpl<>(list(), PageRequest.of(2, 3), 17));
        assertThat(new PageImpl<>(list(), PageRequest.of(2, 3), 17)).isEqualTo(sharedPage);
        assertThat(sharedSlice).isEqualTo(new SliceImpl<>(list(), PageRequest.of(2, 3), true));
        assertThatThrownBy(() -> removeFirst(sharedPage)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> removeFirst(sharedSlice)).isInstanceOf(UnsupportedOperationException.class);
        assertUnmodifiable(sharedPage.getContent());
    }

    @Test
    void sliceIsASliceWhateverTheLoaderReturned() {
        Slice<String> shared = guard(new PageImpl<>(list(), PageRequest.of(0, 3), 17), SLICE);

        assertThat(shared).isNotInstanceOf(Page.class).isEqualTo(new SliceImpl<>(list(), PageRequest.of(0, 3), true));
    }

    @Test
    void windowKeepsItsPositions() {
        List<String> mine = list();

        Window<String> shared = guard(Window.from(mine, index -> ScrollPosition.offset(index + 5L), true), WINDOW);
        mine.clear();

        assertThat(shared.getContent()).containsExactly("b", null, "a");
        assertThat(shared.positionAt(2)).isEqualTo(ScrollPosition.offset(7));
        assertThat(shared.hasNext()).isTrue();
        assertUnmodifiable(shared.getContent());
    }

    @Test
    void contentOfAnOptionalIsGuarded() {
        assertUnmodifiable(guard(Optional.of(list()), OPTIONAL_LIST).orElseThrow());
        assertThat(guard(Optional.<List<String>>empty(), OPTIONAL_LIST)).isEmpty();
        Optional<String> text = Optional.of("a");
        assertThat(guard(text, new TypeReference<Optional<String>>() {})).isSameAs(text);
    }

    @Test
    void valueDecidesWhereObjectIsDeclared() {
        assertUnmodifiable((Collection<?>) Objects.requireNonNull(Unmodifiable.guard(list(), Object.class)));
        assertUnmodifiable(
                (Collection<?>) Objects.requireNonNull(Unmodifiable.guard(new TreeSet<>(Set.of("a")), Object.class)));
        assertThat(Unmodifiable.guard("text", Object.class)).isEqualTo("text");
    }

    @Test
    void declaredClassesArraysAndOtherValuesStayAsTheyAre() {
        assertSame(new ArrayList<>(), new TypeReference<ArrayList<String>>() {}.getType());
        assertSame(new String[] {"a"}, String[].class);
        assertSame(new PageImpl<>(list()), new TypeReference<PageImpl<String>>() {}.getType());
        assertSame(new ArrayDeque<>(), new TypeReference<Queue<String>>() {}.getType());
        assertSame("text", String.class);
        assertThat(Unmodifiable.guard(null, LIST.getType())).isNull();
    }

    private static void assertSame(Object value, Type type) {
        assertThat(Unmodifiable.guard(value, type)).isSameAs(value);
    }

    @Test
    void guardingAgainGivesTheSame() {
        assertGuardedOnce(list(), LIST);
        assertGuardedOnce(list(), COLLECTION);
        assertGuardedOnce(new HashSet<>(list()), SET);
        assertGuardedOnce(new HashMap<>(Map.of("a", 1)), MAP);
        assertGuardedOnce(new PageImpl<>(list()), PAGE);
        assertGuardedOnce(new SliceImpl<>(list()), SLICE);
        assertGuardedOnce(Window.from(list(), index -> ScrollPosition.offset(index)), WINDOW);
        assertGuardedOnce(Optional.of(list()), OPTIONAL_LIST);
    }

    private static <T> void assertGuardedOnce(T value, TypeReference<T> type) {
        T once = guard(value, type);

        assertThat((Object) guard(once, type)).isSameAs(once).isNotSameAs(value);
    }

    @Test
    void missAndHitHandOutTheSameKind() {
        assertSameKind(list(), LIST);
        assertSameKind(new LinkedHashSet<>(List.of("b", "a")), COLLECTION);
        assertSameKind(new HashSet<>(list()), SET);
        assertSameKind(new TreeSet<>(Set.of("b", "a")), SORTED_SET);
        assertSameKind(new TreeSet<>(Set.of("b", "a")), SET);
        assertSameKind(new HashMap<>(Map.of("a", 1)), MAP);
        assertSameKind(new TreeMap<>(Map.of("a", 1)), NAVIGABLE_MAP);
        assertSameKind(new PageImpl<>(list(), PageRequest.of(1, 3), 6), PAGE);
        assertSameKind(new SliceImpl<>(list(), PageRequest.of(1, 3), true), SLICE);
        assertSameKind(new PageImpl<>(list(), PageRequest.of(1, 3), 9), SLICE);
        assertSameKind(Window.from(list(), index -> ScrollPosition.offset(index), true), WINDOW);
        assertSameKind(Optional.of(list()), OPTIONAL_LIST);
    }

    private static <T> void assertSameKind(T value, TypeReference<T> type) {
        EntryCodec entries = EntryCodec.of(JsonCodec.standard(), type.getType(), Compression.none());
        Object miss = Objects.requireNonNull(Unmodifiable.guard(value, type.getType()));
        byte[] entry = entries.encode(miss, new EntryStamps(0, 0, 0, 0));

        Object hit = Unmodifiable.guard(entries.decode(entries.open(entry)), type.getType());

        assertThat(hit).isEqualTo(miss).hasSameClassAs(miss);
    }
}
