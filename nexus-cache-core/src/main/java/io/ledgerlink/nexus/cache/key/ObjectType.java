package io.ledgerlink.nexus.cache.key;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object that is equal by its fields: a record by its components in order, another by all its fields, sorted. */
record ObjectType(String name, boolean immutable, List<Part> parts) implements ValueType {

    static ValueType ofRecord(Class<?> type) {
        List<Part> parts = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            parts.add(partOf(type, component));
        }
        return new ObjectType(nameOf(type), isImmutable(type, new HashSet<>()), List.copyOf(parts));
    }

    static ValueType ofClass(Class<?> type) {
        if (equalsOf(type).getDeclaringClass() == Object.class) {
            return new Unfit(
                    type.getName() + " does not override equals, so no two of its values are equal. " + REMEDY);
        }
        List<Part> parts = new ArrayList<>();
        for (Class<?> level = type; level != null && level != Object.class; level = level.getSuperclass()) {
            for (Field field : sortedFields(level)) {
                if (Modifier.isTransient(field.getModifiers())) {
                    return new Unfit(level.getName() + " has the transient field '" + field.getName()
                            + "', which may or may not count for equality. " + REMEDY);
                }
                if (!field.trySetAccessible()) {
                    return new Unfit("the fields of " + level.getName() + " cannot be read. " + REMEDY);
                }
                parts.add(new FieldPart(field));
            }
        }
        return new ObjectType(nameOf(type), false, List.copyOf(parts));
    }

    /** What an object holds beyond the classes of a library that begin with this; nothing if that is not known. */
    static @Nullable ValueType beyond(String library, Class<?> type) {
        List<Part> parts = new ArrayList<>();
        for (Class<?> level = type; level != null && isBeyond(library, level); level = level.getSuperclass()) {
            for (Field field : sortedFields(level)) {
                if (!field.trySetAccessible()) {
                    return new Unfit("the fields of " + level.getName() + " cannot be read. " + REMEDY);
                }
                parts.add(new FieldPart(field));
            }
        }
        return parts.isEmpty() ? null : new ObjectType(nameOf(type), false, List.copyOf(parts));
    }

    private static boolean isBeyond(String library, Class<?> level) {
        return level != Object.class && level != Proxy.class && !level.getName().startsWith(library);
    }

    /** A class's name; it has a dot, and therefore is no tag of ours. */
    static String nameOf(Class<?> type) {
        String name = type.getName();
        return name.indexOf('.') < 0 ? "." + name : name;
    }

    private static List<Field> sortedFields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .sorted(Comparator.comparing(Field::getName))
                .toList();
    }

    private static Part partOf(Class<?> type, RecordComponent component) {
        try {
            Field field = type.getDeclaredField(component.getName());
            if (field.trySetAccessible()) {
                return new FieldPart(field);
            }
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("Every component of a record has a field", e);
        }
        return new AccessorPart(component.getAccessor());
    }

    private static boolean isImmutable(Class<?> recordType, Set<Class<?>> outer) {
        // A compiler's own equals is final; one written by hand may call values equal that have two texts.
        if (!outer.add(recordType) || !Modifier.isFinal(equalsOf(recordType).getModifiers())) {
            return false;
        }
        boolean immutable = Arrays.stream(recordType.getRecordComponents())
                .allMatch(component -> isImmutablePart(component.getType(), outer));
        outer.remove(recordType);
        return immutable;
    }

    private static boolean isImmutablePart(Class<?> type, Set<Class<?>> outer) {
        if (type.isPrimitive()) {
            return true;
        }
        if (type.isRecord()) {
            return isImmutable(type, outer);
        }
        ValueType scalar = Scalars.find(type);
        return scalar != null && scalar.immutable();
    }

    private static Method equalsOf(Class<?> type) {
        try {
            return type.getMethod("equals", Object.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("Every class has equals", e);
        }
    }

    @Override
    public void write(Object value, CanonicalText out) {
        out.appendContainer(Percent.encode(name), value, () -> {
            CanonicalText.Separator separator = out.separator();
            for (Part part : parts) {
                separator.next();
                out.appendField(part.name(), part.read(value));
            }
        });
    }

    interface Part {

        String name();

        @Nullable Object read(Object owner);
    }

    private record FieldPart(Field field) implements Part {

        @Override
        public String name() {
            return field.getName();
        }

        @Override
        public @Nullable Object read(Object owner) {
            try {
                return field.get(owner);
            } catch (IllegalAccessException e) {
                throw new UnfitValueException("field '" + field.getName() + "' of "
                        + owner.getClass().getName() + " cannot be read. " + REMEDY);
            }
        }
    }

    /** For records of modules that are not open: their accessors may be, if they are exported. */
    private record AccessorPart(Method accessor) implements Part {

        @Override
        public String name() {
            return accessor.getName();
        }

        @Override
        public @Nullable Object read(Object owner) {
            try {
                return accessor.invoke(owner);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new UnfitValueException("component '" + accessor.getName() + "' of "
                        + owner.getClass().getName() + " cannot be read. " + REMEDY);
            }
        }
    }
}
