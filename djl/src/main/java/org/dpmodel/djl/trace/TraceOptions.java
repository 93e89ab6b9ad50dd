package org.dpmodel.djl.trace;

import java.util.Objects;

/**
 * How parts of a block that cannot be trained privately as they are are treated.
 *
 * @param name name of the network
 * @param normalization what becomes of batch normalization
 * @param dropout what becomes of dropout
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
