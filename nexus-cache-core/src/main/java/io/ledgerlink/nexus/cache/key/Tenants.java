package io.ledgerlink.nexus.cache.key;

import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.UUID;

/** Whose result it is: which values can say so, and their text. */
public final class Tenants {

    /** Binary fractions are left out: their decimal text depends on the version of Java. */
    private static final Set<Class<?>> EXACT =
            Set.of(UUID.class, Long.class, Integer.class, Short.class, Byte.class, BigInteger.class, BigDecimal.class);

    private Tenants() {}

    /** Whether this is text that names nobody. */
    public static boolean isBlank(Object tenant) {
        if (tenant instanceof UUID || tenant instanceof Long) {
            return false; // To be told that a class is none of an interface takes a while.
        }
        return tenant instanceof CharSequence text && text.toString().isBlank();
    }

    /**
     * The tenant as a value that cannot change.
     *
     * @throws UnfitValueException if values of its class have no text that is theirs alone
     */
    public static Object fix(Object tenant) {
        if (tenant instanceof String
                || tenant instanceof UUID
                || EXACT.contains(tenant.getClass())
                || tenant instanceof Enum) {
            return tenant;
        }
        if (tenant instanceof CharSequence text) {
            return text.toString();
        }
        throw new UnfitValueException("values of " + tenant.getClass().getName()
                + " cannot name a tenant. Hand over its id as text, UUID, number or enum constant.");
    }

    /** Whether values of a declared type may name a tenant; of abstract types the value's own class will decide. */
    public static boolean mayName(Class<?> declared) {
        Class<?> type = MethodType.methodType(declared).wrap().returnType();
        return CharSequence.class.isAssignableFrom(type)
                || Enum.class.isAssignableFrom(type)
                || EXACT.contains(type)
                || type == Object.class
                || Modifier.isAbstract(type.getModifiers());
    }

    /** Whether two values name the same tenant. */
    public static boolean same(Object one, Object other) {
        return one.equals(other) || text(one).equals(text(other));
    }

    /** The text of what {@link #fix} returned. */
    public static String text(Object tenant) {
        return tenant instanceof Enum<?> constant ? constant.name() : String.valueOf(tenant);
    }
}
