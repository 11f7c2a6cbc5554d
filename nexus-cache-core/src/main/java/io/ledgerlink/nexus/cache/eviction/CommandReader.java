package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.Tenant;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringValueResolver;

/** Reads one method's annotation and finds what is wrong with it. Used once, by one thread. */
final class CommandReader {

    /** What was read: a plan, or why there is none. */
    record Reading(@Nullable CommandPlan plan, List<CommandFault> faults) {}

    private static final String RESULT = "result";
    private static final TransactionAttributeSource TRANSACTIONS = new AnnotationTransactionAttributeSource(false);

    private final Expressions expressions;
    private final StringValueResolver placeholders;
    private final Method method;
    private final Class<?> target;
    private final EvictsQueries annotation;
    private final String where;
    private final List<String> names;
    private final List<CommandFault> faults = new ArrayList<>();

    CommandReader(
            Expressions expressions,
            StringValueResolver placeholders,
            Method method,
            Class<?> target,
            EvictsQueries annotation) {
        this.expressions = expressions;
        this.placeholders = placeholders;
        this.method = method;
        this.target = target;
        this.annotation = annotation;
        this.where = method.getDeclaringClass().getName() + "." + Signature.of(method);
        this.names = Expressions.names(method);
        if (names.isEmpty() && method.getParameterCount() > 0) {
            fault("the names of its parameters are not known", "Compile the class with -parameters");
        }
    }

    Reading read() {
        checkMethod();
        checkScopes();
        List<TagTemplate> tags = resolved(annotation.tags()).map(this::template).toList();
        List<String> caches = resolved(annotation.cache()).toList();
        SpelExpression tenant = expression("tenant", annotation.tenant());
        SpelExpression condition = expression("condition", annotation.condition());
        boolean afterwards = condition != null && namesResult(condition);
        checkResult(tenant, afterwards);
        int tenantParameter = tenantParameter();
        int queryParameter = parameter(i -> CacheableQuery.class.isAssignableFrom(method.getParameterTypes()[i]))
                .findFirst()
                .orElse(-1);
        if (!faults.isEmpty()) {
            return new Reading(null, faults);
        }
        CommandPlan plan = new CommandPlan(
                where,
                method,
                tags,
                caches,
                annotation.shared(),
                tenantParameter,
                tenant,
                queryParameter,
                condition,
                afterwards,
                separate());
        return new Reading(plan, List.of());
    }

    private void checkMethod() {
        if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
            fault("a call of a private or static method reaches no proxy", "Let it be neither");
        } else if (Modifier.isFinal(method.getModifiers())
                && overridden().findAny().isEmpty()) {
            fault("a call of a final method of a class reaches no proxy", "Let it not be final");
        }
        if (AnnotatedElementUtils.hasAnnotation(method, CachedQuery.class)) {
            fault(
                    "it is @CachedQuery, too: a hit would not run it, so it would not evict",
                    "Let one method ask and another one change");
        }
    }

    private void checkScopes() {
        boolean tags = annotation.tags().length > 0;
        if (!tags && annotation.cache().length == 0) {
            fault(
                    "it names neither tags nor a cache",
                    "Name what the method changes, such as tags ="
                            + " \"account:{accountId}\" or cache = \"ledger-entries\"");
        }
        if (Stream.of(annotation.cache()).anyMatch(String::isBlank)) {
            fault("it names a blank cache", "Name the cache, or leave it out");
        }
        if (annotation.shared() && tags) {
            fault(
                    "it is shared and names tags, which belong to one tenant",
                    "Leave the tags out, or leave shared out and let the tenant be known");
        }
        if (annotation.shared() && !annotation.tenant().isEmpty()) {
            fault("it is shared and names a tenant", "Leave one of them out");
        }
    }

    private void checkResult(@Nullable SpelExpression tenant, boolean afterwards) {
        if (tenant != null && namesResult(tenant)) {
            fault(
                    "its tenant names #result, which is not there before the method is called",
                    "Name the tenant by the parameters");
        }
        ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.getReturnType());
        if (afterwards && (method.getReturnType() == void.class || (adapter != null && adapter.isMultiValue()))) {
            fault(
                    "its condition names #result, and the method returns no single one",
                    "Let the condition name parameters alone");
        }
    }

    private boolean namesResult(SpelExpression expression) {
        return !names.contains(RESULT) && Expressions.variables(expression).contains(RESULT);
    }

    private int tenantParameter() {
        int[] marked = parameter(this::isTenant).toArray();
        if (marked.length > 1) {
            fault("two of its parameters are marked @Tenant", "Mark the one that says whose entries are evicted");
        }
        return marked.length == 0 ? -1 : marked[0];
    }

    private IntStream parameter(IntPredicate condition) {
        return IntStream.range(0, method.getParameterCount()).filter(condition);
    }

    private boolean isTenant(int parameter) {
        return Stream.concat(Stream.of(method), overridden())
                .anyMatch(declared ->
                        AnnotatedElementUtils.hasAnnotation(declared.getParameters()[parameter], Tenant.class));
    }

    /** The methods of interfaces that the method stands for. */
    private Stream<Method> overridden() {
        return Arrays.stream(ClassUtils.getAllInterfacesForClass(target))
                .map(type -> ClassUtils.getMethodIfAvailable(type, method.getName(), method.getParameterTypes()))
                .filter(Objects::nonNull);
    }

    private Stream<String> resolved(String[] texts) {
        return Arrays.stream(texts).map(text -> Objects.requireNonNullElse(placeholders.resolveStringValue(text), ""));
    }

    private @Nullable TagTemplate template(String text) {
        try {
            TagTemplate template = TagTemplate.parse(text, expressions.parser());
            template.names().forEach(name -> checkName("tag '" + text + "'", name));
            return template;
        } catch (IllegalArgumentException e) {
            fault("its tag '" + text + "' " + e.getMessage(), "Write it as account:{accountId}");
            return null;
        }
    }

    private @Nullable SpelExpression expression(String attribute, String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            SpelExpression expression = expressions.parse(text);
            Expressions.variables(expression).stream()
                    .filter(name -> !name.equals(RESULT) && !name.matches("[pa]\\d+"))
                    .forEach(name -> checkName(attribute + " '" + text + "'", name));
            return expression;
        } catch (IllegalArgumentException e) {
            fault(
                    "its " + attribute + " '" + text + "' " + e.getMessage(),
                    "Write SpEL over the parameters, such as" + " #command.tenantId");
            return null;
        }
    }

    private void checkName(String what, String name) {
        if (!names.contains(name)) {
            fault("its " + what + " names '" + name + "', which is no parameter", "Its parameters are " + names);
        }
    }

    /** Whether the method's transaction, if it has one, is never that of its caller. */
    private boolean separate() {
        TransactionAttribute transaction = TRANSACTIONS.getTransactionAttribute(method, target);
        return transaction != null
                && (transaction.getPropagationBehavior() == TransactionDefinition.PROPAGATION_REQUIRES_NEW
                        || transaction.getPropagationBehavior() == TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
    }

    private void fault(String what, String remedy) {
        faults.add(new CommandFault(where, what, remedy));
    }
}
