package io.ledgerlink.nexus.cache.autoconfigure;

import io.ledgerlink.nexus.cache.aspect.NearestName;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Properties and their values as a user writes them, for texts that name one. */
final class PropertyText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

    private static final Map<String, Duration> UNITS = units();

    private PropertyText() {}

    private static Map<String, Duration> units() {
        Map<String, Duration> units = new LinkedHashMap<>();
        units.put("d", Duration.ofDays(1));
        units.put("h", Duration.ofHours(1));
        units.put("m", Duration.ofMinutes(1));
        units.put("s", Duration.ofSeconds(1));
        units.put("ms", Duration.ofMillis(1));
        return units;
    }

    static String cache(String name) {
        return "nexus.cache.caches." + element(name);
    }

    static String policy(String name) {
        return "nexus.cache.policies." + element(name);
    }

    /** The duration in the largest unit that leaves nothing over. */
    static String duration(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        return UNITS.entrySet().stream()
                .filter(unit -> duration.equals(unit.getValue().multipliedBy(duration.dividedBy(unit.getValue()))))
                .findFirst()
                .map(unit -> duration.dividedBy(unit.getValue()) + unit.getKey())
                .orElseGet(duration::toString);
    }

    /** A sentence that suggests the nearest name, with a blank before it; nothing where none is near. */
    static String suggestion(String written, Collection<String> names) {
        return NearestName.to(written, names)
                .map(nearest -> " Did you mean '" + nearest + "'?")
                .orElse("");
    }

    private static String element(String name) {
        return PLAIN.matcher(name).matches() ? name : "[" + name + "]";
    }
}
