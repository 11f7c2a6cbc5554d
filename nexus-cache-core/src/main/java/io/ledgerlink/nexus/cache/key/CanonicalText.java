package io.ledgerlink.nexus.cache.key;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as text that is theirs alone, and the same in every process.
 *
 * <p>Values that are equal in Java have one text, and values that are not have two. Each form is known by how it begins or
 * ends: {@code 1} is an int, {@code 1L} a long, {@code _1} a string, {@code List(1,2)} a list, {@code a.b.Point(x=1,y=2)} an
 * object of that class. Parentheses, {@code ,} and {@code =} are structure; in values they are encoded, as is everything
 * that is no plain character.
 */
final class CanonicalText {

    private static final int DEEPEST = 100;

    private final StringBuilder out;
    private final List<Object> containers;

    CanonicalText(StringBuilder out) {
        this(out, new ArrayList<>());
    }

    private CanonicalText(StringBuilder out, List<Object> containers) {
        this.out = out;
        this.containers = containers;
    }

    static String of(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        new CanonicalText(out).append(value);
        return out.toString();
    }

    void append(@Nullable Object value) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof FixedText fixed) {
            out.append(fixed.text());
        } else {
            ValueType.of(value.getClass()).write(value, this);
        }
    }

    /** Text without any structure in it. */
    void appendBare(String text) {
        Percent.appendEncoded(out, text);
    }

    /** Text that is canonical already. */
    void appendCanonical(String text) {
        out.append(text);
    }

    void appendTagged(String tag, String text) {
        out.append(tag).append('(');
        appendBare(text);
        out.append(')');
    }

    /** A value that holds others; the content is written by {@code content}. */
    void appendContainer(String tag, Object container, Runnable content) {
        enter(container);
        out.append(tag).append('(');
        content.run();
        out.append(')');
        containers.remove(containers.size() - 1);
    }

    void appendInOrder(Collection<?> elements) {
        Separator separator = new Separator();
        for (Object element : elements) {
            separator.next();
            append(element);
        }
    }

    /** Elements without an order of their own come in that of their texts. */
    void appendSorted(List<String> texts) {
        Separator separator = new Separator();
        texts.stream().sorted().forEach(text -> {
            separator.next();
            out.append(text);
        });
    }

    void appendField(String name, @Nullable Object value) {
        appendBare(name);
        out.append('=');
        append(value);
    }

    /** The text of a part of the value that is being written. */
    String part(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        new CanonicalText(text, containers).append(value);
        return text.toString();
    }

    Separator separator() {
        return new Separator();
    }

    @SuppressWarnings("ReferenceEquality") // Equal containers may contain each other; only the same one is a circle.
    private void enter(Object container) {
        if (containers.size() == DEEPEST) {
            throw new UnfitValueException("it is nested deeper than " + DEEPEST + " levels. " + ValueType.REMEDY);
        }
        for (Object outer : containers) {
            if (outer == container) {
                throw new UnfitValueException(
                        "a value of " + container.getClass().getName() + " contains itself. " + ValueType.REMEDY);
            }
        }
        containers.add(container);
    }

    /** Writes a comma before every element but the first. */
    final class Separator {

        private boolean begun;

        void next() {
            if (begun) {
                out.append(',');
            }
            begun = true;
        }
    }
}
