package io.ledgerlink.nexus.cache.key;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.UUID;

/** Whose result it is: which values can say so, and their text. Internal. */
public final class Tenants {

    private Tenants() {}

    /** Whether this is text that names nobody. */
    public static boolean isBlank(Object tenant) {
        return tenant instanceof CharSequence text && text.toString().isBlank();
    }

    /**
     * The tenant as a value that cannot change.
     *
     * @throws UnfitValueException if values of its class have no text that is theirs alone
     */
    public static Object fix(Object tenant) {
        if (tenant instanceof String || tenant instanceof UUID || isExactNumber(tenant) || tenant instanceof Enum) {
            return tenant;
        }
        if (tenant instanceof CharSequence text) {
            return text.toString();
        }
        throw new UnfitValueException("values of " + tenant.getClass().getName()
                + " cannot name a tenant. Hand over its id as text, UUID, number or enum constant.");
    }

    /** Binary fractions are left out: their decimal text depends on the version of Java. */
    private static boolean isExactNumber(Object tenant) {
        return tenant instanceof Long
                || tenant instanceof Integer
                || tenant instanceof Short
                || tenant instanceof Byte
                || tenant.getClass() == BigInteger.class
                || tenant.getClass() == BigDecimal.class;
    }

    /** The text of what {@link #fix} returned. */
    public static String text(Object tenant) {
        return tenant instanceof Enum<?> constant ? constant.name() : String.valueOf(tenant);
    }
}
