package org.dpmodel.graph.operator;

import java.util.Map;
import java.util.Optional;

/** Operators that networks cannot contain whatever their attributes, with the reason. */
final class RefusedOperators {
    private static final String BY_VALUE =
            "the shape of its output depends on the values of the examples, and graphs have fixed shapes";
    private static final String SCATTER =
            "it overwrites places by index, and which of equal indices wins is not the same on"
                    + " all devices: join the parts by Concat or choose them by Where";

    private static final Map<String, String> REASONS = Map.of(
            "Compress", BY_VALUE,
            "NonZero", BY_VALUE,
            "Unique", BY_VALUE,
            "ReverseSequence",
                    "it moves elements by lengths that are computed: reverse whole axes by Slice with step -1",
            "ScatterElements", SCATTER,
            "TopK",
                    "which elements it picks jumps from one to another as parameters move, and it ranks by value: use a"
                            + " maximum, or sort the features before they come in");

    private RefusedOperators() {}

    /** Why an operator is refused; empty if it is not known at all. */
    static Optional<String> reason(String operator) {
        return Optional.ofNullable(REASONS.get(operator));
    }
}
