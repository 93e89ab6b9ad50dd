package org.dpmodel.djl.trace;

import java.util.Objects;

/**
 * How to treat parts of a block that cannot be trained privately unchanged.
 *
 * @param name name of the network
 * @param normalization the treatment of batch normalization
 * @param dropout the treatment of dropout
 * @param ids whether the block reads whole numbers
 */
public record TraceOptions(String name, BatchNormalizationRule normalization, DropoutRule dropout, boolean ids) {
    /** Checks that all parts are present. */
    public TraceOptions {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(normalization, "normalization");
        Objects.requireNonNull(dropout, "dropout");
    }
}
