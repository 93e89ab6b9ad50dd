package org.dpmodel.graph.loss;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * Cross-entropy of the softmax of logits z against target probabilities y that sum to 1 (one-hot for class labels):
 *
 * <pre>
 * loss = − Σ_k y_k log softmax(z)_k        gradient = softmax(z) − y
 * </pre>
 *
 * With label smoothing s, y is replaced by (1 − s) y + s / K; a class weight w_k then multiplies the k-th term, before
 * gradients are clipped. Immutable.
 */
public final class SoftmaxCrossEntropy implements Loss {
    /** Tolerance for probabilities that were stored in half precision, or with three decimals. */
    private static final double SUM_TOLERANCE = 1e-3;

    /** A complement, 1 − p − q, may be slightly negative because of rounding. */
    private static final double ROUNDING = 1e-6;

    private final ClassWeighting weighting;

    /** The loss without smoothing and weights. */
    public SoftmaxCrossEntropy() {
        this(ClassWeighting.NONE);
    }

    private SoftmaxCrossEntropy(ClassWeighting weighting) {
        this.weighting = weighting;
    }

    /**
     * Spreads a fraction of each label evenly over all classes.
     *
     * @param share s, in [0, 1)
     * @return a changed copy
     * @throws IllegalArgumentException if s is NaN or out of range
     */
    public SoftmaxCrossEntropy withLabelSmoothing(double share) {
        return new SoftmaxCrossEntropy(weighting.smoothed(share));
    }

    /**
     * Weights the classes. The weights must be public: if they are computed from private labels, they reveal something
     * about them that no statement covers.
     *
     * @param weights one for each class, finite and at least 0
     * @return a changed copy
     * @throws IllegalArgumentException if a weight is NaN or out of range
     */
    public SoftmaxCrossEntropy withClassWeights(double... weights) {
        return new SoftmaxCrossEntropy(weighting.weighted(weights));
    }

    @Override
    public String name() {
        return "softmax cross-entropy";
    }

    @Override
    public Link link() {
        return Link.SOFTMAX;
    }

    @Override
    public TensorType targets(TensorType predictions) {
        weighting.check(name(), predictions);
        return predictions;
    }

    @Override
    public boolean restrictsTargets() {
        return true;
    }

    @Override
    public Optional<String> targetFault(FloatBuffer target, TensorType predictions) {
        double sum = 0;
        boolean negative = false;
        for (int i = target.position(); i < target.limit(); i++) {
            sum += target.get(i);
            negative |= target.get(i) < -ROUNDING;
        }
        // Written so that a NaN sum is a fault.
        boolean one = Math.abs(sum - 1) <= SUM_TOLERANCE + ROUNDING;
        return one && !negative ? Optional.empty() : Optional.of(fault(target, sum));
    }

    private static String fault(FloatBuffer target, double sum) {
        return "must be probabilities of at least 0 that sum to 1 (for a class: 1 at its position, 0 elsewhere), found "
                + TargetRules.shown(target) + " with sum " + (float) sum
                + ": divide a row by its sum if it counts votes, use Losses.binaryCrossEntropy() for several labels "
                + "at once, Losses.meanSquaredError() for other numbers, and leave out examples without a label";
    }

    @Override
    public Recorded record(Ops ops, Value predictions, Value targets) {
        return weighting.record(ops, predictions, targets);
    }

    @Override
    public String toString() {
        return name() + weighting;
    }
}
