package kotlin.coroutines;

/** Stands for Kotlin's own, which tests know by its name alone. */
public interface Continuation<T> {}
