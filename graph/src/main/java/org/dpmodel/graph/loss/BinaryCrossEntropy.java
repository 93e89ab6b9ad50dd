package org.dpmodel.graph.loss;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * Cross-entropy of the sigmoid of each of K logits z against targets y in [0, 1], for two classes, and for several labels
 * at once; the mean over the outputs of an example. With a weight w_k for the positive targets of output k, 1 by default:
 *
 * <pre>
 * loss = − 1/K Σ_k (w_k y_k log σ(z_k) + (1 − y_k) log(1 − σ(z_k)))
 *      = 1/K Σ_k ((1 − y_k) z_k + (1 + (w_k − 1) y_k) log(1 + exp(−z_k)))
 * gradient_k = 1/K ((1 − y_k) σ(z_k) − w_k y_k σ(−z_k))
 * </pre>
 *
 * computed so that no exponential has a positive argument. Immutable.
 */
public final class BinaryCrossEntropy implements Loss {
    private final Optional<float[]> positiveWeights;

    /** The loss without weights. */
    public BinaryCrossEntropy() {
        this(Optional.empty());
    }

    private BinaryCrossEntropy(Optional<float[]> positiveWeights) {
        this.positiveWeights = positiveWeights;
    }

    /**
     * Weights the positive targets. The weights must be public: if they are computed from private labels, they reveal
     * something about them that no statement covers.
     *
     * @param weights w, one for each output, finite and at least 0
     * @return a changed copy
     * @throws IllegalArgumentException if a weight is NaN or out of range
     */
    public BinaryCrossEntropy withPositiveWeights(double... weights) {
        return new BinaryCrossEntropy(
                Optional.of(PublicWeights.rounded("output", "5 if one in six targets is 1", weights)));
    }

    @Override
    public String name() {
        return "binary cross-entropy";
    }

    @Override
    public Link link() {
        return Link.SIGMOID;
    }

    @Override
    public TensorType targets(TensorType predictions) {
        positiveWeights.ifPresent(weights -> {
            Shape shape = predictions.shape();
            if (shape.rank() != 2 || shape.dim(1) != weights.length) {
                throw new GraphException("the positive weights of " + name() + " must be as many as the network has"
                        + " outputs [batch, outputs], " + predictions + ", found " + weights.length
                        + ": pass one for each output");
            }
        });
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
                value -> value >= 0 && value <= 1,
                "in [0, 1], 1 for positive and 0 for negative",
                "map labels such as -1 or 2 into that range");
    }

    @Override
    public Recorded record(Ops ops, Value predictions, Value targets) {
        Value no = ops.sub(ops.scalar(1f), targets);
        Value yes = positiveWeights
                .map(weights ->
                        ops.mul(targets, ops.builder().constant(Constant.floats(Shape.of(1, weights.length), weights))))
                .orElse(targets);
        Value opposite = ops.elementwise("Neg", predictions);
        Value softplus = ops.elementwise("Softplus", opposite);
        Value losses = Rows.mean(ops, ops.add(ops.mul(no, predictions), ops.mul(ops.add(no, yes), softplus)));
        Value gradient = ops.sub(
                ops.mul(no, ops.elementwise("Sigmoid", predictions)),
                ops.mul(yes, ops.elementwise("Sigmoid", opposite)));
        return new Recorded(losses, ops.mul(gradient, ops.scalar(Rows.share(predictions))));
    }

    @Override
    public String toString() {
        return name()
                + positiveWeights
                        .map(weights -> ", positive weights " + Arrays.toString(weights))
                        .orElse("");
    }
}
