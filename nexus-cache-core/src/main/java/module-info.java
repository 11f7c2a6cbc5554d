/**
 * A two-tier cache for the query side of multi-tenant services.
 *
 * <p>Exported is what a service's code names. What the other modules of the library need besides is exported to them alone.
 */
module io.ledgerlink.nexus.cache {
    requires static transitive org.jspecify;
    requires transitive com.github.benmanes.caffeine;
    requires transitive spring.data.redis;
    requires transitive spring.data.commons;
    requires transitive spring.context;
    requires transitive spring.core;
    requires transitive spring.beans;
    requires transitive spring.aop;
    requires transitive spring.tx;
    requires spring.expression;
    requires lettuce.core;
    requires io.netty.common;
    requires io.netty.resolver;
    requires transitive tools.jackson.databind;
    requires org.slf4j;
    requires org.reactivestreams;
    requires static reactor.core;
    requires static tools.jackson.dataformat.cbor;
    requires static micrometer.core;
    requires static context.propagation;
    requires static spring.jdbc;
    requires static spring.orm;
    requires static org.hibernate.orm.core;
    requires static spring.web;
    requires static jakarta.servlet;
    requires static spring.security.core;
    requires static jakarta.persistence;
    requires static java.sql;

    exports io.ledgerlink.nexus.cache;
    exports io.ledgerlink.nexus.cache.assembly;
    exports io.ledgerlink.nexus.cache.codec;
    exports io.ledgerlink.nexus.cache.context;
    exports io.ledgerlink.nexus.cache.event;
    exports io.ledgerlink.nexus.cache.journal;
    exports io.ledgerlink.nexus.cache.journal.jdbc;
    exports io.ledgerlink.nexus.cache.micrometer;
    exports io.ledgerlink.nexus.cache.remote.memory;
    exports io.ledgerlink.nexus.cache.settings;
    exports io.ledgerlink.nexus.cache.spring;
    exports io.ledgerlink.nexus.cache.tenant;
    exports io.ledgerlink.nexus.cache.transaction;
    exports io.ledgerlink.nexus.cache.transaction.spring;
    exports io.ledgerlink.nexus.cache.warmup;
    exports io.ledgerlink.nexus.cache.aspect to
            io.ledgerlink.nexus.cache.autoconfigure;
    exports io.ledgerlink.nexus.cache.bus to
            io.ledgerlink.nexus.cache.test;
    exports io.ledgerlink.nexus.cache.eviction to
            io.ledgerlink.nexus.cache.autoconfigure;
    exports io.ledgerlink.nexus.cache.method to
            io.ledgerlink.nexus.cache.autoconfigure;
    exports io.ledgerlink.nexus.cache.remote to
            io.ledgerlink.nexus.cache.test;
}
