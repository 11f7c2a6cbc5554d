package io.ledgerlink.nexus.cache.test.redis;

import java.util.Arrays;
import java.util.List;

/** One line of {@code CLUSTER NODES}: what a node knows of another, or of itself. */
record ClusterNode(String id, int port, List<String> flags, List<String> slots) {

    private static final int FIRST_SLOTS = 8;

    ClusterNode {
        flags = List.copyOf(flags);
        slots = List.copyOf(slots);
    }

    static ClusterNode parse(String line) {
        String[] fields = line.split(" ");
        String address = fields[1].substring(0, fields[1].indexOf('@'));
        return new ClusterNode(
                fields[0],
                Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)),
                List.of(fields[2].split(",")),
                Arrays.asList(fields).subList(FIRST_SLOTS, fields.length));
    }

    boolean isServingMaster() {
        return flags.contains("master") && !flags.contains("fail") && !slots.isEmpty();
    }

    boolean holds(int slot) {
        // A slot on its way to another node stands in brackets besides its range.
        return slots.stream().filter(range -> !range.startsWith("[")).anyMatch(range -> contains(range, slot));
    }

    private static boolean contains(String range, int slot) {
        String[] ends = range.split("-", -1);
        return slot >= Integer.parseInt(ends[0]) && slot <= Integer.parseInt(ends[ends.length - 1]);
    }
}
