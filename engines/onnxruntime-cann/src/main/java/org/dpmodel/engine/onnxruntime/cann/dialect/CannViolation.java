package org.dpmodel.engine.onnxruntime.cann.dialect;

import java.util.Objects;

/**
 * A place where a model violates a rule of CANN.
 *
 * @param place the node with its operator, or the input or output of the graph
 * @param rule what has to hold
 * @param found what is there instead
 * @param cure what to do
 */
public record CannViolation(String place, String rule, String found, String cure) {
    /** Checks that all parts are present. */
    public CannViolation {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(found, "found");
        Objects.requireNonNull(cure, "cure");
    }

    /** The violation as one sentence. */
    @Override
    public String toString() {
        return place + ": " + rule + ", found " + found + ": " + cure;
    }
}
