package io.ledgerlink.nexus.cache.method;

import io.ledgerlink.nexus.cache.method.BeanMethod.Parameter;
import io.ledgerlink.nexus.cache.method.PropertyPath.UnknownPropertyException;
import io.ledgerlink.nexus.cache.method.TagTemplate.Literal;
import io.ledgerlink.nexus.cache.method.TagTemplate.Part;
import io.ledgerlink.nexus.cache.method.TagTemplate.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the tag templates of one method, once, and tells what is wrong with them. Used by one thread.
 *
 * @since 0.1
 */
public final class TagTemplates {

    private static final String BRACES = "Close every brace, and write {{ and }} for braces that stand for themselves.";

    private final BeanMethod method;
    private final Faults faults;

    /** Tells its faults to these. */
    public TagTemplates(BeanMethod method, Faults faults) {
        this.method = method;
        this.faults = faults;
    }

    /** The templates that are valid. */
    public List<TagTemplate> compile(List<String> texts) {
        return texts.stream().map(this::compile).filter(Objects::nonNull).toList();
    }

    private @Nullable TagTemplate compile(String text) {
        if (text.isBlank()) {
            faults.add("It has a blank tag.", "Leave the tag out, or name it.");
            return null;
        }
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                literal.append(c);
                i++;
            } else if (c == '}') {
                faults.add("The tag \"" + text + "\" closes a brace that it has not opened.", BRACES);
                return null;
            } else if (c == '{') {
                int end = text.indexOf('}', i);
                Place place = end < 0 ? unclosed(text) : place(text, text.substring(i + 1, end));
                if (place == null) {
                    return null;
                }
                addLiteral(parts, literal);
                parts.add(place);
                i = end;
            } else {
                literal.append(c);
            }
        }
        addLiteral(parts, literal);
        return new TagTemplate(method, text, List.copyOf(parts));
    }

    private static void addLiteral(List<Part> parts, StringBuilder literal) {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private @Nullable Place unclosed(String text) {
        faults.add("The tag \"" + text + "\" does not close a brace.", BRACES);
        return null;
    }

    private @Nullable Place place(String text, String place) {
        List<String> names = Arrays.asList(place.split("\\.", -1));
        Parameter parameter = method.parameters().stream()
                .filter(candidate -> names.get(0).equals(candidate.name()))
                .findFirst()
                .orElse(null);
        if (parameter == null) {
            faults.add(
                    "The tag \"" + text + "\" names {" + place + "}, and '" + names.get(0) + "' is no parameter.",
                    "Name one of " + names() + ".");
            return null;
        }
        try {
            PropertyPath path = PropertyPath.of(parameter.type(), names.subList(1, names.size()));
            if (TagText.mayBeFit(path.type().resolve(Object.class))) {
                return new Place(place, parameter, path);
            }
            faults.add(
                    "The tag \"" + text + "\" holds {" + place + "}, a " + path.type() + ", which has no plain text.",
                    TagText.REMEDY);
        } catch (UnknownPropertyException e) {
            faults.add(
                    "The tag \"" + text + "\" names {" + place + "}, and "
                            + e.owner().getSimpleName() + " has no property '" + e.name() + "'.",
                    "Name a record component, a getter's property or a public field.");
        }
        return null;
    }

    private List<String> names() {
        return method.parameters().stream()
                .map(Parameter::name)
                .filter(Objects::nonNull)
                .toList();
    }
}
