package io.ledgerlink.nexus.cache.engine;

import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Draws how long an entry lives, once when it is made, for both tiers alike. */
final class Lives {

    private final DoubleSupplier chance;

    /** Makes lives by numbers from 0 up to 1, without it. */
    Lives(DoubleSupplier chance) {
        this.chance = chance;
    }

    /** The life of a value that is kept now. */
    Life of(Target target, @Nullable Object value) {
        Life longest = target.life(value);
        int jitter = target.policy().jitter();
        return jitter == 0 || longest.isZero() ? longest : longest.shortened(jitter / 100.0 * chance.getAsDouble());
    }
}
