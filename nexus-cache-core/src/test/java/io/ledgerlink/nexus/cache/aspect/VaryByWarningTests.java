package io.ledgerlink.nexus.cache.aspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlink.nexus.cache.CachedQuery;
import io.ledgerlink.nexus.cache.Tenant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.i18n.SimpleTimeZoneAwareLocaleContext;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;

/** What is said of methods that read from their context what their key does not have. */
@ExtendWith(OutputCaptureExtension.class)
class VaryByWarningTests {

    private static final String SECURITY = " reads the security context while it loads, and its key does not have it:"
            + " callers that differ in who they are get the same result. Make what it reads a parameter, or part of the"
            + " key, if the result depends on it.";
    private static final String LOCALE = " reads the locale while it loads, and its key does not have it: callers that"
            + " differ in their locale get the same result. Make what it reads a parameter, or part of the key, if the"
            + " result depends on it.";

    static class Queries {

        @CachedQuery(cache = "a")
        public String user(@Tenant String tenant, int id) {
            return String.valueOf(SecurityContextHolder.getContext().getAuthentication());
        }

        @CachedQuery(cache = "a")
        public String resolved(int id) {
            return String.valueOf(SecurityContextHolder.getContext().getAuthentication());
        }

        @CachedQuery(cache = "a")
        public String locale(@Tenant String tenant, int id) {
            return LocaleContextHolder.getLocale().toString()
                    + LocaleContextHolder.getTimeZone().getID();
        }

        @CachedQuery(cache = "a")
        public String keyedLocale(@Tenant String tenant, Locale locale) {
            return LocaleContextHolder.getLocale().toString();
        }

        @CachedQuery(cache = "a")
        public String nothing(@Tenant String tenant, int id) {
            return tenant;
        }

        @CachedQuery(cache = "a", key = "#id")
        public String changes(@Tenant String tenant, int id, Runnable change) {
            change.run();
            return tenant;
        }
    }

    private final SecurityContext context = new SecurityContextImpl(new TestingAuthenticationToken("ann", "secret"));
    private final LocaleContext locale =
            new SimpleTimeZoneAwareLocaleContext(Locale.CANADA_FRENCH, TimeZone.getTimeZone("Asia/Tokyo"));

    @AfterEach
    void forget() {
        SecurityContextHolder.clearContext();
        LocaleContextHolder.resetLocaleContext();
    }

    private Queries start(Application application) {
        SecurityContextHolder.setContext(context);
        LocaleContextHolder.setLocaleContext(locale);
        return application.tenant(() -> "t1").start().get(Queries.class);
    }

    @Test
    void aReadOfTheSecurityContextIsAdvisedAboutOnce(CapturedOutput output) {
        try (Application application = Application.with(Queries.class)) {
            Queries queries = start(application);
            for (int id = 0; id < 3; id++) {
                assertThat(queries.user("t1", id)).contains("Principal=ann");
            }
            assertThat(output.getOut().split("Queries.user\\(String,int\\)" + SECURITY.replace(".", "\\."), -1))
                    .hasSize(2);
            assertThat(SecurityContextHolder.getContext()).isSameAs(context);
        }
    }

    @Test
    void aReadOfTheLocaleIsAdvisedAboutOnce(CapturedOutput output) {
        try (Application application = Application.with(Queries.class)) {
            Queries queries = start(application);
            for (int id = 0; id < 3; id++) {
                assertThat(queries.locale("t1", id)).isEqualTo("fr_CAAsia/Tokyo");
            }
            assertThat(output.getOut().split("Queries.locale\\(String,int\\)" + LOCALE.replace(".", "\\."), -1))
                    .hasSize(2);
            assertThat(LocaleContextHolder.getLocaleContext()).isSameAs(locale);
        }
    }

