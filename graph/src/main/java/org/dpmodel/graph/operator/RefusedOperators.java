package org.dpmodel.graph.operator;

import java.util.Map;
import java.util.Optional;

/** Operators that networks cannot contain, whatever their attributes, with the reason. */
final class RefusedOperators {
    private static final String BY_VALUE =
            "the shape of its output depends on the values of the examples, and graphs have fixed shapes";
    private static final String LEFT_OUT =
            "it calls a function that TensorFlow's converter has left out of the file, as it does for Keras's convolutions"
                    + " in groups, and no program can run the file: call tf.config.run_functions_eagerly(True) before the"
                    + " export, so that the converter finds the convolution itself";

    private static final Map<String, String> REASONS = Map.of(
            "Compress", BY_VALUE,
            "NonZero", BY_VALUE,
            "PartitionedCall", LEFT_OUT,
            "Unique", BY_VALUE,
            "ReverseSequence",
                    "it moves elements by lengths that are not the size of the whole axis: reverse whole axes with Slice and step -1",
            "StatefulPartitionedCall", LEFT_OUT);

    private RefusedOperators() {}

    /** Why an operator is refused; empty if it is not known at all. */
    static Optional<String> reason(String operator) {
        return Optional.ofNullable(REASONS.get(operator));
    }
}
