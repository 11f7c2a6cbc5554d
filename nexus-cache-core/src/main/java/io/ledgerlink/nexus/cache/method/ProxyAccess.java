package io.ledgerlink.nexus.cache.method;

import java.lang.reflect.Modifier;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.ProxyConfig;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Whether a proxy can stand before the methods of an application's beans. Immutable.
 *
 * <p>An attempt to make one where none can be ends the start with Spring's own error, which knows no method and comes
 * before the report of all faults. So methods that no proxy can reach are told as faults, and not proxied.
 *
 * @param beans knows whether proxies are subclasses wherever they can be
 * @since 0.1
 */
public record ProxyAccess(BeanFactory beans) {

    private static final String CREATOR = AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME;

    /** Whether the method's class lets no proxy stand before it. */
    public boolean closed(BeanMethod method) {
        return Modifier.isFinal(method.owner().getModifiers())
                && !ClassUtils.isLambdaClass(method.owner())
                && (subclasses() || !method.isOfInterface());
    }

    /**
     * Tells of a method that no proxy can stand before.
     *
     * @param loss what would never happen, the end of a sentence
     */
    public void check(BeanMethod method, String loss, Faults faults) {
        String kind = method.unreachable();
        if (kind != null) {
            faults.add(
                    "It is " + kind + ", so no proxy can stand before it, and " + loss + ".",
                    "Make it a method that a subclass or an interface can have.");
        } else if (closed(method)) {
            faults.add(
                    "Its class " + method.owner().getName() + " is final"
                            + (method.isOfInterface() ? ", and proxies are subclasses" : "")
                            + ", so no proxy can stand before it, and " + loss + ".",
                    method.isOfInterface()
                            ? "Let the class not be final, or set spring.aop.proxy-target-class=false."
                            : "Let the class not be final, or give it an interface that has the method and set"
                                    + " spring.aop.proxy-target-class=false.");
        }
    }

    private boolean subclasses() {
        return beans.containsBean(CREATOR)
                && beans.getBean(CREATOR) instanceof ProxyConfig creator
                && creator.isProxyTargetClass();
    }
}