    @Test
    void whatTheKeyHasOrTheTenantStandsForIsNotAdvisedAbout(CapturedOutput output) {
        try (Application application = Application.with(Queries.class)) {
            Queries queries = start(application);
            assertThat(queries.resolved(7)).contains("Principal=ann");
            assertThat(queries.keyedLocale("t1", Locale.FRENCH)).isEqualTo("fr_CA");
            assertThat(queries.nothing("t1", 7)).isEqualTo("t1");
            queries.user("t1", 7);
            assertThat(output.getOut())
                    .contains("Queries.user(String,int)" + SECURITY)
                    .doesNotContain("Queries.resolved", "Queries.keyedLocale", "Queries.nothing");
        }
    }

    @Test
    void aContextThatTheMethodSetsStays() {
        try (Application application = Application.with(Queries.class)) {
            Queries queries = start(application);
            SecurityContext other = new SecurityContextImpl(new TestingAuthenticationToken("bob", "secret"));
            queries.changes("t1", 1, () -> {
                SecurityContextHolder.setContext(other);
                LocaleContextHolder.setLocale(Locale.GERMANY);
            });
            assertThat(SecurityContextHolder.getContext()).isSameAs(other);
            assertThat(LocaleContextHolder.getLocale()).isEqualTo(Locale.GERMANY);
        }
    }

    @Test
    void aContextThatNobodyAsksForIsNotMadeUp() {
        try (Application application = Application.with(Queries.class)) {
            Queries queries = start(application);
            Supplier<SecurityContext> late = () -> {
                throw new IllegalStateException("nobody asked for it");
            };
            SecurityContextHolder.setDeferredContext(late);
            assertThat(queries.nothing("t1", 8)).isEqualTo("t1");
        }
    }

    @Test
    void aContextThatChildThreadsInheritStaysOne() throws InterruptedException {
        try (Application application = Application.with(Queries.class)) {
            Queries queries = start(application);
            for (boolean inherited : new boolean[] {true, false}) {
                LocaleContextHolder.setLocaleContext(locale, inherited);
                assertThat(queries.nothing("t1", inherited ? 20 : 21)).isEqualTo("t1");
                assertThat(LocaleContextHolder.getLocaleContext()).isSameAs(locale);
                AtomicReference<@Nullable LocaleContext> ofChild = new AtomicReference<>();
                Thread child = new Thread(() -> ofChild.set(LocaleContextHolder.getLocaleContext()));
                child.start();
                child.join();
                assertThat(ofChild.get()).isSameAs(inherited ? locale : null);
            }
        }
    }

    @Test
    void aThreadWithoutSecurityContextIsLeftWithoutOne() {
        try (Application application = Application.with(Queries.class)) {
            Queries queries = start(application);
            ThreadLocal<?> contexts = Objects.requireNonNull(HiddenThreadLocal.of(
                    SecurityContextHolder.getContextHolderStrategy().getClass(), "contextHolder"));
            assertThat(contexts.get()).isNotNull();
            SecurityContextHolder.clearContext();
            assertThat(queries.nothing("t1", 30)).isEqualTo("t1");
            assertThat(contexts.get()).isNull();
        }
    }

    static class Bean {

        private String name = "";

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    static class Beans {

        @CachedQuery(cache = "beans")
        public List<Bean> all(@Tenant String tenant) {
            return List.of();
        }

        @CachedQuery(cache = "beans")
        public Bean one(@Tenant String tenant) {
            return new Bean();
        }
    }

    @Test
    void aResultWithSettersIsAdvisedAboutOncePerType(CapturedOutput output) {
        try (Application application = Application.with(Beans.class).start()) {
            application.queries().check();
            assertThat(output.getOut().split("which has setters", -1)).hasSize(2);
            assertThat(output)
                    .contains("Beans.all(String) returns " + Bean.class.getName() + ", which has setters, and cache"
                            + " 'beans' keeps references: what one caller sets, all others see. Return a record, or set"
                            + " nexus.cache.caches.beans.local.store to bytes.");
        }
    }
}
