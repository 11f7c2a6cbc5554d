package io.ledgerlink.nexus.cache.codec;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.deser.std.StdConvertingDeserializer;
import tools.jackson.databind.ser.std.StdDelegatingSerializer;
import tools.jackson.databind.type.TypeFactory;

/**
 * A plain form that is written and read in place of a type that Jackson cannot give back.
 *
 * @param type the type that is replaced, with its subtypes
 * @param form what is written, for the type as it was declared
 * @param write makes the form of a value
 * @param read makes the value of a form
 */
record StandIn<V, F>(
        Class<V> type,
        BiFunction<TypeFactory, JavaType, JavaType> form,
        Function<V, F> write,
        Function<F, ? extends V> read) {

    /** An empty one differs from {@code null}, and from one that holds an empty one. */
    private static final StandIn<Optional<?>, List<?>> OPTIONAL = of(
            Optional.class,
            (types, type) -> types.constructCollectionType(List.class, argument(type, Optional.class, 0)),
            optional -> optional.stream().toList(),
            content -> content.stream().findFirst());

    private static final StandIn<Page<?>, PageForms.Chunk<?>> PAGE = of(
            Page.class,
            (types, type) -> types.constructParametricType(PageForms.Chunk.class, argument(type, Slice.class, 0)),
            PageForms.Chunk::of,
            PageForms.Chunk::page);

    private static final StandIn<Slice<?>, PageForms.Chunk<?>> SLICE = of(
            Slice.class,
            (types, type) -> types.constructParametricType(PageForms.Chunk.class, argument(type, Slice.class, 0)),
            PageForms.Chunk::of,
            PageForms.Chunk::slice);

    private static final StandIn<Window<?>, PageForms.Scrolled<?>> WINDOW = of(
            Window.class,
            (types, type) -> types.constructParametricType(PageForms.Scrolled.class, argument(type, Window.class, 0)),
            PageForms.Scrolled::of,
            PageForms.Scrolled::window);

    private static final StandIn<Pageable, PageForms.Request> PAGEABLE =
            of(Pageable.class, PageForms.Request.class, PageForms.Request::of, PageForms.Request::pageable);

    private static final StandIn<ScrollPosition, PageForms.Position> POSITION =
            of(ScrollPosition.class, PageForms.Position.class, PageForms.Position::of, PageForms.Position::position);

    private static final StandIn<Sort, PageForms.Order[]> SORT =
            of(Sort.class, PageForms.Order[].class, PageForms.Order::of, PageForms.Order::sort);

    private static final StandIn<Limit, PageForms.Bound> LIMIT =
            of(Limit.class, PageForms.Bound.class, PageForms.Bound::of, PageForms.Bound::limit);

    private static final List<StandIn<?, ?>> ALL =
            List.of(OPTIONAL, PAGE, SLICE, WINDOW, PAGEABLE, POSITION, SORT, LIMIT);

    /** Written as the plain kind, which loses only the comparator; read without a stand-in. */
    static final StandIn<SortedSet<?>, Collection<?>> SORTED_SET = of(
            SortedSet.class,
            (types, type) -> types.constructCollectionType(List.class, argument(type, Collection.class, 0)),
            set -> List.copyOf(NaturalOrder.of(set)),
            form -> {
                throw neverRead();
            });

    /** Written as the plain kind, which loses only the comparator; read without a stand-in. */
    static final StandIn<SortedMap<?, ?>, Map<?, ?>> SORTED_MAP = of(
            SortedMap.class,
            (types, type) -> types.constructMapType(
                    LinkedHashMap.class, argument(type, Map.class, 0), argument(type, Map.class, 1)),
            map -> new LinkedHashMap<>(NaturalOrder.of(map)),
            form -> {
                throw neverRead();
            });

    private static UnsupportedOperationException neverRead() {
        return new UnsupportedOperationException("A sorted set or map is read as such");
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <V, F> StandIn<V, F> of(
            Class<?> type,
            BiFunction<TypeFactory, JavaType, JavaType> form,
            Function<V, F> write,
            Function<F, ? extends V> read) {
        return new StandIn(type, form, write, read);
    }

    private static <V, F> StandIn<V, F> of(
            Class<V> type, Class<?> form, Function<V, F> write, Function<F, ? extends V> read) {
        return new StandIn<>(type, (types, declared) -> types.constructType(form), write, read);
    }

    private static JavaType argument(JavaType type, Class<?> generic, int index) {
        JavaType[] arguments = type.findTypeParameters(generic);
        return arguments.length > index ? arguments[index] : TypeFactory.unknownType();
    }

    /** Returns the one that stands for a type or for one of its supertypes. */
    static @Nullable StandIn<?, ?> find(JavaType type) {
        for (StandIn<?, ?> each : ALL) {
            if (type.isTypeOrSubTypeOf(each.type)) {
                return each;
            }
        }
        return null;
    }

    static boolean replaces(Class<?> type) {
        return ALL.stream().anyMatch(each -> each.type == type);
    }

    /** Whether the form can be read as this type: it is the replaced one, or the library's own class for it. */
    boolean gives(JavaType declared) {
        return declared.hasRawClass(type) || PageForms.ARE_GIVEN.contains(declared.getRawClass());
    }

    JavaType formOf(TypeFactory types, JavaType declared) {
        return form.apply(types, declared);
    }

    StdDelegatingSerializer serializer(TypeFactory types, JavaType declared) {
        return new StdDelegatingSerializer(new Conversion<>(declared, formOf(types, declared), write));
    }

    StdConvertingDeserializer<V> deserializer(TypeFactory types, JavaType declared) {
        return new StdConvertingDeserializer<>(new Conversion<F, V>(formOf(types, declared), declared, read::apply));
    }
}
