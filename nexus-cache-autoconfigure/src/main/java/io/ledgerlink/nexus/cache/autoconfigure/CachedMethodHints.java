package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.CachedQuery;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/** Says ahead of time which types are written and read for annotated methods: their results and their arguments. */
final class CachedMethodHints implements BeanRegistrationAotProcessor {

    private static final BindingReflectionHintsRegistrar BINDING = new BindingReflectionHintsRegistrar();

    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
        if (!AnnotationUtils.isCandidateClass(type, CachedQuery.class)) {
            return null;
        }
        Set<Method> methods = MethodIntrospector.selectMethods(type, CachedMethodHints::isCached);
        Type[] types = methods.stream().flatMap(CachedMethodHints::types).toArray(Type[]::new);
        return types.length == 0
                ? null
                : (context, code) -> BINDING.registerReflectionHints(
                        context.getRuntimeHints().reflection(), types);
    }

    private static boolean isCached(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, CachedQuery.class);
    }

    private static Stream<Type> types(Method method) {
        return Stream.concat(Stream.of(method.getGenericReturnType()), Stream.of(method.getGenericParameterTypes()));
    }
}
