package io.ledgerlink.nexus.cache.spring;

import io.ledgerlink.nexus.cache.spring.MethodPlan.Purpose;
import io.ledgerlink.nexus.cache.spring.MethodPlan.Request;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One call of a method with cache annotations, on the thread that makes it.
 *
 * <p>Spring's interceptor asks the cache manager once for each cache of each operation, before anything else, and keeps what
 * it got until the call has ended, on whichever thread that is. So the cache that it is handed is this call's own, and
 * knows what the operation is about; whoever asks later, the method's body included, gets the cache itself. Frames nest, and
 * are used by their thread alone.
 */
final class CallFrame implements AutoCloseable {

    private static final ThreadLocal<@Nullable CallFrame> CURRENT = new ThreadLocal<>();

    private final MethodPlan plan;
    private final @Nullable CallFrame outer;
    private final BitSet handedOut = new BitSet();

    private CallFrame(MethodPlan plan, @Nullable CallFrame outer) {
        this.plan = plan;
        this.outer = outer;
    }

    static CallFrame open(MethodPlan plan) {
        CallFrame frame = new CallFrame(plan, CURRENT.get());
        CURRENT.set(frame);
        return frame;
    }

    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    /** The cache for the operation that asks now, or the cache itself if none does. */
    static SpringCache handOut(SpringCache cache) {
        CallFrame frame = CURRENT.get();
        Purpose purpose = frame == null ? null : frame.next(cache.getName());
        return frame == null || purpose == null ? cache : cache.forCall(purpose, frame.plan.type());
    }

    private @Nullable Purpose next(String cache) {
        for (int i = handedOut.nextClearBit(0); i < plan.requests().size(); i = handedOut.nextClearBit(i + 1)) {
            Request request = plan.requests().get(i);
            if (request.cache().equals(cache)) {
                handedOut.set(i);
                return request.purpose();
            }
        }
        return null;
    }
}
