package io.ledgerlink.nexus.cache.key;

import java.lang.reflect.Type;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a key keeps of an argument. Safe for use by many threads. */
public final class Arguments {

    private Arguments() {}

    /**
     * The argument itself if it can never change and is equal by value; else its canonical text as it is now.
     *
     * @throws UnfitValueException if the argument has no canonical text
     */
    public static @Nullable Object fix(@Nullable Object argument) {
        return argument == null || isFixed(argument) ? argument : new FixedText(CanonicalText.of(argument));
    }

    /** Whether {@link #fix} keeps the argument as it is. */
    public static boolean isFixed(@Nullable Object argument) {
        return argument == null
                || argument instanceof String
                || argument instanceof UUID
                || argument instanceof Long
                || argument instanceof FixedText
                || ValueType.of(argument.getClass()).immutable();
    }

    /**
     * Why no value of a declared type can be an argument, remedy included; {@code null} if values can, or if only they
     * themselves will tell, as those of an interface.
     */
    public static @Nullable String unfitness(Type type) {
        return new DeclaredArgument().unfitness(type);
    }
}
