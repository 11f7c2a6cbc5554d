package io.ledgerlink.nexus.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueryPathTests {

    @Test
    void aShortPathCanBeRead() {
        assertThat(path("entries(UUID,String)", List.of("accountId", "text"), Samples.ID, "a/b"))
                .isEqualTo("entries(UUID,String)/accountId=01930000-0000-7000-8000-00000000abcd/text=_a%2Fb");
    }

    @Test
    void aQueryWithoutArgumentsIsItsName() {
        assertThat(path("entries", List.of())).isEqualTo("entries");
    }

    @Test
    void aLongPathEndsInADigestOfTheWholeReadableOne() throws Exception {
        String text = "x".repeat(100_000);

        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(("entries/text=_" + text).getBytes(StandardCharsets.US_ASCII));
        assertThat(path("entries", List.of("text"), text))
                .isEqualTo("entries~" + HexFormat.of().formatHex(hash).substring(0, 32))
                .isEqualTo("entries~3d2dbdce6530efa069fdee1bda157e6e");
    }

    @Test
    void theLongestReadablePathHas120Characters() {
        assertThat(path("entries", List.of("t"), "x".repeat(109))).hasSize(120).startsWith("entries/t=_xxx");
        assertThat(path("entries", List.of("t"), "x".repeat(110))).matches("entries~[0-9a-f]{32}");
    }

    @Test
    void longTextsThatDifferInOneCharacterDifferInPath() {
        String text = "\ud83d\ude00".repeat(50_000);

        assertThat(path("entries", List.of("t"), text + "a")).isNotEqualTo(path("entries", List.of("t"), text + "b"));
        assertThat(path("entries", List.of("t"), text + "\ud800"))
                .isNotEqualTo(path("entries", List.of("t"), text + "\ud801"));
    }

    @Test
    void aLongNameIsDigestedToo() {
        String name = "entries".repeat(20);

        assertThat(path(name, List.of())).matches("~[0-9a-f]{32}").isNotEqualTo(path(name + "s", List.of()));
    }

    @Test
    void noNameForgesADigest() {
        String digested = path("entries", List.of("t"), "x".repeat(200));

        assertThat(path(digested, List.of())).isNotEqualTo(digested).startsWith("entries%7E");
    }

    @Test
    void noNameForgesArguments() {
        assertThat(path("entries/a=1", List.of())).isNotEqualTo(path("entries", List.of("a"), 1));
        assertThat(path("entries", List.of("a=1/b"), 2)).isNotEqualTo(path("entries", List.of("a", "b"), 1, 2));
    }

    @Property
    void twoCallsShareAPathIfAndOnlyIfTheyAreEqual(@ForAll("calls") Call one, @ForAll("calls") Call other) {
        assertThat(one.path().equals(other.path())).isEqualTo(one.equals(other));
    }

    @Property
    void aPathHasNoCharacterThatMeansSomethingInAKey(@ForAll("calls") Call call) {
        assertThat(call.path()).matches("[A-Za-z0-9._$+@%=(),/~-]+").hasSizeLessThanOrEqualTo(153);
    }

    @Provide
    Arbitrary<Call> calls() {
        Arbitrary<String> names =
                Arbitraries.oneOf(NastyText.texts().filter(name -> !name.isEmpty()), Arbitraries.of("a", "b"));
        Arbitrary<Object> values = Arbitraries.oneOf(
                NastyText.texts().map(text -> (Object) text), Arbitraries.of(1, 1L, "x".repeat(200), Samples.ID));
        Arbitrary<Tuple2<String, Object>> arguments =
                Combinators.combine(names, values).as(Tuple::of);
        return Combinators.combine(names, arguments.list().ofMaxSize(3)).as(Call::new);
    }

    record Call(String query, List<Tuple2<String, Object>> arguments) {

        String path() {
            return QueryPathTests.path(
                    query,
                    arguments.stream().map(Tuple2::get1).toList(),
                    arguments.stream().map(Tuple2::get2).toArray());
        }
    }

    private static String path(String query, List<String> names, @Nullable Object... args) {
        return QueryPath.of(
                query, names, Arrays.stream(args).map(Arguments::fix).toArray());
    }
}
