package io.ledgerlink.nexus.cache;

import io.ledgerlink.nexus.cache.key.Arguments;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a query's key stand among the arguments of a method.
 *
 * <p>For whoever asks with each call of a method and seldom needs the key itself, as an interceptor does. Immutable and safe
 * for use by many threads.
 *
 * @since 0.1
 */
public final class CallShape {

    private static final int ELSEWHERE = -1;

    private final QueryShape shape;
    private final int[] arguments;
    private final int tenant;
    private final int number;
    private final int size;
    private final int first;

    private CallShape(QueryShape shape, int[] arguments, int tenant, int number, int size, int first) {
        this.shape = shape;
        this.arguments = arguments;
        this.tenant = tenant;
        this.number = number;
        this.size = size;
        this.first = first;
        if (arguments.length != shape.parameters().size()) {
            throw new CacheKeyException("The query " + shape + " has "
                    + shape.parameters().size() + " arguments, and places were given for " + arguments.length + ".");
        }
    }

    /** The shape of calls whose arguments at these places are the query's, in its order. */
    public static CallShape of(QueryShape shape, int... arguments) {
        return new CallShape(shape, arguments.clone(), ELSEWHERE, ELSEWHERE, ELSEWHERE, 0);
    }

    /** The same with the tenant among the arguments. */
    public CallShape tenant(int place) {
        return new CallShape(shape, arguments, place, number, size, first);
    }

    /**
     * The same with a page by its number among the arguments.
     *
     * @param number the place of the page's number
     * @param size the place of its size
     * @param first the number of the first page
     */
    public CallShape numbered(int number, int size, int first) {
        return new CallShape(shape, arguments, tenant, number, size, first);
    }

    /**
     * What finds the entry of a call without making its key; {@code null} if an argument can change, so that only the key
     * itself can tell, or if no page is named where one is to be.
     *
     * @param given the arguments of the call
     * @param tenant the tenant, of use where it does not stand among the arguments
     * @param page the page, likewise
     * @throws CacheKeyException if the page cannot be part of a key
     */
    public @Nullable Probe probe(@Nullable Object[] given, @Nullable Object tenant, @Nullable Object page) {
        if (number != ELSEWHERE && !(given[number] instanceof Number && given[size] instanceof Number)) {
            return null;
        }
        int hash = 1;
        for (int place : arguments) {
            Object argument = given[place];
            if (!Arguments.isFixed(argument)) {
                return null;
            }
            hash = 31 * hash + hash(argument);
        }
        boolean here = this.tenant != ELSEWHERE && number != ELSEWHERE;
        return here ? here(given, hash) : partlyElsewhere(given, tenant, page, hash);
    }

    private Probe here(@Nullable Object[] given, int hash) {
        int hashOfPage = Pagination.Numbered.hash((int) number(given), (int) size(given));
        return new Probe(this, given, CacheKey.hash(shape, hash(given[tenant]), hashOfPage, hash));
    }

    private Probe partlyElsewhere(@Nullable Object[] given, @Nullable Object tenant, @Nullable Object page, int hash) {
        Object own = this.tenant == ELSEWHERE ? tenant : given[this.tenant];
        Object fixed = number == ELSEWHERE
                ? shape.fixPage(page)
                : Pagination.of(Math.toIntExact(number(given)), Math.toIntExact(size(given)));
        return new FurnishedProbe(this, given, CacheKey.hash(shape, hash(own), hash(fixed), hash), own, fixed);
    }

    private static int hash(@Nullable Object part) {
        return part == null ? 0 : part.hashCode();
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return one == null ? other == null : one.equals(other);
    }

    /** Counted from 1, as far as numbers go. */
    private long number(@Nullable Object[] given) {
        return number(given[number]) - first + 1;
    }

    private long size(@Nullable Object[] given) {
        return number(given[size]);
    }

    private static long number(@Nullable Object argument) {
        return argument instanceof Integer usual ? usual : ((Number) Objects.requireNonNull(argument)).longValue();
    }

    private boolean areArguments(@Nullable Object[] keyed, @Nullable Object[] given) {
        if (keyed.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < keyed.length; i++) {
            if (!same(given[arguments[i]], keyed[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Finds the entry of a call without making its key: equal to that key, though no key is equal to it, and of use only
     * while the call lasts, for it holds the arguments as they were given.
     */
    public static sealed class Probe {

        final CallShape call;
        final @Nullable Object[] given;
        private final int hash;

        private Probe(CallShape call, @Nullable Object[] given, int hash) {
            this.call = call;
            this.given = given;
            this.hash = hash;
        }

        boolean hasTenant(@Nullable Object tenant) {
            return same(given[call.tenant], tenant);
        }

        boolean hasPage(@Nullable Object page) {
            return page instanceof Pagination.Numbered numbered
                    && numbered.page() == call.number(given)
                    && numbered.perPage() == call.size(given);
        }

        /** Whether it asks for the key of these parts. */
        final boolean asksFor(
                QueryShape shape, @Nullable Object tenant, @Nullable Object page, @Nullable Object[] arguments) {
            return call.shape.sameQuery(shape)
                    && hasTenant(tenant)
                    && hasPage(page)
                    && call.areArguments(arguments, given);
        }

        @Override
        public final boolean equals(@Nullable Object other) {
            return this == other || (other instanceof CacheKey key && key.answers(this));
        }

        @Override
        public final int hashCode() {
            return hash;
        }

        @Override
        public final String toString() {
            return "a call of " + call.shape;
        }
    }

    /** One whose tenant or page does not stand among the arguments. */
    private static final class FurnishedProbe extends Probe {

        private final @Nullable Object tenant;
        private final @Nullable Object page;

        private FurnishedProbe(
                CallShape call, @Nullable Object[] given, int hash, @Nullable Object tenant, @Nullable Object page) {
            super(call, given, hash);
            this.tenant = tenant;
            this.page = page;
        }

        @Override
        boolean hasTenant(@Nullable Object tenant) {
            return same(this.tenant, tenant);
        }

        @Override
        boolean hasPage(@Nullable Object page) {
            return same(this.page, page);
        }
    }
}
