package io.ledgerlink.nexus.cache.method;

import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.method.BeanMethod.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tag with places for arguments, such as {@code account:{accountId}}, compiled for its method.
 *
 * <p>Immutable. One template and equal arguments give the same tag whichever annotation the template is of.
 *
 * @since 0.1
 */
public record TagTemplate(BeanMethod method, String text, List<Part> parts) {

    /** A piece of a tag. */
    public sealed interface Part {}

    /** Text that stands for itself. */
    public record Literal(String text) implements Part {}

    /**
     * A value of a parameter.
     *
     * @param place what the template says between its braces
     */
    public record Place(String place, Parameter parameter, PropertyPath path) implements Part {}

    /**
     * The tag of a call.
     *
     * @throws CacheKeyException if the arguments make none
     */
    public String render(@Nullable Object[] arguments) {
        if (parts.size() == 1 && parts.get(0) instanceof Literal literal) {
            return literal.text;
        }
        StringBuilder tag = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Literal literal) {
                tag.append(literal.text);
            } else if (part instanceof Place place) {
                tag.append(value(place, arguments));
            }
        }
        if (tag.toString().isBlank()) {
            throw new CacheKeyException("The tag \"" + text + "\" of " + method
                    + " is blank in this call. Hand over a value, or let condition leave such calls out.");
        }
        return tag.toString();
    }

    private String value(Place place, @Nullable Object[] arguments) {
        Object value = place.path.read(arguments[place.parameter.index()]);
        if (value == null) {
            throw new CacheKeyException("The tag \"" + text + "\" of " + method + " needs {" + place.place
                    + "}, which is null in this call. Hand over a value, or let condition leave such calls out.");
        }
        String rendered = TagText.of(value);
        if (rendered == null) {
            throw new CacheKeyException("The tag \"" + text + "\" of " + method + " cannot hold {" + place.place
                    + "}, a " + value.getClass().getName() + ". " + TagText.REMEDY);
        }
        return rendered;
    }
}
