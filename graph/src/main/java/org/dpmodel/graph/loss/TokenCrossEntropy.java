package org.dpmodel.graph.loss;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * Cross-entropy at each of T positions of an example, for text and other sequences: logits z {@code [batch, T, K]},
 * targets {@code [batch, T]} of classes c_t, or a padding number where nothing is to be predicted. The mean is over the
 * example's own M positions that are not padding, so it does not depend on the lengths of other examples:
 *
 * <pre>
 * loss = − 1/M Σ_t log softmax(z_t)_{c_t}        gradient_t = (softmax(z_t) − onehot(c_t)) / M, 0 at padding
 * </pre>
 *
 * An example with only padding has loss 0 and gradient 0. Immutable.
 */
public final class TokenCrossEntropy implements Loss {
    private final int padding;

    /**
     * A loss.
     *
     * @param padding the target where nothing is to be predicted; PyTorch's is −100
     */
    public TokenCrossEntropy(int padding) {
        this.padding = padding;
    }

    /**
     * The target where nothing is to be predicted.
     *
     * @return any number that is not a class
     */
    public int padding() {
        return padding;
    }

    @Override
    public String name() {
        return "token cross-entropy";
    }

    @Override
    public Link link() {
        return Link.SOFTMAX;
    }

    @Override
    public TensorType targets(TensorType predictions) {
        Shape shape = predictions.shape();
        if (shape.rank() != 3) {
            throw new GraphException(name() + " needs logits [batch, places, classes], found " + predictions
                    + ": make the network output a row of logits for each position");
        }
        return predictions.withShape(Shape.of(shape.dim(0), shape.dim(1)));
    }

    @Override
    public boolean restrictsTargets() {
        return true;
    }

    @Override
    public Optional<String> targetFault(FloatBuffer target, TensorType predictions) {
        long classes = predictions.shape().dim(2);
        return TargetRules.each(
                target,
                value -> value == padding || TargetRules.isIndex(value, classes),
                "a class from 0 to " + (classes - 1) + ", or the padding " + padding,
                "number the classes from 0, and name the number used for padding");
    }

    @Override
    public Recorded record(Ops ops, Value predictions, Value targets) {
        Value present = ops.indicator(ops.not(ops.elementwise("Equal", targets, ops.scalar(padding))));
        Value count = ops.elementwise("Max", ops.reduceSum(present, true, 1), ops.scalar(1f));
        Value share = ops.div(present, count);
        Recorded each =
                ClassWeighting.NONE.record(ops, predictions, ClassWeighting.oneHot(ops, targets, predictions.dim(2)));
        Value losses = ops.reduceSum(ops.mul(each.losses(), share), false, 1);
        Value column = ops.reshape(share, targets.dim(0), targets.dim(1), 1);
        return new Recorded(losses, ops.mul(each.gradient().orElseThrow(), column));
    }

    @Override
    public String toString() {
        return name() + ", padding " + padding;
    }
}
