package io.ledgerlink.nexus.cache.eviction;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/** SpEL over a method's parameters. Safe for use by many threads. */
final class Expressions {

    /** What {@code #root} is. */
    record Root(
            @Nullable Object target,
            Method method,
            @Nullable Object[] args) {

        public String methodName() {
            return method.getName();
        }
    }

    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    private final SpelExpressionParser parser = new SpelExpressionParser();
    private final BeanFactoryResolver beans;

    Expressions(BeanFactory beans) {
        this.beans = new BeanFactoryResolver(beans);
    }

    SpelExpressionParser parser() {
        return parser;
    }

    /** The names of the parameters; none if the class was compiled without them. */
    static List<String> names(Method method) {
        @Nullable String[] names = NAMES.getParameterNames(method);
        return names == null
                ? List.of()
                : Arrays.stream(names).filter(Objects::nonNull).toList();
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException with what is wrong, to follow the expression in a message
     */
    SpelExpression parse(String expression) {
        try {
            return (SpelExpression) parser.parseExpression(expression);
        } catch (ParseException e) {
            throw new IllegalArgumentException("does not parse: " + e.getSimpleMessage(), e);
        }
    }

    /** The variables that an expression names, without {@code #this} and {@code #root}. */
    static List<String> variables(SpelExpression expression) {
        List<String> variables = new ArrayList<>();
        collect(expression.getAST(), variables);
        variables.removeAll(List.of("this", "root"));
        return variables;
    }

    private static void collect(SpelNode node, List<String> variables) {
        if (node instanceof VariableReference) {
            variables.add(node.toStringAST().substring(1));
        }
        for (int i = 0; i < node.getChildCount(); i++) {
            collect(node.getChild(i), variables);
        }
    }

    EvaluationContext call(@Nullable Object target, Method method, @Nullable Object[] args) {
        MethodBasedEvaluationContext context =
                new MethodBasedEvaluationContext(new Root(target, method, args), method, args, NAMES);
        context.setBeanResolver(beans);
        return context;
    }
}
