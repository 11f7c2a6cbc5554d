package io.ledgerlink.nexus.cache.key;

import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How values of one class become part of a key. Found once per class. */
interface ValueType {

    String REMEDY = "Hand over a record or plain values instead, let the query implement CacheableQuery,"
            + " or leave the argument out of the key.";

    /** Whether a value can stand in a key itself: it never changes, and values equal in Java have one text. */
    boolean immutable();

    /** Writes the canonical text of a value of this class. */
    void write(Object value, CanonicalText out);

    static ValueType of(Class<?> type) {
        return Types.BY_CLASS.get(type);
    }

    private static ValueType find(Class<?> type) {
        ValueType scalar = Scalars.find(type);
        if (scalar != null) {
            return scalar;
        }
        if (type.isHidden() || Proxy.isProxyClass(type)) {
            return new Unfit(type.getName() + " is made at run time, and has another name in every process. " + REMEDY);
        }
        if (type.isRecord()) {
            return ObjectType.ofRecord(type);
        }
        ValueType container = findContainer(type);
        return container != null ? container : ObjectType.ofClass(type);
    }

    private static @Nullable ValueType findContainer(Class<?> type) {
        if (type.isArray()) {
            return ArrayType.of(type.getComponentType());
        }
        if (List.class.isAssignableFrom(type)) {
            return Containers.LIST;
        }
        if (Set.class.isAssignableFrom(type)) {
            return Containers.SET;
        }
        if (Map.class.isAssignableFrom(type)) {
            return Containers.MAP;
        }
        if (Map.Entry.class.isAssignableFrom(type)) {
            return Containers.ENTRY;
        }
        if (type == Optional.class) {
            return Containers.OPTIONAL;
        }
        if (PageParts.isPart(type)) {
            return Containers.PAGE;
        }
        if (Collection.class.isAssignableFrom(type)) {
            return new Unfit("a " + type.getName() + " has no value equality. Hand over a List or a Set instead.");
        }
        return null;
    }

    /** A class whose values cannot be part of a key. */
    record Unfit(String reason) implements ValueType {

        @Override
        public boolean immutable() {
            return false;
        }

        @Override
        public void write(Object value, CanonicalText out) {
            throw new UnfitValueException(reason);
        }
    }

    /** What has been found out, for as long as the class lives. */
    final class Types {

        private static final ClassValue<ValueType> BY_CLASS = new ClassValue<>() {
            @Override
            protected ValueType computeValue(Class<?> type) {
                return find(type);
            }
        };

        private Types() {}
    }
}
