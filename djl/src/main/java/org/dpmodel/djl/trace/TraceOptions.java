package org.dpmodel.djl.trace;

import java.util.Objects;

/**
 * What is done with the parts of a block that cannot be trained privately as they are.
 *
 * @param name name of the network
 * @param normalization what becomes of batch normalization
 * @param dropoutLeftOut whether dropout is left out; otherwise it is refused
 */
public record TraceOptions(String name, BatchNormalizationRule normalization, boolean dropoutLeftOut) {
    /** Checks that all parts are present. */
    public TraceOptions {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(normalization, "normalization");
    }
}
