package org.dpmodel.graph.loss;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.dpmodel.graph.TensorType;

/** What losses have in common that measure how far predictions lie from targets of the same shape, which are any numbers. */
abstract class DistanceLoss implements Loss {
    @Override
    public final TensorType targets(TensorType predictions) {
        return predictions;
    }

    @Override
    public final boolean restrictsTargets() {
        return true;
    }

    @Override
    public final Optional<String> targetFault(FloatBuffer target, TensorType predictions) {
        return TargetRules.finite(target);
    }
}
