package org.dpmodel.graph.evidence;

import java.util.List;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.loss.BinaryCrossEntropy;
import org.dpmodel.graph.loss.HuberLoss;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.loss.MeanAbsoluteError;
import org.dpmodel.graph.loss.PoissonLoss;
import org.dpmodel.graph.loss.SoftmaxCrossEntropy;
import org.dpmodel.graph.loss.SparseSoftmaxCrossEntropy;
import org.dpmodel.graph.loss.TokenCrossEntropy;

/** A small network under each loss. */
final class LossNetworks {
    static final int PADDING = -100;

    private LossNetworks() {}

    /** As somebody else would write one, with operators that are written as others, and no gradient. */
    record LogCosh() implements Loss {
        @Override
        public String name() {
            return "log cosh";
        }

        @Override
        public TensorType targets(TensorType predictions) {
            return predictions;
        }

        @Override
        public Recorded record(Ops ops, Value predictions, Value targets) {
            Value d = ops.sub(predictions, targets);
            Value both =
                    ops.add(ops.elementwise("Softplus", d), ops.elementwise("Softplus", ops.elementwise("Neg", d)));
            return Recorded.derived(ops.reduceSum(both, false, 1));
        }
    }

    static List<TestNetwork> all() {
        return List.of(
                dense("class numbers", new SparseSoftmaxCrossEntropy()),
                dense(
                        "class numbers, smoothed and weighted",
                        new SparseSoftmaxCrossEntropy().withLabelSmoothing(0.1).withClassWeights(1, 0, 5)),
                dense(
                        "probabilities, smoothed and weighted",
                        new SoftmaxCrossEntropy().withLabelSmoothing(0.2).withClassWeights(2, 0.5, 1)),
                dense("several labels", new BinaryCrossEntropy()),
                dense("several weighted labels", new BinaryCrossEntropy().withPositiveWeights(1, 7, 0.5)),
                dense("absolute error", new MeanAbsoluteError()),
                dense("Huber loss", new HuberLoss(0.7)),
                dense("Poisson loss", new PoissonLoss()),
                dense("a loss of somebody else", new LogCosh()),
                new TestNetwork(
                        "tokens with padding",
                        NetworkSketch.input("tokens", 4, 3)
                                .then(s -> s.then("MatMul", s.parameter("weight", 3, 5)))
                                .network(),
                        new TokenCrossEntropy(PADDING)));
    }

    private static TestNetwork dense(String name, Loss loss) {
        return new TestNetwork(
                name, NetworkSketch.input(name, 4).dense(5).tanh().dense(3).network(), loss);
    }
}
