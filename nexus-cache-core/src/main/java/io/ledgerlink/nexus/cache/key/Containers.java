package io.ledgerlink.nexus.cache.key;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values that hold others, each equal by its interface's contract, whatever its class. */
enum Containers implements ValueType {
    LIST {
        @Override
        public void write(Object value, CanonicalText out) {
            out.appendContainer("List", value, () -> out.appendInOrder((List<?>) value));
        }
    },
    SET {
        @Override
        public void write(Object value, CanonicalText out) {
            out.appendContainer(
                    "Set",
                    value,
                    () -> out.appendSorted(
                            ((Set<?>) value).stream().map(out::part).toList()));
        }
    },
    MAP {
        @Override
        public void write(Object value, CanonicalText out) {
            out.appendContainer(
                    "Map",
                    value,
                    () -> out.appendSorted(((Map<?, ?>) value)
                            .entrySet().stream().map(entry -> pair(entry, out)).toList()));
        }
    },
    ENTRY {
        @Override
        public void write(Object value, CanonicalText out) {
            out.appendContainer("Entry", value, () -> out.appendCanonical(pair((Map.Entry<?, ?>) value, out)));
        }
    },
    OPTIONAL {
        @Override
        public void write(Object value, CanonicalText out) {
            out.appendContainer("Optional", value, () -> ((Optional<?>) value).ifPresent(out::append));
        }
    },
    /** A page, sort or position among the arguments. */
    PAGE {
        @Override
        public void write(Object value, CanonicalText out) {
            out.appendContainer("Page", value, () -> out.appendCanonical(PageParts.describe(value)));
        }
    };

    private static String pair(Map.Entry<?, ?> entry, CanonicalText out) {
        return out.part(entry.getKey()) + "=" + out.part(entry.getValue());
    }

    @Override
    public boolean immutable() {
        return false;
    }
}
