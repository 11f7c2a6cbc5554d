package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.BeanMethod.Parameter;
import io.ledgerlink.nexus.cache.method.Faults;
import io.ledgerlink.nexus.cache.method.QueryFault;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The names that queries have in their caches; two methods have the same one only if both say so and agree. */
final class QueryNames {

    private record Name(String cache, int version, String query) {}

    private final Map<Name, QueryDeclaration> taken = new ConcurrentHashMap<>();
    private final Map<BeanMethod, Class<?>> described = new ConcurrentHashMap<>();

    /** Takes the name, or says why the method cannot have it. */
    List<QueryFault> take(QueryDeclaration declaration) {
        return declaration.describesItself() ? takeQueries(declaration) : takeName(declaration);
    }

    /** Methods that leave all to their query objects must not get the same ones. */
    private List<QueryFault> takeQueries(QueryDeclaration declaration) {
        Faults faults = new Faults(declaration.method());
        Parameter query = declaration.roles().query();
        if (query != null && declaration.valid()) {
            described.put(declaration.method(), query.rawType());
            described.forEach((other, type) -> {
                boolean mayMeet = query.isA(type) || query.rawType().isAssignableFrom(type);
                if (mayMeet && !other.equals(declaration.method())) {
                    faults.add(
                            "It and " + other + " are both found by their CacheableQuery alone, "
                                    + query.rawType().getSimpleName() + " here and " + type.getSimpleName()
                                    + " there, and would answer each other.",
                            "Name a cache on one of them.");
                }
            });
        }
        return faults.list();
    }

    private List<QueryFault> takeName(QueryDeclaration declaration) {
        Name name = new Name(declaration.attributes().cache(), declaration.version(), declaration.queryName());
        QueryDeclaration first = taken.putIfAbsent(name, declaration);
        if (first == null || first.method().equals(declaration.method())) {
            return List.of();
        }
        Faults faults = new Faults(declaration.method());
        String both = "It and " + first.method() + " are both query '" + name.query + "' of cache '" + name.cache + "'";
        if (!saysSo(first) || !saysSo(declaration)) {
            faults.add(
                    both + ", and would answer each other.",
                    "Give one of them a name with query = \"…\", or another cache; to share on purpose, name the query in both.");
        } else if (isOneAnnotation(first.method(), declaration.method())) {
            faults.add(
                    both + ", by one annotation that both inherit, and would answer each other.",
                    "Name the query on the methods of both, or name a cache on each of the types instead of the method.");
        } else {
            compare(both, first, declaration, faults);
        }
        return faults.list();
    }

    private static boolean saysSo(QueryDeclaration declaration) {
        return !declaration.attributes().query().isEmpty();
    }

    private static boolean isOneAnnotation(BeanMethod first, BeanMethod second) {
        Object place = QueryAttributes.writtenOn(first);
        return place != null && place.equals(QueryAttributes.writtenOn(second));
    }

    private static void compare(String both, QueryDeclaration first, QueryDeclaration second, Faults faults) {
        String remedy = "Make them the same, or give one of them another query name.";
        if (!first.result().equals(second.result())) {
            faults.add(
                    both + ", but return " + second.result().getTypeName() + " here and "
                            + first.result().getTypeName() + " there.",
                    remedy);
        }
        if (!first.arguments().equals(second.arguments())) {
            faults.add(
                    both + ", but have the arguments " + second.arguments() + " here and " + first.arguments()
                            + " there.",
                    remedy);
        }
        if (first.attributes().shared() != second.attributes().shared()) {
            faults.add(both + ", but only one of them is shared by all tenants.", remedy);
        }
    }
}
