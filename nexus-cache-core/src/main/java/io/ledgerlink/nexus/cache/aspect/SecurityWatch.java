package io.ledgerlink.nexus.cache.aspect;

import java.util.Set;
import java.util.function.Supplier;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/** Sees whether the thread's security context is read. Loaded only where Spring Security is present. */
final class SecurityWatch implements ContextWatch {

    private static final String PACKAGE = "org.springframework.security.core.context.";

    /** Those that keep a context per thread and tell nobody when it is set; what others do is not known. */
    private static final Set<String> PER_THREAD = Set.of(
            PACKAGE + "ThreadLocalSecurityContextHolderStrategy",
            PACKAGE + "InheritableThreadLocalSecurityContextHolderStrategy");

    private final SecurityContextHolderStrategy holder;
    private final Supplier<SecurityContext> before;
    private final Supplier<SecurityContext> watched;
    private volatile boolean read;

    private SecurityWatch(SecurityContextHolderStrategy holder) {
        this.holder = holder;
        this.before = holder.getDeferredContext();
        holder.setDeferredContext(this::context);
        this.watched = holder.getDeferredContext();
    }

    static ContextWatch begin() {
        SecurityContextHolderStrategy holder = SecurityContextHolder.getContextHolderStrategy();
        return PER_THREAD.contains(holder.getClass().getName()) && hasContext(holder)
                ? new SecurityWatch(holder)
                : ContextWatch.none();
    }

    /** To ask the holder itself would leave an empty context behind, where there is none. */
    private static boolean hasContext(SecurityContextHolderStrategy holder) {
        ThreadLocal<?> contexts = HiddenThreadLocal.of(holder.getClass(), "contextHolder");
        return contexts == null || contexts.get() != null;
    }

    private SecurityContext context() {
        read = true;
        return before.get();
    }

    @Override
    public boolean wasRead() {
        return read;
    }

    @Override
    public void close() {
        if (holder.getDeferredContext() == watched) {
            holder.setDeferredContext(before);
        }
    }
}
