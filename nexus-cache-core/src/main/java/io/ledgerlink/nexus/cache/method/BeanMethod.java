package io.ledgerlink.nexus.cache.method;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A method of a bean, as it is written down. Immutable.
 *
 * @param owner the bean's class; where the bean is itself a JDK proxy, the interface that has the method
 * @param method the most specific method, and no bridge
 * @since 0.1
 */
public record BeanMethod(Class<?> owner, Method method, List<Parameter> parameters) {

    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    /** One parameter; its name is {@code null} if the class was compiled without names. */
    public record Parameter(int index, @Nullable String name, ResolvableType type, MergedAnnotations marks) {

        /** Whether it is marked so. */
        public boolean has(Class<? extends Annotation> mark) {
            return marks.isPresent(mark);
        }

        /** Whether all its values are of the type. */
        public boolean isA(Class<?> type) {
            return type.isAssignableFrom(rawType());
        }

        /** Its class, without generics. */
        public Class<?> rawType() {
            return type.resolve(Object.class);
        }

        /** The name as texts show it. */
        public String label() {
            return name != null ? "'" + name + "'" : "number " + (index + 1);
        }
    }

    /** The method behind one that is called on a bean of this class. */
    public static BeanMethod of(Method called, Class<?> targetClass) {
        Class<?> owner = ownerOf(called, targetClass);
        Method method = written(called, owner);
        return new BeanMethod(owner, method, parametersOf(owner, method));
    }

    /** The method of the owner that answers a call of this one. */
    public static Method written(Method called, Class<?> owner) {
        return owner.isInterface()
                ? BridgeMethodResolver.findBridgedMethod(ClassUtils.getMostSpecificMethod(called, owner))
                : AopUtils.getMostSpecificMethod(called, owner);
    }

    /** The annotation of a method called on a bean of this class, wherever it stands; {@code null} if there is none. */
    public static <A extends Annotation> @Nullable A annotation(Class<A> type, Method called, Class<?> targetClass) {
        Class<?> owner = ownerOf(called, targetClass);
        Method declaring = declaring(type, owner, written(called, owner));
        return AnnotatedElementUtils.findMergedAnnotation(declaring == null ? called : declaring, type);
    }

    /** The declaration of a method of the owner that has or inherits the annotation; {@code null} if none does. */
    public static @Nullable Method declaring(Class<? extends Annotation> type, Class<?> owner, Method method) {
        return declarations(owner, method).stream()
                .filter(candidate -> AnnotatedElementUtils.hasAnnotation(candidate, type))
                .findFirst()
                .orElse(null);
    }

    /** The class that a bean of this class was written as. */
    public static Class<?> ownerOf(Method called, Class<?> targetClass) {
        if (!Proxy.isProxyClass(targetClass)) {
            return ClassUtils.getUserClass(targetClass);
        }
        return Arrays.stream(targetClass.getInterfaces())
                .filter(called.getDeclaringClass()::isAssignableFrom)
                .findFirst()
                .orElse(called.getDeclaringClass());
    }

    /**
     * The types that a bean's methods may be declared in. A JDK proxy's own methods have no names of parameters; those of
     * its interfaces stand for them.
     */
    public static Set<Class<?>> typesOf(Class<?> owner) {
        Set<Class<?>> types = new LinkedHashSet<>(ClassUtils.getAllInterfacesForClassAsSet(owner));
        if (!Proxy.isProxyClass(owner)) {
            types.add(owner);
        }
        return types;
    }

    /**
     * The method, and those of the owner's interfaces that it answers without its own class knowing them, as when the
     * owner inherits the method from a class that implements nothing.
     */
    static List<Method> declarations(Class<?> owner, Method method) {
        List<Method> found = new ArrayList<>(List.of(method));
        for (Class<?> type : ClassUtils.getAllInterfacesForClassAsSet(owner)) {
            if (!type.isAssignableFrom(method.getDeclaringClass())) {
                Arrays.stream(ReflectionUtils.getDeclaredMethods(type))
                        .filter(candidate -> mayBe(method, candidate))
                        .filter(candidate -> written(candidate, owner).equals(method))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static boolean mayBe(Method method, Method candidate) {
        return candidate.getName().equals(method.getName())
                && candidate.getParameterCount() == method.getParameterCount()
                && !Modifier.isStatic(candidate.getModifiers());
    }

    /** Marks of a parameter count wherever they stand: on the method, or on one that it implements or overrides. */
    private static List<Parameter> parametersOf(Class<?> owner, Method method) {
        List<AnnotatedMethod> declarations =
                declarations(owner, method).stream().map(AnnotatedMethod::new).toList();
        @Nullable String @Nullable [] names = NAMES.getParameterNames(method);
        List<Parameter> parameters = new ArrayList<>();
        for (MethodParameter parameter : new AnnotatedMethod(method).getMethodParameters()) {
            int index = parameter.getParameterIndex();
            parameters.add(new Parameter(
                    index,
                    names == null ? null : names[index],
                    ResolvableType.forMethodParameter(method, index, owner),
                    MergedAnnotations.from(marks(declarations, index))));
        }
        return List.copyOf(parameters);
    }

    private static Annotation[] marks(List<AnnotatedMethod> declarations, int index) {
        return declarations.stream()
                .map(declaration -> declaration.getMethodParameters()[index])
                .flatMap(parameter -> Arrays.stream(parameter.getParameterAnnotations()))
                .toArray(Annotation[]::new);
    }

    public ResolvableType returnType() {
        return ResolvableType.forMethodReturnType(method, owner);
    }

    /** Whether callers may reach it through an interface, and so through a JDK proxy. */
    boolean isOfInterface() {
        return method.getDeclaringClass().isInterface()
                || ClassUtils.getAllInterfacesForClassAsSet(owner).stream()
                        .anyMatch(type -> ClassUtils.hasMethod(type, method));
    }

    /** Why no proxy can stand before it, as {@code private}; {@code null} if one can. */
    public @Nullable String unreachable() {
        int modifiers = method.getModifiers();
        if (Modifier.isPrivate(modifiers)) {
            return "private";
        }
        if (Modifier.isStatic(modifiers)) {
            return "static";
        }
        return Modifier.isFinal(modifiers) && !isOfInterface() ? "final" : null;
    }

    /** A method's name and parameter types, as {@code entries(UUID,Pageable)}: the same in every process. */
    public static String signature(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(",", method.getName() + "(", ")"));
    }

    @Override
    public String toString() {
        return owner.getSimpleName() + "." + signature(method);
    }

    /** The same method of the same owner; parameters follow from these. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BeanMethod same && owner == same.owner && method.equals(same.method);
    }

    @Override
    public int hashCode() {
        return method.hashCode();
    }
}
