package io.ledgerlink.nexus.cache.autoconfigure;

import java.util.regex.Pattern;

/** Properties as a user writes them, for texts that name one. */
final class PropertyPaths {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

    private PropertyPaths() {}

    static String cache(String name) {
        return "nexus.cache.caches." + element(name);
    }

    static String policy(String name) {
        return "nexus.cache.policies." + element(name);
    }

    private static String element(String name) {
        return PLAIN.matcher(name).matches() ? name : "[" + name + "]";
    }
}
