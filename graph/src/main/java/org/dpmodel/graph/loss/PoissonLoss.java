package org.dpmodel.graph.loss;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * Negative log-likelihood of counts y under Poisson distributions whose rates are the exponentials of the outputs z,
 * without the term log(y!), which no parameter affects; the mean over the K outputs of each example:
 *
 * <pre>
 * loss = 1/K Σ_k (exp(z_k) − y_k z_k)        gradient = 1/K (exp(z) − y)
 * </pre>
 *
 * From z = 89 on, the rate exceeds the range of float32: such an example contributes nothing and is counted as not
 * finite.
 */
public final class PoissonLoss implements Loss {
    /** The loss; it has no settings. */
    public PoissonLoss() {}

    @Override
    public String name() {
        return "Poisson loss";
    }

    @Override
    public Link link() {
        return Link.EXPONENTIAL;
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
        return TargetRules.each(
                target,
                value -> value >= 0 && Float.isFinite(value),
                "a count, finite and at least 0",
                "use Losses.meanSquaredError() or Losses.huber(1) for numbers that may be negative");
    }

    @Override
    public Recorded record(Ops ops, Value predictions, Value targets) {
        Value rates = ops.elementwise("Exp", predictions);
        Value losses = ops.sub(rates, ops.mul(targets, predictions));
        return new Recorded(
                Rows.mean(ops, losses), ops.mul(ops.sub(rates, targets), ops.scalar(Rows.share(predictions))));
    }

    @Override
    public String toString() {
        return name();
    }
}
