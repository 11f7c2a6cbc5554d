package io.ledgerlink.nexus.cache.spring;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheableOperation;

/**
 * What a method with cache annotations will ask the cache manager for on each call.
 *
 * @param type the type of the method's values
 */
record MethodPlan(Type type, List<Request> requests) {

    MethodPlan {
        requests = List.copyOf(requests);
    }

    /** One operation's cache, by name. */
    record Request(String cache, Purpose purpose) {}

    /** What an operation wants of its cache. */
    enum Purpose {
        /** Looks, and keeps what the method then loads. */
        LOAD,
        /** Makes the method's result the answer. */
        PUT,
        /** Evicts. */
        EVICT
    }

    static MethodPlan of(Type type, Collection<CacheOperation> operations) {
        List<Request> requests = new ArrayList<>();
        for (CacheOperation operation : operations) {
            operation.getCacheNames().forEach(name -> requests.add(new Request(name, purpose(operation))));
        }
        return new MethodPlan(type, requests);
    }

    private static Purpose purpose(CacheOperation operation) {
        if (operation instanceof CacheableOperation) {
            return Purpose.LOAD;
        }
        return operation instanceof CachePutOperation ? Purpose.PUT : Purpose.EVICT;
    }
}
