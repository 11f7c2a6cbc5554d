package io.ledgerlink.nexus.cache.eviction;

import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.BeanMethod.Parameter;
import io.ledgerlink.nexus.cache.method.Expressions;
import io.ledgerlink.nexus.cache.method.Faults;
import io.ledgerlink.nexus.cache.method.MethodExpression;
import io.ledgerlink.nexus.cache.method.Placeholders;
import io.ledgerlink.nexus.cache.method.ProxyAccess;
import io.ledgerlink.nexus.cache.method.QueryFault;
import io.ledgerlink.nexus.cache.method.TagTemplate;
import io.ledgerlink.nexus.cache.method.TagTemplates;
import io.ledgerlink.nexus.cache.method.TenantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;

/** Reads one method's annotation and finds what is wrong with it. Used once, by one thread. */
final class CommandReader {

    /** What was read: a plan, or why there is none. */
    record Reading(BeanMethod method, @Nullable CommandPlan plan, List<QueryFault> faults) {}

    private static final TransactionAttributeSource TRANSACTIONS = new AnnotationTransactionAttributeSource(false);

    private final BeanMethod method;
    private final EvictsQueries annotation;
    private final ProxyAccess access;
    private final Faults faults;
    private final List<String> tags;
    private final List<String> caches;
    private final Expressions expressions;

    CommandReader(BeanFactory beans, BeanMethod method, EvictsQueries annotation) {
        this.method = method;
        this.annotation = annotation;
        this.access = new ProxyAccess(beans);
        this.faults = new Faults(method);
        Placeholders placeholders = new Placeholders(beans, faults);
        this.tags = Arrays.stream(annotation.tags()).map(placeholders).toList();
        this.caches = Arrays.stream(annotation.cache()).map(placeholders).toList();
        this.expressions = new Expressions(method, new BeanFactoryResolver(beans), faults);
    }

    Reading read() {
        checkMethod();
        checkScopes();
        Parameter marked = marked();
        TenantSource.check(marked, faults);
        List<TagTemplate> templates = new TagTemplates(method, faults).compile(tags);
        MethodExpression tenant = expressions.compile("tenant", annotation.tenant());
        MethodExpression condition = expressions.compileWithResult("condition", annotation.condition());
        checkResult(condition);
        CommandPlan plan = new CommandPlan(
                method,
                templates,
                caches,
                annotation.shared(),
                TenantSource.named(marked, tenant, first(parameter -> parameter.isA(CacheableQuery.class))),
                condition,
                separate());
        return new Reading(method, faults.none() ? plan : null, faults.list());
    }

    private void checkMethod() {
        access.check(method, "it would never evict", faults);
        if (BeanMethod.annotation(CachedQuery.class, method.method(), method.owner()) != null) {
            faults.add(
                    "It is @CachedQuery, too: a hit would not run it, so it would not evict.",
                    "Let one method ask and another one change.");
        }
        if (method.parameters().stream().anyMatch(parameter -> parameter.name() == null) && namesParameters()) {
            faults.add(
                    "The names of its parameters are not known.",
                    "Compile " + method.method().getDeclaringClass().getName() + " with -parameters.");
        }
    }

    private boolean namesParameters() {
        return !annotation.tenant().isEmpty()
                || !annotation.condition().isEmpty()
                || tags.stream().anyMatch(tag -> tag.contains("{"));
    }

    private void checkScopes() {
        if (tags.isEmpty() && caches.isEmpty()) {
            faults.add(
                    "It names neither tags nor a cache.",
                    "Name what the method changes, such as tags = \"account:{accountId}\" or cache ="
                            + " \"ledger-entries\".");
        }
        if (caches.stream().anyMatch(String::isBlank)) {
            faults.add("It names a blank cache.", "Name the cache, or leave it out.");
        }
        if (annotation.shared() && !tags.isEmpty()) {
            faults.add(
                    "It is shared and names tags, which belong to one tenant.",
                    "Leave the tags out, or leave shared out and let the tenant be known.");
        }
        if (annotation.shared() && !annotation.tenant().isEmpty()) {
            faults.add("It is shared and names a tenant.", "Leave one of them out.");
        }
    }

    private @Nullable Parameter marked() {
        if (method.parameters().stream().filter(CommandReader::isTenant).count() > 1) {
            faults.add(
                    "Two of its parameters are marked @Tenant.", "Mark the one that says whose entries are evicted.");
        }
        return first(CommandReader::isTenant);
    }

    private static boolean isTenant(Parameter parameter) {
        return parameter.has(Tenant.class);
    }

    private @Nullable Parameter first(Predicate<Parameter> condition) {
        return method.parameters().stream().filter(condition).findFirst().orElse(null);
    }

    private void checkResult(@Nullable MethodExpression condition) {
        if (condition == null || !condition.needsResult()) {
            return;
        }
        Class<?> returned = method.method().getReturnType();
        ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned);
        if (returned == void.class || (adapter != null && adapter.isMultiValue())) {
            faults.add(
                    "Its condition names #result, and the method returns no single one.",
                    "Let the condition name parameters alone.");
        }
    }

    /** Whether the method's transaction, if it has one, is never that of its caller. */
    private boolean separate() {
        TransactionAttribute transaction = TRANSACTIONS.getTransactionAttribute(method.method(), method.owner());
        return transaction != null
                && (transaction.getPropagationBehavior() == TransactionDefinition.PROPAGATION_REQUIRES_NEW
                        || transaction.getPropagationBehavior() == TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
    }
}
