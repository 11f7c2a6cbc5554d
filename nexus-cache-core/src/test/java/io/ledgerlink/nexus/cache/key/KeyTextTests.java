package io.ledgerlink.nexus.cache.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTests {

    private final KeyText texts = new KeyText("ledger");

    @Test
    void entriesAreLaidOutForPeople() {
        assertThat(texts.entry("acme", "ledger-entries", 2, "entries/a=1", "page(1,50)"))
                .isEqualTo("ledger:{acme}:ledger-entries:v2:entries/a=1:page(1,50)");
        assertThat(texts.entry(null, "rates", 1, "rates", "-")).isEqualTo("ledger:{*}:rates:v1:rates:-");
    }

    @Test
    void stampsOfCachesRegionsAndQueriesNameTheCache() {
        String cache = "a:b {c}";
        assertThat(List.of(
                        texts.cacheStamp(cache),
                        texts.regionStamp("t", cache),
                        texts.regionStamp(null, cache),
                        texts.queryStamp("t", cache, "q/a=1")))
                .extracting(KeyText::cacheInStamp)
                .containsOnly(KeyText.cacheAsInStamp(cache));
    }

    @Test
    void stampsOfEverythingOfATenantAndOfATagNameNoCache() {
        assertThat(List.of(texts.allStamp(), texts.tenantStamp("cache:c"), texts.tagStamp("t", "cache:c")))
                .extracting(KeyText::cacheInStamp)
                .containsOnlyNulls();
    }

    @Test
    void stampsAreLaidOutForPeople() {
        assertThat(texts.allStamp()).isEqualTo("ledger:{*}:!all");
        assertThat(texts.cacheStamp("c")).isEqualTo("ledger:{*}:!cache:c");
        assertThat(texts.tenantStamp("t")).isEqualTo("ledger:{t}:!tenant");
        assertThat(texts.regionStamp("t", "c")).isEqualTo("ledger:{t}:!region:c");
        assertThat(texts.regionStamp(null, "c")).isEqualTo("ledger:{*}:!region:c");
        assertThat(texts.queryStamp("t", "c", "q/a=1")).isEqualTo("ledger:{t}:!query:c:q/a=1");
        assertThat(texts.queryStamp(null, "c", "q")).isEqualTo("ledger:{*}:!query:c:q");
        assertThat(texts.tagStamp("t", "account:7")).isEqualTo("ledger:{t}:!tag:account%3A7");
        assertThat(texts.channel()).isEqualTo("ledger:!bus");
    }

    @Test
    void globsAreLaidOutForRedis() {
        assertThat(texts.entriesPattern()).isEqualTo("ledger:{*}:[^!]*");
        assertThat(texts.tenantEntriesPattern("t*")).isEqualTo("ledger:{t%2A}:[^!]*");
        assertThat(texts.tenantEntriesPattern(null)).isEqualTo("ledger:{\\*}:[^!]*");
        assertThat(texts.cacheEntriesPattern("c?")).isEqualTo("ledger:{*}:c%3F:v*");
        assertThat(texts.regionEntriesPattern("t", "c")).isEqualTo("ledger:{t}:c:v*");
        assertThat(texts.regionEntriesPattern(null, "c")).isEqualTo("ledger:{\\*}:c:v*");
    }

    @Test
    void stampsAndEntriesAreToldApartFromEachOtherAndFromWhatIsForeign() {
        String entry = texts.entry("t", "!c", 1, "q", "-");

        assertThat(texts.isEntry(entry)).isTrue();
        assertThat(texts.isStamp(entry)).isFalse();
        for (String stamp : List.of(texts.allStamp(), texts.tenantStamp("t"), texts.queryStamp("t", "c", "q"))) {
            assertThat(texts.isStamp(stamp)).isTrue();
            assertThat(texts.isEntry(stamp)).isFalse();
            assertThat(texts.isCacheStamp(stamp)).isFalse();
        }
        assertThat(texts.isCacheStamp(texts.cacheStamp("c"))).isTrue();
        for (String foreign :
                List.of("", "ledger:{t}:", "ledger:!bus", "ledger", "other:{t}:c:v1:q:-", "ledger:x{t}:!tenant")) {
            assertThat(texts.isEntry(foreign)).as(foreign).isFalse();
            assertThat(texts.isStamp(foreign)).as(foreign).isFalse();
        }
    }

    @Test
    void aLeaseStandsBesideItsEntryAndIsNone() {
        String lease = KeyText.lease(texts.entry("t}:!", "c", 1, "q", "-"));

        assertThat(lease).isEqualTo("ledger:{t%7D%3A%21}:!lease:c:v1:q:-");
        assertThat(texts.isEntry(lease)).isFalse();
        assertThat(matches(texts.entriesPattern(), lease)).isFalse();
        assertThat(KeyText.lease(texts.entry(null, "c", 1, "q", "-"))).isEqualTo("ledger:{*}:!lease:c:v1:q:-");
    }

    @Test
    void aTenantNamedLikeTheSharedTokenIsAnother() {
        assertThat(texts.tenantStamp("*")).isEqualTo("ledger:{%2A}:!tenant");
        assertThat(texts.entry("*", "c", 1, "q", "-")).isNotEqualTo(texts.entry(null, "c", 1, "q", "-"));
    }

    @Test
    void anEmptyTenantIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> texts.tenantStamp(""))
                .withMessageContaining("Name the tenant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void aBlankPrefixIsRefused(String prefix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyText(prefix))
                .withMessageContaining("Name the application");
    }

    @Test
    void aPrefixKeepsItsColonsAndForgesNoSlot() {
        assertThat(new KeyText("acme:ledger").channel()).isEqualTo("acme:ledger:!bus");
        assertThat(new KeyText("a:{t}:!all").allStamp()).isEqualTo("a:%7Bt%7D:%21all:{*}:!all");
    }

    @Property(tries = 100)
    void partsThatDifferMakeTextsThatDiffer(@ForAll("parts") List<Parts> parts) {
        Set<String> all = new HashSet<>();
        Set<Object> sources = new HashSet<>();
        for (Parts part : parts) {
            part.addTo(all, sources);
        }

        assertThat(all).hasSameSizeAs(sources);
    }

    @Property(tries = 100)
    void textsHaveOneSlotAndNoBlank(@ForAll("parts") List<Parts> parts) {
        for (Parts part : parts) {
            Set<String> all = new HashSet<>();
            part.addTo(all, new HashSet<>());
            assertThat(all).allMatch(text -> text.matches("[^{}\\s]*\\{[^{}\\s]+}[^{}\\s]*"));
        }
    }

    @Property(tries = 100)
    void globsMatchTheirOwnEntriesAndNothingElse(@ForAll("parts") List<Parts> parts) {
        Parts own = parts.get(0);
        KeyText ownTexts = new KeyText(own.prefix());
        for (Parts other : parts) {
            boolean samePrefix = other.prefix().equals(own.prefix());
            boolean sameTenant = samePrefix && Objects.equals(other.tenant(), own.tenant());
            boolean sameCache = samePrefix && other.cache().equals(own.cache());
            assertThat(matches(ownTexts.entriesPattern(), other.entry())).isEqualTo(samePrefix);
            assertThat(matches(ownTexts.tenantEntriesPattern(own.tenant()), other.entry()))
                    .isEqualTo(sameTenant);
            assertThat(matches(ownTexts.cacheEntriesPattern(own.cache()), other.entry()))
                    .isEqualTo(sameCache);
            assertThat(matches(ownTexts.regionEntriesPattern(own.tenant(), own.cache()), other.entry()))
                    .isEqualTo(sameTenant && sameCache);
            for (String stamp : other.stamps()) {
                assertThat(matches(ownTexts.entriesPattern(), stamp)).isFalse();
                assertThat(matches(ownTexts.tenantEntriesPattern(own.tenant()), stamp))
                        .isFalse();
                assertThat(matches(ownTexts.cacheEntriesPattern(own.cache()), stamp))
                        .isFalse();
                assertThat(matches(ownTexts.regionEntriesPattern(own.tenant(), own.cache()), stamp))
                        .isFalse();
            }
        }
    }

    /** Redis's globs as far as they are used here. */
    private static boolean matches(String glob, String text) {
        StringBuilder regex = new StringBuilder();
        String rest = glob;
        while (!rest.isEmpty()) {
            int length = rest.startsWith("[^!]") ? 4 : rest.startsWith("\\") ? 2 : 1;
            String token = rest.substring(0, length);
            regex.append(
                    switch (token) {
                        case "*" -> ".*";
                        case "[^!]" -> token;
                        default -> Pattern.quote(token.substring(length - 1));
                    });
            rest = rest.substring(length);
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
    }

    @Provide
    Arbitrary<List<Parts>> parts() {
        Arbitrary<String> names = Arbitraries.oneOf(
                NastyText.texts().filter(text -> !text.isBlank()),
                Arbitraries.of("a", "b", "v1", "a:v1", "tenant", "!tenant", "all"));
        Arbitrary<String> prefixes = Arbitraries.of("p", "p:q", "p:{a}", "*");
        return Combinators.combine(prefixes, names.injectNull(0.2), names, names)
                .as(Parts::new)
                .list()
                .ofMinSize(2)
                .ofMaxSize(6);
    }

    record Parts(String prefix, @Nullable String tenant, String cache, String query) {

        private String path() {
            return QueryPath.of(query, List.of(), new Object[0]);
        }

        String entry() {
            return new KeyText(prefix).entry(tenant, cache, 1, path(), "-");
        }

        List<String> stamps() {
            KeyText texts = new KeyText(prefix);
            return List.of(
                    texts.allStamp(),
                    texts.cacheStamp(cache),
                    texts.regionStamp(tenant, cache),
                    texts.queryStamp(tenant, cache, path()),
                    tenant == null ? texts.allStamp() : texts.tenantStamp(tenant),
                    tenant == null ? texts.allStamp() : texts.tagStamp(tenant, query));
        }

        void addTo(Set<String> all, Set<Object> sources) {
            all.add(entry());
            all.addAll(stamps());
            sources.add(this);
            sources.add(List.of(prefix, "all"));
            sources.add(List.of(prefix, "cache", cache));
            sources.add(List.of(prefix, "region", shown(), cache));
            sources.add(List.of(prefix, "query", shown(), cache, query));
            if (tenant != null) {
                sources.add(List.of(prefix, "tenant", tenant));
                sources.add(List.of(prefix, "tag", tenant, query));
            }
        }

        private Object shown() {
            return tenant == null ? 0 : tenant;
        }
    }
}
