package org.dpmodel.graph.loss;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * Cross-entropy of the softmax of logits z against target probabilities y that sum to 1 (one-hot for class labels):
 *
 * <pre>
 * loss = − Σ_k y_k log softmax(z)_k        gradient = softmax(z) − y
 * </pre>
 */
public final class SoftmaxCrossEntropy implements Loss {
    /** Room for probabilities that were stored in half precision, or with three decimals. */
    private static final double SUM_TOLERANCE = 1e-3;

    /** A complement, 1 − p − q, may come out below zero by roundings. */
    private static final double ROUNDING = 1e-6;

    private static final int SHOWN = 10;

    /** The loss; it has no settings. */
    public SoftmaxCrossEntropy() {}

    @Override
    public String name() {
        return "softmax cross-entropy";
    }

    @Override
    public TensorType targets(TensorType predictions) {
        if (predictions.shape().rank() != 2) {
            throw new GraphException("softmax cross-entropy needs logits [batch, classes], found " + predictions
                    + ": end the network with a Flatten or a dense layer");
        }
        return predictions;
    }

    @Override
    public boolean restrictsTargets() {
        return true;
    }

    @Override
    public Optional<String> targetFault(FloatBuffer target) {
        double sum = 0;
        boolean negative = false;
        for (int i = target.position(); i < target.limit(); i++) {
            sum += target.get(i);
            negative |= target.get(i) < -ROUNDING;
        }
        // Written so that a sum that is not a number is a fault.
        boolean one = Math.abs(sum - 1) <= SUM_TOLERANCE + ROUNDING;
        return one && !negative ? Optional.empty() : Optional.of(fault(target, sum));
    }

    private static String fault(FloatBuffer target, double sum) {
        String elements = IntStream.range(0, Math.min(target.remaining(), SHOWN))
                .mapToObj(i -> Float.toString(target.get(target.position() + i)))
                .collect(Collectors.joining(", ", "[", target.remaining() > SHOWN ? ", ...]" : "]"));
        return "must be probabilities of at least 0 that sum to 1 (for a class: 1 at its place, 0 elsewhere), found "
                + elements + " with sum " + (float) sum + ": divide a row by its sum if it counts votes, take"
                + " Losses.meanSquaredError() for several labels at once, and leave out examples without a label";
    }

    @Override
    public Recorded record(Ops ops, Value predictions, Value targets) {
        Value logProbabilities =
                ops.builder().call("LogSoftmax", Attributes.none().with("axis", 1), predictions);
        Value losses = ops.elementwise("Neg", ops.reduceSum(ops.mul(logProbabilities, targets), false, 1));
        return new Recorded(losses, ops.sub(ops.elementwise("Exp", logProbabilities), targets));
    }
}
