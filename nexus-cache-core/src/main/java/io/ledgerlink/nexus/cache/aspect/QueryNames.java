package io.ledgerlink.nexus.cache.aspect;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The names that queries have in their caches; two methods have the same one only if both say so and agree. */
final class QueryNames {

    private record Name(String cache, int version, String query) {}

    private final Map<Name, QueryDeclaration> taken = new ConcurrentHashMap<>();

    /** Takes the name, or says why the method cannot have it. */
    List<QueryFault> take(QueryDeclaration declaration) {
        if (declaration.describesItself()) {
            return List.of();
        }
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
        } else {
            compare(both, first, declaration, faults);
        }
        return faults.list();
    }

    private static boolean saysSo(QueryDeclaration declaration) {
        return !declaration.attributes().query().isEmpty();
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
