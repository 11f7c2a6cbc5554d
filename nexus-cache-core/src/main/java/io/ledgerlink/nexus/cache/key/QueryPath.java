package io.ledgerlink.nexus.cache.key;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The encoded text of a query and its arguments: {@code entries/accountId=…/from=…}, or {@code entries~<digest>} when
 * that would be long.
 *
 * <p>Neither {@code /} nor {@code ~} stands for itself in a name, so what follows the query's name is known by its first
 * character, and no readable path looks like a digest.
 */
public final class QueryPath {

    private static final int LONGEST_READABLE = 120;

    private QueryPath() {}

    /** The path of a query with arguments that {@link Arguments#fix} returned. */
    public static String of(String query, List<String> names, @Nullable Object[] args) {
        String name = Percent.encode(query, "(),");
        StringBuilder path = new StringBuilder(name);
        CanonicalText text = new CanonicalText(path);
        for (int i = 0; i < args.length; i++) {
            path.append('/');
            Percent.appendEncoded(path, names.get(i));
            path.append('=');
            text.append(args[i]);
        }
        return path.length() <= LONGEST_READABLE ? path.toString() : shortened(name, path);
    }

    /** A very long name goes into the digest alone: whatever it is, the path must stay short. */
    private static String shortened(String name, StringBuilder path) {
        String head = name.length() <= LONGEST_READABLE ? name : "";
        return head + "~" + Digest.of(path.toString());
    }
}
