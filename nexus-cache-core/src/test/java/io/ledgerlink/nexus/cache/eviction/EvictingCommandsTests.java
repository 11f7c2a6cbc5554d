package io.ledgerlink.nexus.cache.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.ledgerlink.nexus.cache.CacheKey;
import io.ledgerlink.nexus.cache.CacheKeyException;
import io.ledgerlink.nexus.cache.CacheableQuery;
import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.EvictsQueries;
import io.ledgerlink.nexus.cache.MissingTenantException;
import io.ledgerlink.nexus.cache.NexusCache;
import io.ledgerlink.nexus.cache.Tenant;
import io.ledgerlink.nexus.cache.TenantResolver;
import io.ledgerlink.nexus.cache.assembly.NexusCacheBuilder;
import io.ledgerlink.nexus.cache.method.InvalidQueriesException;
import io.ledgerlink.nexus.cache.method.QueryFault;
import io.ledgerlink.nexus.cache.remote.memory.InMemoryRemote;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.Advisor;
import org.springframework.aop.ClassFilter;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.annotation.AliasFor;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

@ExtendWith(OutputCaptureExtension.class)
class EvictingCommandsTests {

    private static final UUID ACME = UUID.fromString("00000000-0000-0000-0000-00000000000a");
    private static final UUID GLOBEX = UUID.fromString("00000000-0000-0000-0000-00000000000b");

    private static final CacheKey FIRST = entries(ACME, "1");
    private static final CacheKey SECOND = entries(ACME, "2");
    private static final CacheKey FOREIGN = entries(GLOBEX, "1");
    private static final CacheKey RATES = CacheKey.builder("rates")
            .shared()
            .query("rate")
            .part("currency", "EUR")
            .build();

    private final NexusCache cache =
            NexusCacheBuilder.named("app").inMemory(new InMemoryRemote()).build();
    private final AtomicInteger loads = new AtomicInteger();
    private final List<TenantResolver> resolvers = new ArrayList<>();
    private final GenericApplicationContext context = new GenericApplicationContext();
    private boolean evictorFails;

    private final EvictingCommands commands = new EvictingCommands(
            context.getBeanFactory(),
            () -> resolvers,
            () -> {
                if (evictorFails) {
                    throw new IllegalStateException("on purpose");
                }
                return cache.evictor();
            },
            () -> null);

    private <T> T bean(Class<T> type) {
        context.registerBean(DefaultAdvisorAutoProxyCreator.class);
        context.registerBean(Advisor.class, commands::advisor);
        context.registerBean(type);
        context.refresh();
        return context.getBean(type);
    }

    @AfterEach
    void close() {
        context.close();
        cache.close();
    }

