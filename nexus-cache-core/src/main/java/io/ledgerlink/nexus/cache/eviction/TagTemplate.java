package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.CacheKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.BeanUtils;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * A tag with places for what parameters hold: {@code account:{command.accountId}}.
 *
 * <p>Immutable, worked out once per method.
 */
final class TagTemplate {

    private static final Pattern PATH = Pattern.compile("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*"
            + "(\\.\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)*");
    private static final Pattern PIECE = Pattern.compile("\\{\\{|}}|\\{([^{}]*)}|[^{}]+|[{}]");

    private sealed interface Piece {

        record Text(String text) implements Piece {}

        record Place(String path, Expression value) implements Piece {

            String name() {
                int dot = path.indexOf('.');
                return dot < 0 ? path : path.substring(0, dot);
            }
        }
    }

    private final String template;
    private final List<Piece> pieces;

    private TagTemplate(String template, List<Piece> pieces) {
        this.template = template;
        this.pieces = pieces;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException with what is wrong, to follow the template in a message
     */
    static TagTemplate parse(String template, SpelExpressionParser parser) {
        if (template.isBlank()) {
            throw new IllegalArgumentException("is blank");
        }
        List<Piece> pieces = new ArrayList<>();
        Matcher matcher = PIECE.matcher(template);
        while (matcher.find()) {
            pieces.add(piece(matcher, parser));
        }
        return new TagTemplate(template, List.copyOf(pieces));
    }

    private static Piece piece(Matcher matcher, SpelExpressionParser parser) {
        String path = matcher.group(1);
        if (path != null) {
            if (!PATH.matcher(path).matches()) {
                throw new IllegalArgumentException(
                        "has the place {" + path + "}, which is no parameter and no property of" + " one");
            }
            return new Piece.Place(path, parser.parseExpression("#" + path.replace(".", "?.")));
        }
        return switch (matcher.group()) {
            case "{{" -> new Piece.Text("{");
            case "}}" -> new Piece.Text("}");
            case "{", "}" ->
                throw new IllegalArgumentException(
                        "has a single brace. Write it twice where it is meant, or close the place");
            default -> new Piece.Text(matcher.group());
        };
    }

    /** The parameters that the places name. */
    List<String> names() {
        return pieces.stream()
                .filter(Piece.Place.class::isInstance)
                .map(place -> ((Piece.Place) place).name())
                .distinct()
                .toList();
    }

    /** The tag of a call. */
    String render(EvaluationContext call, String method) {
        StringBuilder tag = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Text text) {
                tag.append(text.text());
            } else if (piece instanceof Piece.Place place) {
                tag.append(text(place, call, method));
            }
        }
        if (tag.toString().isBlank()) {
            throw new CacheKeyException(where(method) + " made a blank tag, so the method was not called.");
        }
        return tag.toString();
    }

    private String text(Piece.Place place, EvaluationContext call, String method) {
        Object value = place.value().getValue(call);
        if (value == null) {
            throw new CacheKeyException(where(method) + " found null in {" + place.path()
                    + "}, so the method was not called. Hand over a value, or let condition say when nothing is to be"
                    + " evicted.");
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (!BeanUtils.isSimpleValueType(value.getClass())) {
            throw new CacheKeyException(where(method) + " found a value of "
                    + value.getClass().getName() + " in {"
                    + place.path() + "}, so the method was not called. Name a property of it that is text, a number, an"
                    + " id, a time or an enum constant.");
        }
        return value.toString();
    }

    private String where(String method) {
        return "The tag '" + template + "' of @EvictsQueries on " + method;
    }

    @Override
    public String toString() {
        return template;
    }
}
