package io.ledgerlink.nexus.cache.stamp;

import io.ledgerlink.nexus.cache.key.KeyText;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The near scopes that somebody holds, by their keys.
 *
 * <p>A hash table of weak references that holds no key of its own: there may be a scope for every entry of the local tier, and
 * a scope knows its key. It is divided in stripes, a lock each; no scope is asked for its key under a lock, for that may
 * run a user's code. Safe for use by many threads.
 */
final class NearScopes {

    /** A power of two, as the size of every table is. */
    private static final int STRIPES = 16;

    private final KeyText texts;
    private final Stripe[] stripes = new Stripe[STRIPES];

    NearScopes(KeyText texts) {
        this.texts = texts;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    /** The one scope of this key, made where nobody holds it. */
    Scope get(String key) {
        int hash = spread(key.hashCode());
        Stripe stripe = stripes[hash & (STRIPES - 1)];
        while (true) {
            List<Scope> alike = stripe.alike(hash);
            for (Scope scope : alike) {
                if (scope.key().equals(key)) {
                    return scope;
                }
            }
            Scope made = Scope.near(texts, key);
            if (stripe.add(made, hash, alike)) {
                return made;
            }
        }
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 16);
    }

    /** A part of the table. */
    private static final class Stripe {

        private final ReferenceQueue<Scope> forgotten = new ReferenceQueue<>();
        private @Nullable Held[] table = new Held[16];
        private int size;

        /** The scopes whose keys have this hash. */
        synchronized List<Scope> alike(int hash) {
            List<Scope> alike = List.of();
            for (Held held = table[slot(hash)]; held != null; held = held.next) {
                Scope scope = held.hash == hash ? held.get() : null;
                if (scope != null) {
                    alike = alike.isEmpty() ? List.of(scope) : with(alike, scope);
                }
            }
            return alike;
        }

        private static List<Scope> with(List<Scope> scopes, Scope one) {
            List<Scope> more = new ArrayList<>(scopes);
            more.add(one);
            return more;
        }

        /** Adds a scope, unless one has come that is none of those. */
        synchronized boolean add(Scope scope, int hash, List<Scope> alike) {
            if (!alike.containsAll(alike(hash))) {
                return false;
            }
            removeForgotten();
            if (size >= table.length * 3 / 4) {
                grow();
            }
            int slot = slot(hash);
            table[slot] = new Held(scope, hash, table[slot], forgotten);
            size++;
            return true;
        }

        private int slot(int hash) {
            return (hash >>> 4) & (table.length - 1);
        }

        private void grow() {
            @Nullable Held[] before = table;
            table = new Held[before.length * 2];
            for (Held first : before) {
                Held next;
                for (Held held = first; held != null; held = next) {
                    next = held.next;
                    int slot = slot(held.hash);
                    held.next = table[slot];
                    table[slot] = held;
                }
            }
        }

        private void removeForgotten() {
            for (Object gone = forgotten.poll(); gone != null; gone = forgotten.poll()) {
                remove((Held) gone);
            }
        }

        private void remove(Held gone) {
            int slot = slot(gone.hash);
            Held before = null;
            for (Held held = table[slot]; held != null; before = held, held = held.next) {
                if (held == gone) {
                    if (before == null) {
                        table[slot] = gone.next;
                    } else {
                        before.next = gone.next;
                    }
                    size--;
                    return;
                }
            }
        }
    }

    /** A scope while somebody holds it. */
    private static final class Held extends WeakReference<Scope> {

        private final int hash;
        private @Nullable Held next;

        Held(Scope scope, int hash, @Nullable Held next, ReferenceQueue<Scope> forgotten) {
            super(scope, forgotten);
            this.hash = hash;
            this.next = next;
        }
    }
}
