package org.dpmodel.graph.loss;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.dpmodel.graph.TensorType;

/** Shared code of losses that measure the distance of predictions from targets of the same shape, which may be any numbers. */
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
