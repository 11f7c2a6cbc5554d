package io.ledgerlink.nexus.cache.key;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An array, equal by content. Arrays of objects are equal whatever their declared class, as {@link Arrays#deepEquals} has
 * it; those of primitives are not.
 */
record ArrayType(String tag) implements ValueType {

    static ValueType of(Class<?> componentType) {
        if (componentType == byte.class) {
            return new Bytes();
        }
        return new ArrayType(componentType.isPrimitive() ? componentType.getName() + "s" : "Array");
    }

    @Override
    public boolean immutable() {
        return false;
    }

    @Override
    public void write(Object value, CanonicalText out) {
        out.appendContainer(tag, value, () -> {
            CanonicalText.Separator separator = out.separator();
            for (int i = 0; i < Array.getLength(value); i++) {
                separator.next();
                out.append(Array.get(value, i));
            }
        });
    }

    private record Bytes() implements ValueType {

        @Override
        public boolean immutable() {
            return false;
        }

        @Override
        public void write(Object value, CanonicalText out) {
            out.appendTagged("bytes", HexFormat.of().formatHex((byte[]) value));
        }
    }
}
