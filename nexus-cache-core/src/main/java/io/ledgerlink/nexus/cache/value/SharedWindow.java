package io.ledgerlink.nexus.cache.value;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

/** Windows that are nobody's to change, with their positions worked out. */
public final class SharedWindow {

    private SharedWindow() {}

    public static <T> Window<T> of(Window<T> window) {
        return window.getContent() instanceof SharedList<T>
                ? window
                : of(window.getContent(), positions(window), window.hasNext());
    }

    public static <T> Window<T> of(List<T> content, List<@Nullable ScrollPosition> positions, boolean hasNext) {
        return Window.from(SharedList.of(content), new Positions(SharedList.of(positions)), hasNext);
    }

    public static List<@Nullable ScrollPosition> positions(Window<?> window) {
        List<@Nullable ScrollPosition> positions = new ArrayList<>(window.size());
        for (int index = 0; index < window.size(); index++) {
            positions.add(window.hasPosition(index) ? window.positionAt(index) : null);
        }
        return positions;
    }

    /** Equal for equal positions, so that windows of equal content are equal too. */
    private record Positions(List<@Nullable ScrollPosition> positions) implements IntFunction<ScrollPosition> {

        @Override
        public ScrollPosition apply(int index) {
            ScrollPosition position = positions.get(index);
            if (position == null) {
                throw new IllegalStateException(
                        "The item %d of the window has no position to go on from".formatted(index));
            }
            return position;
        }
    }
}
