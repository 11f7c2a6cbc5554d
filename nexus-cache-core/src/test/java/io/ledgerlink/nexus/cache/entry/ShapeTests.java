package io.ledgerlink.nexus.cache.entry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.ledgerlink.nexus.cache.codec.CacheCodec;
import io.ledgerlink.nexus.cache.codec.JsonCodec;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Slice;
import tools.jackson.core.type.TypeReference;

/** Each holder is a release of the same service; its {@code Dto} is the type as that release knew it. */
@SuppressWarnings("SameNameButDifferent")
class ShapeTests {

    static final class Now {
        record Dto(long id, String text) {}

        static final class Bean {
            public long id;
            public String text = "";
        }

        sealed interface Event {}

        record Opened(long id) implements Event {}

        record Closed(long id) implements Event {}

        record Node(Node next, Dto dto) {}

        static final class Dtos extends ArrayList<Dto> {
            private static final long serialVersionUID = 1L;
        }
    }

    static final class MovedAndWithMethods {
        record Dto(long id, String text) {
            static Dto of(long id) {
                return new Dto(id, "");
            }

            String upper() {
                return text.toUpperCase(Locale.ROOT);
            }

            boolean isBlank() {
                return text.isBlank();
            }
        }

        static final class Bean {
            public String text = "";
            public long id;

            public void clear() {
                text = "";
            }
        }

        sealed interface Event {}

        record Closed(long id) implements Event {}

        record Opened(long id) implements Event {}

        record Node(Node next, Dto dto) {}
    }

    static final class Added {
        record Dto(long id, String text, String more) {}

        static final class Bean {
            public long id;
            public String text = "";
            public String more = "";
        }

        sealed interface Event {}

        record Opened(long id) implements Event {}

        record Closed(long id) implements Event {}

        record Paused(long id) implements Event {}

        record Node(Node next, Dto dto) {}

        static final class Dtos extends ArrayList<Dto> {
            private static final long serialVersionUID = 1L;
        }
    }

    static final class Removed {
        record Dto(long id) {}
    }

    static final class Renamed {
        record Dto(long id, String label) {}

        sealed interface Event {}

        record Started(long id) implements Event {}

        record Closed(long id) implements Event {}
    }

    static final class RenamedInTheBytes {
        record Dto(long id, @JsonProperty("label") String text) {}
    }

    static final class Retyped {
        record Dto(int id, String text) {}

        sealed interface Event {}

        record Opened(int id) implements Event {}

        record Closed(long id) implements Event {}
    }

    static final class Reordered {
        record Dto(String text, long id) {}
    }

    record Box<T>(T value) {}

    record Texts(Box<String> box) {}

    record Numbers(Box<Long> box) {}

    interface Holder<T> {
        List<T> all();
    }

    private static long shape(Type type) {
        return EntryCodec.of(JsonCodec.standard(), type, Compression.none()).shape();
    }

    private static long shape(TypeReference<?> type) {
        return shape(type.getType());
    }

    @Test
    void componentThatIsAddedRemovedRenamedRetypedOrMovedChangesIt() {
        assertThat(Set.of(
                        shape(Now.Dto.class),
                        shape(Added.Dto.class),
                        shape(Removed.Dto.class),
                        shape(Renamed.Dto.class),
                        shape(Retyped.Dto.class),
                        shape(Reordered.Dto.class)))
                .hasSize(6);
        assertThat(shape(RenamedInTheBytes.Dto.class)).isNotEqualTo(shape(Now.Dto.class));
    }

    @Test
    void changeDeepInsideChangesIt() {
        assertThat(shape(new TypeReference<Map<String, List<Now.Dto>>>() {}))
                .isNotEqualTo(shape(new TypeReference<Map<String, List<Added.Dto>>>() {}));
        assertThat(shape(new TypeReference<Optional<Now.Dto>>() {}))
                .isNotEqualTo(shape(new TypeReference<Optional<Added.Dto>>() {}));
        assertThat(shape(new TypeReference<Page<Now.Dto>>() {}))
                .isNotEqualTo(shape(new TypeReference<Page<Added.Dto>>() {}));
        assertThat(shape(Now.Dto[].class)).isNotEqualTo(shape(Added.Dto[].class));
        assertThat(shape(Now.Node.class)).isNotEqualTo(shape(Added.Node.class));
        assertThat(shape(Now.Dtos.class)).isNotEqualTo(shape(Added.Dtos.class));
    }

    @Test
    void methodsAndTheNameOfTheClassDoNotChangeIt() {
        assertThat(shape(MovedAndWithMethods.Dto.class)).isEqualTo(shape(Now.Dto.class));
        assertThat(shape(MovedAndWithMethods.Node.class)).isEqualTo(shape(Now.Node.class));
    }

    @Test
    void propertiesOfABeanCountInAnyOrder() {
        assertThat(shape(MovedAndWithMethods.Bean.class)).isEqualTo(shape(Now.Bean.class));
        assertThat(shape(Added.Bean.class)).isNotEqualTo(shape(Now.Bean.class));
    }

    @Test
    void permittedClassesCountByNameInAnyOrder() {
        assertThat(shape(MovedAndWithMethods.Event.class)).isEqualTo(shape(Now.Event.class));
        assertThat(Set.of(
                        shape(Now.Event.class),
                        shape(Added.Event.class),
                        shape(Renamed.Event.class),
                        shape(Retyped.Event.class)))
                .hasSize(4);
    }

    @Test
    void genericsAreResolved() {
        assertThat(shape(Texts.class)).isNotEqualTo(shape(Numbers.class));
        assertThat(shape(new TypeReference<List<String>>() {})).isNotEqualTo(shape(new TypeReference<List<Long>>() {}));
        assertThat(shape(new TypeReference<Box<Box<String>>>() {}))
                .isNotEqualTo(shape(new TypeReference<Box<Box<Long>>>() {}));
    }

    @Test
    void containersDiffer() {
        assertThat(Set.of(
                        shape(new TypeReference<List<String>>() {}),
                        shape(new TypeReference<Set<String>>() {}),
                        shape(new TypeReference<Collection<String>>() {}),
                        shape(new TypeReference<Optional<String>>() {}),
                        shape(new TypeReference<Page<String>>() {}),
                        shape(new TypeReference<Slice<String>>() {}),
                        shape(String[].class),
                        shape(String.class)))
                .hasSize(8);
    }

    @Test
    void isTheSameOnEveryJvm() {
        assertThat(List.of(
                        shape(BigDecimal.class), shape(Now.Dto.class), shape(Now.Event.class), shape(Now.Node.class)))
                .containsExactly(
                        -6803955655223793542L, -741981417863318873L, 2535791308082364034L, 1181569563259683420L);
    }

    @Test
    void usersCodecSeesTheSameChanges() {
        CacheCodec users = new CacheCodec() {

            @Override
            public byte id() {
                return 77;
            }

            @Override
            public byte[] encode(Object value, Type type) {
                return new byte[0];
            }

            @Override
            public Object decode(byte[] bytes, int offset, int length, Type type) {
                return "";
            }
        };

        assertThat(EntryCodec.of(users, Now.Dto.class, Compression.none()).shape())
                .isNotEqualTo(EntryCodec.of(users, Added.Dto.class, Compression.none())
                        .shape());
        assertThat(EntryCodec.of(users, Now.Bean.class, Compression.none()).shape())
                .isNotEqualTo(EntryCodec.of(users, Added.Bean.class, Compression.none())
                        .shape());
    }
}
