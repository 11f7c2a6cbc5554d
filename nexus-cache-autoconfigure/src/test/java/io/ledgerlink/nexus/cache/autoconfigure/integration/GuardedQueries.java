package io.ledgerlink.nexus.cache.autoconfigure.integration;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.transaction.annotation.Transactional;

/** Queries behind an interface with a type parameter, beside other annotations. */
@CachedQuery(cache = "guarded", ttl = "2m")
public class GuardedQueries implements Finder<Long> {

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @CachedQuery(tags = "composed")
    @interface LedgerQuery {}

    private final AtomicInteger loads = new AtomicInteger();
    private final JdbcTemplate jdbc;

    public GuardedQueries(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @CachedQuery
    public String find(@Tenant String tenant, Long key) {
        return "load " + loads.incrementAndGet();
    }

    @Override
    @PreAuthorize("hasRole('CLERK')")
    @CachedQuery
    public String clerksOnly(@Tenant String tenant) {
        return "load " + loads.incrementAndGet();
    }

    @Override
    @LedgerQuery
    public String composed(@Tenant String tenant) {
        return "load " + loads.incrementAndGet();
    }

    @Override
    @Transactional(readOnly = true)
    @CachedQuery
    public String transactional(@Tenant String tenant) {
        return "load " + loads.incrementAndGet() + jdbc.queryForObject("select 1", Integer.class);
    }

    /** Says which thread loaded it. */
    @Override
    @Async
    @CachedQuery
    public CompletableFuture<String> later(@Tenant String tenant) {
        return CompletableFuture.completedFuture(Thread.currentThread().getName() + " load " + loads.incrementAndGet());
    }
}
