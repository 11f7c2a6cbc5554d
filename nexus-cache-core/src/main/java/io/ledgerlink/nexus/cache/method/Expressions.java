package io.ledgerlink.nexus.cache.method;

import io.ledgerlink.nexus.cache.method.BeanMethod.Parameter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.BeanResolver;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * Compiles the expressions of one method, once, and tells what is wrong with them. Used by one thread.
 *
 * @since 0.1
 */
public final class Expressions {

    private static final SpelExpressionParser PARSER = new SpelExpressionParser();

    private final BeanMethod method;
    private final BeanResolver beans;
    private final Faults faults;
    private final Map<String, Integer> indexes = new HashMap<>();

    /** Tells its faults to these. */
    public Expressions(BeanMethod method, BeanResolver beans, Faults faults) {
        this.method = method;
        this.beans = beans;
        this.faults = faults;
        for (Parameter parameter : method.parameters()) {
            indexes.put("p" + parameter.index(), parameter.index());
            indexes.put("a" + parameter.index(), parameter.index());
        }
        for (Parameter parameter : method.parameters()) {
            if (parameter.name() != null) {
                indexes.put(parameter.name(), parameter.index());
            }
        }
    }

    /** An expression over the parameters; {@code null} if it is not given, or faulty. */
    public @Nullable MethodExpression compile(String attribute, String text) {
        return compile(attribute, text, false);
    }

    /** An expression over the parameters and {@code #result}; {@code null} if it is not given, or faulty. */
    public @Nullable MethodExpression compileWithResult(String attribute, String text) {
        return compile(attribute, text, true);
    }

    private @Nullable MethodExpression compile(String attribute, String text, boolean result) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            Expression expression = PARSER.parseExpression(text);
            SpelNode root = ((SpelExpression) expression).getAST();
            checkNames(attribute, text, root, result);
            checkHashes(attribute, text, root, result);
            Map<String, Integer> variables = new HashMap<>(indexes);
            if (result) {
                variables.remove(MethodExpression.RESULT); // The result hides a parameter of that name.
            }
            return new MethodExpression(
                    method,
                    attribute,
                    expression,
                    Map.copyOf(variables),
                    beans,
                    mentions(root, BeanReference.class),
                    result && namesResult(root));
        } catch (ParseException e) {
            faults.add(
                    "The expression " + attribute + " = \"" + text + "\" cannot be parsed: " + e.getSimpleMessage()
                            + ".",
                    "Write SpEL over the parameters, as #" + example() + ".");
            return null;
        }
    }

    private void checkNames(String attribute, String text, SpelNode node, boolean result) {
        if (node instanceof VariableReference || node instanceof FunctionReference) {
            String name = nameOf(node);
            if (!isKnown(name, result)) {
                faults.add(
                        "The expression " + attribute + " = \"" + text + "\" names #" + name
                                + ", which is no parameter.",
                        "Name one of " + new TreeSet<>(indexes.keySet()) + ".");
            }
        }
        for (int i = 0; i < node.getChildCount(); i++) {
            checkNames(attribute, text, node.getChild(i), result);
        }
    }

    /** A name without its # is looked for in {@code #root}, so a parameter would never be found by it. */
    private void checkHashes(String attribute, String text, SpelNode root, boolean result) {
        Set<String> bare = new TreeSet<>();
        addNamesOfRoot(root, bare);
        for (String name : bare) {
            if (isKnown(name, result) && !MethodExpression.Root.has(name)) {
                faults.add(
                        "The expression " + attribute + " = \"" + text + "\" names " + name + " without its #.",
                        "Write #" + name + ".");
            }
        }
    }

    private static void addNamesOfRoot(SpelNode node, Set<String> names) {
        if (node instanceof PropertyOrFieldReference property) {
            names.add(property.getName());
        } else if (!namesOthers(node)) {
            for (int i = 0; i < node.getChildCount(); i++) {
                SpelNode child = node.getChild(i);
                if (i == 0 || !(node instanceof CompoundExpression && child instanceof PropertyOrFieldReference)) {
                    addNamesOfRoot(child, names);
                }
            }
        }
    }

    /** Whether names inside stand for elements or keys. */
    private static boolean namesOthers(SpelNode node) {
        return node instanceof Selection
                || node instanceof Projection
                || node instanceof Indexer
                || node instanceof InlineMap;
    }

    private boolean isKnown(String name, boolean result) {
        return indexes.containsKey(name)
                || name.equals("root")
                || name.equals("this")
                || (result && name.equals(MethodExpression.RESULT));
    }

    private boolean namesResult(SpelNode node) {
        if (node instanceof VariableReference && nameOf(node).equals(MethodExpression.RESULT)) {
            return true;
        }
        for (int i = 0; i < node.getChildCount(); i++) {
            if (namesResult(node.getChild(i))) {
                return true;
            }
        }
        return false;
    }

    private static String nameOf(SpelNode node) {
        String text = node.toStringAST().substring(1);
        int call = text.indexOf('(');
        return call < 0 ? text : text.substring(0, call);
    }

    static boolean mentions(SpelNode node, Class<? extends SpelNode> kind) {
        if (kind.isInstance(node)) {
            return true;
        }
        for (int i = 0; i < node.getChildCount(); i++) {
            if (mentions(node.getChild(i), kind)) {
                return true;
            }
        }
        return false;
    }

    private String example() {
        return method.parameters().stream()
                .map(Parameter::name)
                .filter(name -> name != null)
                .findFirst()
                .orElse("p0");
    }
}