    @Test
    void aCommandEvictsTheTagsOfItsTenant() {
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(() -> bean.post(ACME, "1"))).containsExactly(FIRST);
    }

    @Test
    void aTemplateReadsPropertiesOfAParameter() {
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(() -> bean.handle(new Post(ACME, "2")))).containsExactly(SECOND);
    }

    @Test
    void aCommandEvictsTheCachesOfItsTenant() {
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(() -> bean.importAll(GLOBEX))).containsExactly(FOREIGN);
    }

    @Test
    void aCommandEvictsSharedCaches() {
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(bean::newRates)).containsExactly(RATES);
    }

    @Test
    void aComposedAnnotationStandsForTheCommand() {
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(() -> bean.composed(ACME))).containsExactly(FIRST, SECOND);
    }

    @Test
    void aQueryArgumentNamesTheTenant() {
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(() -> bean.rebuild(new Rebuild(ACME)))).containsExactly(FIRST, SECOND);
    }

    @Test
    void theFirstResolverThatKnowsATenantNamesIt() {
        resolvers.add(() -> null);
        resolvers.add(() -> GLOBEX);
        resolvers.add(() -> ACME);
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(bean::current)).containsExactly(FOREIGN);
    }

    @Test
    void anInterfaceCanSayWhatItsImplementationEvicts() {
        context.registerBean(BooksClosing.class);
        bean(Commands.class);
        Closing bean = context.getBean(Closing.class);
        assertThat(Proxy.isProxyClass(bean.getClass())).isTrue();
        assertThat(evictedBy(() -> bean.close(ACME))).containsExactly(FIRST, SECOND);
    }

    /** Ahead of time a bean is known by the type that its definition declares. */
    @Test
    void aBeanThatIsKnownByItsInterfaceAloneIsLookedAtToo() {
        assertThat(AopUtils.canApply(commands.advisor(), Closing.class)).isTrue();
        assertThat(AopUtils.canApply(commands.advisor(), Unrelated.class)).isFalse();
    }

    @Test
    void anInterfaceThatASuperclassImplementsUnknowinglySaysWhatIsEvictedForWhom() {
        resolvers.add(() -> GLOBEX);
        context.registerBean(InheritedClosing.class);
        bean(Commands.class);
        assertThat(commands.findFaults()).isEmpty();
        Closing bean = context.getBean(Closing.class);
        assertThat(evictedBy(() -> bean.close(ACME))).containsExactly(FIRST, SECOND);
    }

    @Test
    void anInterfaceThatASuperclassImplementsUnknowinglyIsHeededInCallsOfTheClass() {
        context.registerBean(
                InheritedClosing.class,
                definition -> definition.setAttribute(AutoProxyUtils.PRESERVE_TARGET_CLASS_ATTRIBUTE, true));
        bean(Commands.class);
        ClosesUnknowingly bean = context.getBean(ClosesUnknowingly.class);
        assertThat(evictedBy(() -> bean.close(ACME))).containsExactly(FIRST, SECOND);
    }

    @Test
    void aRepositoryEvictsWhatItsInterfaceSays() {
        resolvers.add(() -> ACME);
        context.registerBean(Accounts.class, EvictingCommandsTests::repository);
        bean(Commands.class);
        assertThat(commands.findFaults()).isEmpty();
        Accounts accounts = context.getBean(Accounts.class);
        assertThat(evictedBy(() -> accounts.delete(ACME, "1"))).containsExactly(FIRST);
        assertThat(evictedBy(() -> accounts.save(new Post(ACME, "2")))).containsExactly(SECOND);
        Crud<Post> crud = accounts;
        assertThat(evictedBy(() -> crud.save(new Post(ACME, "2")))).containsExactly(SECOND);
    }

    @Test
    void aClientMadeOfAnInterfaceEvictsWhatItSays() {
        resolvers.add(() -> ACME);
        context.registerBean(Accounts.class, EvictingCommandsTests::client);
        bean(Commands.class);
        assertThat(commands.findFaults()).isEmpty();
        Accounts accounts = context.getBean(Accounts.class);
        assertThat(evictedBy(() -> accounts.delete(ACME, "1"))).containsExactly(FIRST);
        assertThat(evictedBy(() -> accounts.save(new Post(ACME, "2")))).containsExactly(SECOND);
    }

    /** As Spring Data makes them: an advised proxy before an object that does not have the interface. */
    private static Accounts repository() {
        ProxyFactory factory = new ProxyFactory();
        factory.setTarget(new SimpleCrud());
        factory.setInterfaces(Accounts.class);
        factory.addAdvice((MethodInterceptor)
                call -> call.getMethod().getName().equals("delete") ? null : call.getArguments()[0]);
        return (Accounts) factory.getProxy();
    }

    private static Accounts client() {
        return (Accounts) Proxy.newProxyInstance(
                Accounts.class.getClassLoader(),
                new Class<?>[] {Accounts.class},
                (client, method, arguments) -> method.getName().equals("hashCode") ? 1 : null);
    }

    @Test
    void nothingIsEvictedWhereTheMethodThrows() {
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(() -> bean.post(ACME, "1"))).containsExactly(FIRST);
        assertThat(evictedBy(() -> assertThatThrownBy(() -> bean.fail(ACME)).isExactlyInstanceOf(IOException.class)))
                .isEmpty();
    }

    @Test
    void nothingIsEvictedWhereTheConditionIsFalse() {
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(() -> bean.postUnless(ACME, true))).isEmpty();
        assertThat(evictedBy(() -> bean.postUnless(ACME, false))).containsExactly(FIRST, SECOND);
    }

    @Test
    void aConditionSeesTheResult() {
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(() -> bean.rows(ACME, 0))).isEmpty();
        assertThat(evictedBy(() -> bean.rows(ACME, 3))).containsExactly(FIRST, SECOND);
    }

    @Test
    void aConditionSeesWhatIsInAnOptionalResult() {
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(() -> bean.changed(ACME, false))).isEmpty();
        assertThat(evictedBy(() -> bean.changed(ACME, true))).containsExactly(FIRST, SECOND);
    }

    @Test
    void theResultHidesAParameterOfItsName() {
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(() -> bean.parameterNamedResult(ACME, "no"))).containsExactly(FIRST, SECOND);
    }

    @Test
    void aConditionOverTheResultThatFailsEvictsAndIsLogged(CapturedOutput output) {
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(() -> assertThat(bean.name(ACME, null)).isNull())).containsExactly(FIRST, SECOND);
        assertThat(output)
                .contains("Commands.name(UUID,String) has succeeded, and the condition of its @EvictsQueries failed,"
                        + " so it evicts");
    }

    @Test
    void anEvictionThatFailsHidesNoResultAndIsLogged(CapturedOutput output) {
        Commands bean = bean(Commands.class);
        evictorFails = true;
        assertThat(bean.rows(ACME, 3)).isEqualTo(3);
        assertThat(bean.rowsLater(ACME).block()).isEqualTo(3);
        assertThat(output)
                .contains("Commands.rows(UUID,int) has succeeded, and what its @EvictsQueries names was not evicted:"
                        + " entries may answer until their time to live ends. Evict them with CacheEvictor once the"
                        + " cause is mended")
                .contains("Commands.rowsLater(UUID) has succeeded");
    }

    @Test
    void aCallWithoutATenantIsRefusedBeforeItRuns() {
        Commands bean = bean(Commands.class);
        assertThatThrownBy(() -> bean.post(null, "1"))
                .isInstanceOf(MissingTenantException.class)
                .hasMessage("@EvictsQueries on Commands.post(UUID,String) found no tenant, so"
                        + " the method was not called. Hand over a @Tenant argument that is neither null nor blank, let"
                        + " tenant name one, or let a TenantResolver know it.");
        assertThat(bean.calls()).isZero();
    }

    @Test
    void aCallWithATenantThatCannotNameOneIsRefusedBeforeItRuns() {
        Commands bean = bean(Commands.class);
        assertThatThrownBy(() -> bean.anyTenant(List.of("acme")))
                .isInstanceOf(CacheKeyException.class)
                .hasMessageContaining("anyTenant(Object) cannot name its tenant, so the method was not called:");
        assertThat(bean.calls()).isZero();
    }

    @Test
    void aCallWithNullInATemplateIsRefusedBeforeItRuns() {
        Commands bean = bean(Commands.class);
        assertThatThrownBy(() -> bean.post(ACME, null)).isInstanceOf(CacheKeyException.class);
        assertThatThrownBy(() -> bean.handle(new Post(ACME, null)))
                .isInstanceOf(CacheKeyException.class)
                .hasMessage("The tag \"account:{command.accountId}\" of Commands.handle(Post) needs"
                        + " {command.accountId}, which is null in this call. Hand over a value, or let condition leave"
                        + " such calls out.");
        assertThatThrownBy(() -> bean.tag(ACME, " "))
                .isInstanceOf(CacheKeyException.class)
                .hasMessage(
                        "The tag \"{tag}\" of Commands.tag(UUID,String) is blank in this call. Hand over a value, or"
                                + " let condition leave such calls out.");
        assertThat(bean.calls()).isZero();
    }

    @Test
    void tagsAndTenantAreThoseFromBeforeTheCall() {
        Commands bean = bean(Commands.class);
        Mutable command = new Mutable();
        command.tenantId = ACME;
        command.accountId = "1";
        assertThat(evictedBy(() -> bean.mutate(command))).containsExactly(FIRST);
        assertThat(command.accountId).isEqualTo("2");
    }

    @Test
    void aMonoEvictsBeforeItHandsItsValueOn() {
        Commands bean = bean(Commands.class);
        Sinks.One<Integer> sink = Sinks.one();
        bean.answer(sink.asMono());
        List<Integer> seen = new ArrayList<>();
        Mono<Integer> result = bean.rowsLater(ACME).doOnNext(rows -> seen.add(loadsOf(FIRST)));
        read();
        CompletableFuture<@Nullable Integer> done = result.toFuture();
        assertThat(loadsOf(FIRST)).as("not evicted before it has completed").isZero();

        sink.tryEmitValue(7);

        assertThat(done.join()).isEqualTo(7);
        assertThat(seen).containsExactly(1);
    }

    @Test
    void anEmptyMonoEvictsAndAFailedOneDoesNot() {
        Commands bean = bean(Commands.class);
        bean.answer(Mono.empty());
        assertThat(evictedBy(() -> bean.rowsLater(ACME).block())).containsExactly(FIRST, SECOND);
        bean.answer(Mono.error(new IOException("on purpose")));
        assertThat(evictedBy(() ->
                        assertThatThrownBy(() -> bean.rowsLater(ACME).block()).hasCauseInstanceOf(IOException.class)))
                .isEmpty();
    }

    @Test
    void aFluxEvictsWhenItsLastElementHasCome() {
        Commands bean = bean(Commands.class);
        assertThat(evictedBy(
                        () -> assertThat(bean.many(ACME).collectList().block()).containsExactly(1, 2)))
                .containsExactly(FIRST, SECOND);
        assertThat(evictedBy(() -> assertThat(bean.many(ACME).next().block()).isEqualTo(1)))
                .isEmpty();
    }

    @Test
    void aFutureEvictsBeforeItCompletes() {
        Commands bean = bean(Commands.class);
        CompletableFuture<Integer> source = new CompletableFuture<>();
        bean.answer(source);
        read();
        CompletableFuture<Integer> result = bean.rowsInFuture(ACME);
        assertThat(loadsOf(FIRST)).isZero();
        CompletableFuture<Integer> seen = result.thenApply(rows -> loadsOf(FIRST));

        source.complete(7);

        assertThat(result.join()).isEqualTo(7);
        assertThat(seen.join()).isOne();
    }

    @Test
    void allFaultsOfAllMethodsAreToldAtOnce() {
        bean(FaultyCommands.class);
        assertThat(commands.findFaults())
                .extracting(QueryFault::toString)
                .containsExactlyInAnyOrder(
                        "FaultyCommands.nothing(UUID): It names neither tags nor a cache. Name what the method changes,"
                                + " such as tags = \"account:{accountId}\" or cache = \"ledger-entries\".",
                        "FaultyCommands.misspelt(UUID,String): The tag \"account:{acount}\" names {acount}, and 'acount'"
                                + " is no parameter. Name one of [tenantId, account].",
                        "FaultyCommands.sharedTags(): It is shared and names tags, which belong to one tenant. Leave the"
                                + " tags out, or leave shared out and let the tenant be known.",
                        "FaultyCommands.sharedTenant(UUID): It is shared and names a tenant. Leave one of them out.",
                        "FaultyCommands.noTenant(): Nothing says whose entries it evicts. Mark a parameter @Tenant, write"
                                + " tenant = \"#…\", define a TenantResolver bean, or declare shared = true if the caches"
                                + " are the same for every tenant.",
                        "FaultyCommands.both(UUID): It is @CachedQuery, too: a hit would not run it, so it would not"
                                + " evict. Let one method ask and another one change.",
                        "FaultyCommands.twoTenants(UUID,UUID): Two of its parameters are marked @Tenant. Mark the one that"
                                + " says whose entries are evicted.",
                        "FaultyCommands.recordTenant(Post): The @Tenant parameter 'command' is a Post, which cannot name a"
                                + " tenant. Hand over its id as text, UUID, number or enum constant, or write tenant ="
                                + " \"#…\".",
                        "FaultyCommands.brace(UUID): The tag \"account:{\" does not close a brace. Close every brace, and"
                                + " write {{ and }} for braces that stand for themselves.",
                        "FaultyCommands.placeholder(UUID): The placeholder in \"${no.such.tag}\" has no value. Set the"
                                + " property, or give a default as in ${name:default}.",
                        "FaultyCommands.placeholder(UUID): It has a blank tag. Leave the tag out, or name it.",
                        "FaultyCommands.resultOfVoid(UUID): Its condition names #result, and the method returns no single"
                                + " one. Let the condition name parameters alone.",
                        "FaultyCommands.tenantOfResult(UUID): The expression tenant = \"#result\" names #result, which is"
                                + " no parameter. Name one of [a0, p0, tenantId].",
                        "FaultyCommands.hidden(UUID): It is private, so no proxy can stand before it, and it would never"
                                + " evict. Make it a method that a subclass or an interface can have.",
                        "FaultyCommands.unparsed(UUID): The expression condition = \"#tenantId ==\" cannot be parsed:"
                                + " EL1042E: Problem parsing right operand. Write SpEL over the parameters, as #tenantId.");
        assertThat(commands.findFaults()).as("told once").isEmpty();
    }

    @Test
    void aFinalClassIsToldAmongTheFaults() {
        bean(FinalCommands.class);
        assertThat(commands.findFaults())
                .containsExactly(new QueryFault(
                        "FinalCommands.post(UUID)",
                        "Its class " + FinalCommands.class.getName() + " is final, so no proxy can stand before it, and"
                                + " it would never evict.",
                        "Let the class not be final, or give it an interface that has the method and set"
                                + " spring.aop.proxy-target-class=false."));
    }

    static final class FinalCommands {

        @EvictsQueries(cache = "entries")
        public void post(@Tenant UUID tenantId) {}
    }

    @Test
    void whichCachesAreEvictedIsKnown() {
        bean(NamingCaches.class);
        assertThat(commands.evictedCaches())
                .containsExactly(
                        entry("balances", "NamingCaches.importAll(UUID)"),
                        entry("entries", "NamingCaches.importAll(UUID)"),
                        entry("rates", "NamingCaches.newRates()"));
    }

    static class NamingCaches {

        @EvictsQueries(cache = {"entries", "balances"})
        public void importAll(@Tenant UUID tenantId) {}

        @EvictsQueries(
                cache = {"${no.such.cache:rates}", "entries"},
                shared = true)
        public void newRates() {}
    }

    @Test
    void aResolverIsATenantSource() {
        resolvers.add(() -> ACME);
        bean(Commands.class);
        assertThat(commands.findFaults()).isEmpty();
    }

    @Test
    void whileTheCheckAsksForResolversOtherThreadsMakeBeans() {
        AtomicReference<@Nullable Advisor> advisor = new AtomicReference<>();
        EvictingCommands asking = new EvictingCommands(
                context.getBeanFactory(),
                () -> {
                    ClassFilter filter = ((PointcutAdvisor) Objects.requireNonNull(advisor.get()))
                            .getPointcut()
                            .getClassFilter();
                    assertThat(CompletableFuture.supplyAsync(() -> filter.matches(BooksClosing.class)))
                            .succeedsWithin(Duration.ofSeconds(10));
                    return List.of(() -> ACME);
                },
                cache::evictor,
                () -> null);
        advisor.set(asking.advisor());
        assertThat(((PointcutAdvisor) asking.advisor())
                        .getPointcut()
                        .getClassFilter()
                        .matches(Commands.class))
                .isTrue();
        assertThat(asking.findFaults()).isEmpty();
    }

    @Test
    void aFaultSeenAfterTheCheckIsToldWhenItsBeanIsMade() {
        context.registerBean(LateFaulty.class, definition -> definition.setLazyInit(true));
        resolvers.add(() -> ACME);
        bean(Commands.class);
        assertThat(commands.findFaults()).isEmpty();
        assertThatThrownBy(() -> context.getBean(LateFaulty.class))
                .rootCause()
                .isInstanceOf(InvalidQueriesException.class)
                .hasMessageContaining("LateFaulty.nothing(UUID): It names neither tags nor a cache");
    }

    @Test
    void aFaultyMethodIsRefusedAtItsCallWithoutACheck() {
        FaultyCommands bean = bean(FaultyCommands.class);
        assertThatThrownBy(() -> bean.nothing(ACME)).isInstanceOf(InvalidQueriesException.class);
    }

    private static CacheKey entries(UUID tenant, String account) {
        return CacheKey.builder("entries")
                .tenant(tenant)
                .query("entries")
                .part("account", account)
                .tags("account:" + account)
                .build();
    }

    private void read() {
        List.of(FIRST, SECOND, FOREIGN, RATES).forEach(this::loadsOf);
    }

    private List<CacheKey> evictedBy(Runnable command) {
        read();
        command.run();
        return List.of(FIRST, SECOND, FOREIGN, RATES).stream()
                .filter(key -> loadsOf(key) > 0)
                .toList();
    }

    /** How many loads a read takes. */
    private int loadsOf(CacheKey key) {
        int before = loads.get();
        cache.get(key, Integer.class, loads::incrementAndGet);
        return loads.get() - before;
    }

    record Post(UUID tenantId, @Nullable String accountId) {}

    static final class Mutable {

        UUID tenantId = ACME;
        String accountId = "";

        public UUID getTenantId() {
            return tenantId;
        }

        public String getAccountId() {
            return accountId;
        }
    }

    record Rebuild(UUID tenantId) implements CacheableQuery {

        @Override
        public String cacheName() {
            return "entries";
        }

        @Override
        public Object tenant() {
            return tenantId;
        }

        @Override
        public String queryName() {
            return "rebuild";
        }

        @Override
        public Map<String, Object> keyParts() {
            return Map.of();
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @EvictsQueries(cache = "nothing")
    @interface ChangesEntries {

        @AliasFor(annotation = EvictsQueries.class, attribute = "cache")
        String[] caches() default "entries";
    }

    static class Commands {

        private int calls;
        private Mono<Integer> later = Mono.just(3);
        private CompletableFuture<Integer> future = new CompletableFuture<>();

        void answer(Mono<Integer> later) {
            this.later = later;
        }

        void answer(CompletableFuture<Integer> future) {
            this.future = future;
        }

        int calls() {
            return calls;
        }

        @EvictsQueries(tags = "account:{accountId}")
        public void post(@Tenant @Nullable UUID tenantId, @Nullable String accountId) {
            calls++;
        }

        @EvictsQueries(tags = "account:{command.accountId}", tenant = "#command.tenantId")
        public void handle(Post command) {
            calls++;
        }

        @EvictsQueries(tags = "account:{command.accountId}", tenant = "#command.tenantId")
        public void mutate(Mutable command) {
            command.accountId = "2";
            command.tenantId = GLOBEX;
        }

        @EvictsQueries(tags = "{tag}")
        public void tag(@Tenant UUID tenantId, String tag) {
            calls++;
        }

        @EvictsQueries(cache = "entries", condition = "#result")
        public Optional<Boolean> changed(@Tenant UUID tenantId, boolean changed) {
            return Optional.of(changed);
        }

        @EvictsQueries(cache = "entries", condition = "#result == 'yes'")
        public String parameterNamedResult(@Tenant UUID tenantId, String result) {
            return "yes";
        }

        @EvictsQueries(cache = {"entries", "balances"})
        public void importAll(@Tenant UUID tenantId) {}

        @EvictsQueries(cache = "rates", shared = true)
        public void newRates() {}

        @ChangesEntries
        public void composed(@Tenant UUID tenantId) {}

        @EvictsQueries(cache = "entries")
        public void rebuild(Rebuild query) {}

        @EvictsQueries(cache = "entries")
        public void current() {}

        @EvictsQueries(cache = "entries")
        public void anyTenant(@Tenant Object tenant) {
            calls++;
        }

        @EvictsQueries(cache = "entries")
        public void fail(@Tenant UUID tenantId) throws IOException {
            throw new IOException("on purpose");
        }

        @EvictsQueries(cache = "entries", condition = "!#dryRun")
        public void postUnless(@Tenant UUID tenantId, boolean dryRun) {}

        @EvictsQueries(cache = "entries", condition = "#result > 0")
        public int rows(@Tenant UUID tenantId, int rows) {
            return rows;
        }

        @EvictsQueries(cache = "entries", condition = "#result.length() > 0")
        public @Nullable String name(@Tenant UUID tenantId, @Nullable String name) {
            return name;
        }

        @EvictsQueries(cache = "entries")
        public Mono<Integer> rowsLater(@Tenant UUID tenantId) {
            return later;
        }

        @EvictsQueries(cache = "entries")
        public Flux<Integer> many(@Tenant UUID tenantId) {
            return Flux.just(1, 2);
        }

        @EvictsQueries(cache = "entries")
        public CompletableFuture<Integer> rowsInFuture(@Tenant UUID tenantId) {
            return future;
        }
    }

    interface Closing {

        @EvictsQueries(cache = "entries")
        void close(@Tenant UUID tenantId);
    }

    interface Unrelated {

        void close(UUID tenantId);
    }

    static final class BooksClosing implements Closing {

        @Override
        public void close(UUID tenantId) {}
    }

    static class ClosesUnknowingly {

        public void close(UUID tenantId) {}
    }

    static class InheritedClosing extends ClosesUnknowingly implements Closing {}

    interface Crud<T> {

        T save(T entity);
    }

    interface Accounts extends Crud<Post> {

        @Override
        @EvictsQueries(tags = "account:{entity.accountId}", tenant = "#entity.tenantId")
        Post save(Post entity);

        @EvictsQueries(tags = "account:{accountId}")
        void delete(@Tenant UUID tenantId, String accountId);
    }

    static class SimpleCrud implements Crud<Post> {

        @Override
        public Post save(Post entity) {
            return entity;
        }
    }

    static class LateFaulty {

        @EvictsQueries
        public void nothing(@Tenant UUID tenantId) {}
    }

    static class FaultyCommands {

        @EvictsQueries
        public void nothing(@Tenant UUID tenantId) {}

        @EvictsQueries(tags = "account:{acount}")
        public void misspelt(@Tenant UUID tenantId, String account) {}

        @EvictsQueries(tags = "all", shared = true)
        public void sharedTags() {}

        @EvictsQueries(cache = "rates", shared = true, tenant = "#tenantId")
        public void sharedTenant(UUID tenantId) {}

        @EvictsQueries(cache = "entries")
        public void noTenant() {}

        @EvictsQueries(cache = "entries")
        @CachedQuery("entries")
        public String both(@Tenant UUID tenantId) {
            return "";
        }

        @EvictsQueries(cache = "entries")
        public void twoTenants(@Tenant UUID from, @Tenant UUID to) {}

        @EvictsQueries(cache = "entries")
        public void recordTenant(@Tenant Post command) {}

        @EvictsQueries(tags = "${no.such.tag}")
        public void placeholder(@Tenant UUID tenantId) {}

        @EvictsQueries(tags = "account:{")
        public void brace(@Tenant UUID tenantId) {}

        @EvictsQueries(cache = "entries", condition = "#result > 0")
        public void resultOfVoid(@Tenant UUID tenantId) {}

        @EvictsQueries(cache = "entries", tenant = "#result")
        public String tenantOfResult(UUID tenantId) {
            return "";
        }

        @EvictsQueries(cache = "entries")
        private void hidden(@Tenant UUID tenantId) {}

        @EvictsQueries(cache = "entries", condition = "#tenantId ==")
        public void unparsed(@Tenant UUID tenantId) {}
    }
}
