package io.ledgerlink.nexus.cache.aspect;

import io.ledgerlink.nexus.cache.Unkeyed;
import io.ledgerlink.nexus.cache.key.Arguments;
import io.ledgerlink.nexus.cache.method.BeanMethod;
import io.ledgerlink.nexus.cache.method.BeanMethod.Parameter;
import io.ledgerlink.nexus.cache.method.Expressions;
import io.ledgerlink.nexus.cache.method.Faults;
import io.ledgerlink.nexus.cache.method.Placeholders;
import io.ledgerlink.nexus.cache.method.ProxyAccess;
import io.ledgerlink.nexus.cache.method.TagTemplate;
import io.ledgerlink.nexus.cache.method.TagTemplate.Place;
import io.ledgerlink.nexus.cache.method.TagTemplates;
import io.ledgerlink.nexus.cache.method.TenantSource;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.expression.BeanResolver;

/** Reads what an annotation says about its method, and finds all that is wrong with it before any bean is asked. */
final class QueryReader {

    private static final String KEY = "key";

    private final BeanFactory factory;
    private final ProxyAccess access;
    private final BeanResolver beans;

    QueryReader(BeanFactory factory) {
        this.factory = factory;
        this.access = new ProxyAccess(factory);
        this.beans = new BeanFactoryResolver(factory);
    }

    QueryDeclaration read(BeanMethod method, QueryAttributes written) {
        return new Reading(method, written).read();
    }

    /** One method. */
    private final class Reading {

        private final BeanMethod method;
        private final QueryAttributes written;
        private final Faults faults;
        private final QueryAttributes attributes;
        private final Placeholders placeholders;

        private Reading(BeanMethod method, QueryAttributes written) {
            this.method = method;
            this.written = written;
            this.faults = new Faults(method);
            this.placeholders = new Placeholders(factory, faults);
            this.attributes = written.resolved(placeholders);
        }

        private QueryDeclaration read() {
            ParameterRoles roles = ParameterRoles.of(method, faults);
            Expressions expressions = new Expressions(method, beans, faults);
            List<TagTemplate> tags = new TagTemplates(method, faults).compile(attributes.tags());
            checkMethod();
            ResultFaults.check(method, faults);
            checkName("cache", written.cache(), attributes.cache());
            checkName("query", written.query(), attributes.query());
            checkCache(roles);
            TenantSource.check(roles.tenant(), faults);
            checkShared(roles);
            checkArguments(roles);
            checkTags(tags);
            return new QueryDeclaration(
                    method,
                    attributes,
                    roles,
                    arguments(roles),
                    ResultTypes.known(ResultStyle.kept(method.returnType())),
                    QueryTimes.of(attributes, faults),
                    expressions.compile("tenant", attributes.tenant()),
                    expressions.compile(KEY, attributes.key()),
                    expressions.compile("condition", attributes.condition()),
                    expressions.compileWithResult("unless", attributes.unless()),
                    tags,
                    expressions.compileWithResult("foundTags", attributes.foundTags()),
                    faults.list());
        }

        private List<String> arguments(ParameterRoles roles) {
            return attributes.key().isEmpty()
                    ? roles.keyed().stream()
                            .map(parameter -> String.valueOf(parameter.name()))
                            .toList()
                    : List.of(KEY);
        }

        private void checkMethod() {
            access.check(method, "its results would never be cached", faults);
            if (attributes.version() < 0) {
                faults.add("Its version is " + attributes.version() + ".", "Count versions from 1.");
            }
        }

        private void checkName(String attribute, String text, String resolved) {
            if (!text.isEmpty()
                    && resolved.isBlank()
                    && !placeholders.unresolved().contains(text)) {
                faults.add(
                        "Its " + attribute + " is \"" + text + "\", which is blank"
                                + (text.equals(resolved) ? "." : " once its placeholder is filled in."),
                        "Give a name, or leave it out.");
            }
        }

        private void checkCache(ParameterRoles roles) {
            if (!written.cache().isEmpty()) {
                return;
            }
            if (roles.query() == null) {
                faults.add(
                        "It names no cache.",
                        "Write @CachedQuery(cache = \"…\") on it or on its type, or let a parameter be a CacheableQuery.");
                return;
            }
            List<String> given = attributes.given(
                    "query",
                    "version",
                    KEY,
                    "tenant",
                    "shared",
                    "tags",
                    "foundTags",
                    "policy",
                    "ttl",
                    "staleFor",
                    "notFoundFor");
            if (!given.isEmpty()) {
                faults.add(
                        "It names no cache and leaves all to its CacheableQuery "
                                + roles.query().label() + ", but gives " + given + ".",
                        "Name the cache too, or let the query say these.");
            }
            if (roles.keyed().size() > 1 || roles.tenant() != null || roles.hasPage()) {
                faults.add(
                        "It names no cache and leaves all to its CacheableQuery "
                                + roles.query().label() + ", but has other parameters that count.",
                        "Name the cache, or mark the other parameters @Unkeyed if the result does not depend on them.");
            }
        }

        private void checkShared(ParameterRoles roles) {
            if (attributes.shared()) {
                Parameter tenant = roles.tenant();
                if (tenant != null) {
                    contradictsShared("has the @Tenant parameter " + tenant.label());
                }
                if (!attributes.tenant().isEmpty()) {
                    contradictsShared("has the tenant expression \"" + attributes.tenant() + "\"");
                }
                if (!attributes.foundTags().isEmpty()) {
                    contradictsShared(
                            "has the foundTags \"" + attributes.foundTags() + "\", which belong to one tenant");
                }
                if (!attributes.tags().isEmpty()) {
                    contradictsShared("has the tags " + attributes.tags() + ", which belong to one tenant");
                }
            }
        }

        private void contradictsShared(String what) {
            faults.add("It is shared by all tenants, and " + what + ".", "Leave that out, or leave out shared = true.");
        }

        private void checkArguments(ParameterRoles roles) {
            if (!attributes.key().isEmpty()) {
                return;
            }
            if (roles.keyed().stream().anyMatch(parameter -> parameter.name() == null)) {
                faults.add(
                        "The names of its parameters are not known, and a key needs them.",
                        "Compile " + method.method().getDeclaringClass().getName() + " with -parameters.");
            }
            for (Parameter parameter : roles.keyed()) {
                String unfit =
                        parameter == roles.query() ? null : Arguments.unfitness(ResultTypes.known(parameter.type()));
                if (unfit != null) {
                    faults.add(
                            "Parameter " + parameter.label() + " cannot be part of a key: " + unfit,
                            "Or mark it @Unkeyed if the result does not depend on it.");
                }
            }
        }

        /** Whoever loads first would choose the tag for all others; with a key of its own the method may mean just that. */
        private void checkTags(List<TagTemplate> tags) {
            if (!attributes.key().isEmpty()) {
                return;
            }
            for (TagTemplate tag : tags) {
                tag.parts().stream()
                        .filter(Place.class::isInstance)
                        .map(Place.class::cast)
                        .filter(place -> place.parameter().has(Unkeyed.class))
                        .forEach(place -> faults.add(
                                "The tag \"" + tag.text() + "\" names "
                                        + place.parameter().label()
                                        + ", which is @Unkeyed: calls that differ in it share one result, which can"
                                        + " carry only one of their tags.",
                                "Name a parameter of the key, or make this one part of it."));
            }
        }
    }
}
