package org.dpmodel.graph.reference;

import java.util.List;

/** Computes one operator. */
@FunctionalInterface
interface Kernel {
    /** One tensor for each output that the node names. */
    List<ReferenceTensor> run(KernelCall call);
}
