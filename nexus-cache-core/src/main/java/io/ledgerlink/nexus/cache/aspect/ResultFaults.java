package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.entry.EntryCodec;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.Faults;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/** What can be wrong with what a method returns, before any bean is asked. */
final class ResultFaults {

    private static final String SECURITY = "org.springframework.security.access.prepost.";

    /** By name: Spring Security may be absent. */
    private static final List<String> AFTER_THE_CALL = List.of("PostFilter", "PostAuthorize");

    private ResultFaults() {}

    static void check(BeanMethod method, Faults faults) {
        ResolvableType type = method.returnType();
        if (isVoid(type)) {
            faults.add(
                    "It returns " + type + ", so there is no result to cache.",
                    "Return a value, or leave out @CachedQuery.");
        } else if (isSuspended(method)) {
            faults.add(
                    "It is a suspend function, whose result does not pass through the proxy.",
                    "Let a function that returns a Mono or a CompletableFuture be cached, and await that one.");
        } else if (isLater(type.resolve(Object.class)) && !ResultStyle.knows(type.resolve(Object.class))) {
            faults.add(
                    "It returns " + type + ", a promise of a kind that the cache cannot hand over.",
                    "Return a CompletableFuture, a CompletionStage, a Mono or a Flux.");
        } else {
            checkOneTime(type, faults);
        }
        checkSecurity(method, faults);
    }

    private static boolean isVoid(ResolvableType type) {
        Class<?> raw = type.resolve(Object.class);
        return raw == void.class
                || raw == Void.class
                || (isLater(raw) && type.getGeneric().resolve() == Void.class);
    }

    /** A suspend function takes what goes on after it as a parameter; by its name, as Kotlin may be absent. */
    private static boolean isSuspended(BeanMethod method) {
        return method.parameters().stream()
                .anyMatch(parameter -> parameter.rawType().getName().equals("kotlin.coroutines.Continuation"));
    }

    /** Whether values of the class only promise the result; a publisher by its name, as it may be absent. */
    private static boolean isLater(Class<?> type) {
        return Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type) || isPublisher(type);
    }

    private static boolean isPublisher(Class<?> type) {
        if (type.getName().equals("org.reactivestreams.Publisher")) {
            return true;
        }
        Class<?> parent = type.getSuperclass();
        if (parent != null && isPublisher(parent)) {
            return true;
        }
        for (Class<?> implemented : type.getInterfaces()) {
            if (isPublisher(implemented)) {
                return true;
            }
        }
        return false;
    }

    private static void checkOneTime(ResolvableType type, Faults faults) {
        for (Class<?> part : ResultTypes.within(ResultStyle.kept(type))) {
            Optional<String> refusal = EntryCodec.oneTime(part);
            if (refusal.isPresent()) {
                faults.add(
                        "It returns " + type + ", which cannot be cached. " + refusal.get() + ".",
                        "Return a value that can be read many times.");
                return;
            }
        }
    }

    private static void checkSecurity(BeanMethod method, Faults faults) {
        MergedAnnotations onMethod = MergedAnnotations.from(method.method(), SearchStrategy.TYPE_HIERARCHY);
        MergedAnnotations onType = MergedAnnotations.from(method.owner(), SearchStrategy.TYPE_HIERARCHY);
        for (String name : AFTER_THE_CALL) {
            if (onMethod.isPresent(SECURITY + name) || onType.isPresent(SECURITY + name)) {
                faults.add(
                        "It is annotated with @" + name + ", which judges a result that other callers share.",
                        "Put @" + name
                                + " on a method that calls this one, or make what it depends on part of the key.");
            }
        }
    }
}
