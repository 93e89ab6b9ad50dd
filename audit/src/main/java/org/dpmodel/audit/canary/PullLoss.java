package org.dpmodel.audit.canary;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.loss.Loss;

/** Output times target: a loss whose gradient with respect to the output is the target, wherever the parameters are. */
public final class PullLoss implements Loss {
    /** The loss; it has no settings. */
    public PullLoss() {}

    @Override
    public String name() {
        return "pull";
    }

    @Override
    public TensorType targets(TensorType predictions) {
        return predictions;
    }

    @Override
    public boolean restrictsTargets() {
        return true;
    }

    @Override
    public Optional<String> targetFault(FloatBuffer target, TensorType predictions) {
        float pull = target.get(target.position());
        return Float.isFinite(pull)
                ? Optional.empty()
                : Optional.of("must be finite, found " + pull + ": take a smaller clipping norm");
    }

    @Override
    public Recorded record(Ops ops, Value predictions, Value targets) {
        return Recorded.derived(ops.reduceSum(ops.mul(predictions, targets), false, 1));
    }
}
