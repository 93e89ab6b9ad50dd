package org.dpmodel.graph.loss;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * {@link SoftmaxCrossEntropy} whose target is the number of a class, c in 0, 1, ... K − 1, instead of probabilities:
 *
 * <pre>
 * loss = − log softmax(z)_c        gradient = softmax(z) − onehot(c)
 * </pre>
 *
 * Smoothing and weights are those of {@link SoftmaxCrossEntropy}. Immutable.
 */
public final class SparseSoftmaxCrossEntropy implements Loss {
    private final ClassWeighting weighting;

    /** The loss without smoothing and weights. */
    public SparseSoftmaxCrossEntropy() {
        this(ClassWeighting.NONE);
    }

    private SparseSoftmaxCrossEntropy(ClassWeighting weighting) {
        this.weighting = weighting;
    }

    /**
     * Spreads a fraction of each label evenly over all classes.
     *
     * @param share s, in [0, 1)
     * @return a changed copy
     * @throws IllegalArgumentException if s is NaN or out of range
     */
    public SparseSoftmaxCrossEntropy withLabelSmoothing(double share) {
        return new SparseSoftmaxCrossEntropy(weighting.smoothed(share));
    }

    /**
     * Weights the classes, with public numbers.
     *
     * @param weights one for each class, finite and at least 0
     * @return a changed copy
     * @throws IllegalArgumentException if a weight is NaN or out of range
     */
    public SparseSoftmaxCrossEntropy withClassWeights(double... weights) {
        return new SparseSoftmaxCrossEntropy(weighting.weighted(weights));
    }

    @Override
    public String name() {
        return "softmax cross-entropy of class numbers";
    }

    @Override
    public Link link() {
        return Link.SOFTMAX;
    }

    /** {@code [batch]}: a single number for each example. */
    @Override
    public TensorType targets(TensorType predictions) {
        weighting.check(name(), predictions);
        return predictions.withShape(Shape.of(predictions.shape().dim(0)));
    }

    @Override
    public boolean restrictsTargets() {
        return true;
    }

    @Override
    public Optional<String> targetFault(FloatBuffer target, TensorType predictions) {
        long classes = predictions.shape().dim(1);
        return TargetRules.each(
                target,
                value -> TargetRules.isIndex(value, classes),
                "a class from 0 to " + (classes - 1),
                "number the classes from 0, end the network with an output for each, and leave out examples without a label");
    }

    @Override
    public Recorded record(Ops ops, Value predictions, Value targets) {
        return weighting.record(ops, predictions, ClassWeighting.oneHot(ops, targets, predictions.dim(1)));
    }

    @Override
    public String toString() {
        return name() + weighting;
    }
}
