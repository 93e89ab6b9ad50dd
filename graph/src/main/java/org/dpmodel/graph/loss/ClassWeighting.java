package org.dpmodel.graph.loss;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * The cross-entropy of softmax against class probabilities, with the features that cross-entropies share: labels smoothed
 * by s over K classes, and a weight w for each class.
 *
 * <pre>
 * t_k = w_k ((1 − s) y_k + s / K)      loss = − Σ_k t_k log softmax(z)_k      gradient = softmax(z) Σ_k t_k − t
 * </pre>
 *
 * Immutable.
 */
final class ClassWeighting {
    static final ClassWeighting NONE = new ClassWeighting(0, Optional.empty());

    private final double smoothing;
    private final Optional<float[]> weights;

    private ClassWeighting(double smoothing, Optional<float[]> weights) {
        this.smoothing = smoothing;
        this.weights = weights;
    }

    ClassWeighting smoothed(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "labelSmoothing must be in [0, 1), found " + share + ": 0.1 is usual, 0 leaves labels as they are");
        }
        return new ClassWeighting(share, weights);
    }

    ClassWeighting weighted(double... perClass) {
        return new ClassWeighting(smoothing, Optional.of(PublicWeights.rounded("class", "1 and 5", perClass)));
    }

    /** Refuses predictions that are not class logits, and weights for a different number of classes. */
    void check(String loss, TensorType predictions) {
        if (predictions.shape().rank() != 2) {
            throw new GraphException(loss + " needs logits [batch, classes], found " + predictions
                    + ": end the network with a Flatten or a dense layer");
        }
        long classes = predictions.shape().dim(1);
        weights.ifPresent(given -> {
            if (given.length != classes) {
                throw new GraphException(
                        "the class weights of " + loss + " must be as many as the network has classes, " + classes
                                + ", found " + given.length + ": pass one for each class");
            }
        });
    }

    /**
     * Losses and gradients of single distributions, along the last axis.
     *
     * @param logits {@code [..., classes]}
     * @param probabilities of the same shape
     * @return losses {@code [...]}, and a gradient of the shape of the logits
     */
    Loss.Recorded record(Ops ops, Value logits, Value probabilities) {
        int axis = logits.shape().rank() - 1;
        Value logSoftmax = ops.builder().call("LogSoftmax", Attributes.none().with("axis", axis), logits);
        Value targets = targets(ops, probabilities, logits.dim(axis));
        Value losses = ops.elementwise("Neg", ops.reduceSum(ops.mul(logSoftmax, targets), false, axis));
        Value softmax = ops.elementwise("Exp", logSoftmax);
        Value mass = weights.isEmpty() ? softmax : ops.mul(softmax, ops.reduceSum(targets, true, axis));
        return new Loss.Recorded(losses, ops.sub(mass, targets));
    }

    private Value targets(Ops ops, Value probabilities, long classes) {
        Value smooth = smoothing == 0
                ? probabilities
                : ops.add(ops.mul(probabilities, ops.scalar((float) (1 - smoothing))), ops.scalar((float)
                        (smoothing / classes)));
        return weights.map(
                        given -> ops.mul(smooth, ops.builder().constant(Constant.floats(Shape.of(1, classes), given))))
                .orElse(smooth);
    }

    /** 1 at the position of each index, along a new last axis; all zeros if the index is not a class. */
    static Value oneHot(Ops ops, Value indices, long classes) {
        long[] column = Arrays.copyOf(indices.shape().dims(), indices.shape().rank() + 1);
        column[column.length - 1] = 1;
        float[] numbers = new float[Math.toIntExact(classes)];
        IntStream.range(0, numbers.length).forEach(i -> numbers[i] = i);
        Value all = ops.builder().constant(Constant.floats(Shape.of(1, classes), numbers));
        return ops.indicator(ops.elementwise("Equal", ops.reshape(indices, column), all));
    }

    /** A description to follow the name of the loss; empty if nothing is set. */
    @Override
    public String toString() {
        String smooth = smoothing == 0 ? "" : ", label smoothing " + smoothing;
        return smooth
                + weights.map(given -> ", class weights " + Arrays.toString(given))
                        .orElse("");
    }
}
