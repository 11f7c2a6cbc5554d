package io.ledgerlink.nexus.cache.simulation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the remote tier will say. Whoever waits for it gives the turn back, at most until the deadline in simulated time. */
final class Reply<T> extends CompletableFuture<T> {

    private final World world;

    Reply(World world) {
        this.world = world;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new Reply<>(world);
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Actor actor = Actor.current();
        if (actor == null && !isDone()) {
            throw new IllegalStateException("The scheduler must not wait: whatever waits is an actor's work");
        }
        if (actor != null && !isDone()) {
            actor.pause(this::isDone, world.nanos() + World.DEADLINE.toNanos());
            if (!isDone()) {
                throw new TimeoutException();
            }
        }
        return get();
    }
}
