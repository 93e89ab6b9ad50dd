package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.NetworkSketch.input;
import static org.dpmodel.graph.evidence.TestNetwork.classifier;
import static org.dpmodel.graph.evidence.TestNetwork.regression;

import java.util.List;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/** One network for each normalization within an example, and form of it. */
final class NormalizationNetworks {
    private static final Attributes NONE = Attributes.none();

    private NormalizationNetworks() {}

    private static Attributes epsilon(double epsilon) {
        return NONE.with("epsilon", new Attribute.Real((float) epsilon));
    }

    static List<TestNetwork> all() {
        return List.of(
                classifier(input("group normalization", 2, 3, 3)
                        .conv(4, 2, 2)
                        .then(s -> s.then(
                                "GroupNormalization",
                                epsilon(0.1).with("num_groups", 2),
                                s.parameter(4),
                                s.parameter(4)))
                        .dense(4)
                        .then(s -> s.then(
                                "GroupNormalization", NONE.with("num_groups", 2), s.parameter(4), s.parameter(4)))
                        .dense(2)),
                classifier(input("instance normalization", 2, 3, 3)
                        .conv(2, 2, 2)
                        .then(s -> s.then("InstanceNormalization", epsilon(0.1), s.parameter(2), s.parameter(2)))
                        .dense(2)),
                classifier(input("group normalization as PyTorch writes it", 2, 3, 3)
                        .conv(4, 2, 2)
                        .reshape(0, 2, -1)
                        .then(s -> s.then(
                                "InstanceNormalization",
                                s.builder().constant(Constant.floats(Shape.of(2), 1, 1)),
                                s.builder().constant(Constant.floats(Shape.of(2), 0, 0))))
                        .reshape(0, 4, 2, 2)
                        .then(s -> s.then("Mul", s.parameter(4, 1, 1)))
                        .then(s -> s.then("Add", s.parameter(4, 1, 1)))
                        .dense(2)),
                classifier(input("standardized weights", 12)
                        .then(s -> s.then("Mul", s.builder().constant(Constant.floats(Shape.of(1), 0.2f))))
                        .then(s -> s.then("MatMul", standardized(s)))),
                classifier(input("normalization by the root of the mean square", 3, 2)
                        .then(s -> s.then("MatMul", s.parameter(2, 4)))
                        .then(s -> s.then("RMSNormalization", s.parameter(4)))
                        .then(s -> s.then(
                                "SimplifiedLayerNormalization", epsilon(0.2).with("axis", 1), s.parameter(3, 4)))
                        .dense(2)),
                classifier(input("vectors of length 1", 3, 2)
                        .then(s -> s.then("MatMul", s.parameter(2, 4)))
                        .then("LpNormalization")
                        .then(s -> s.then("MatMul", s.parameter(4, 3)))
                        .then("LpNormalization", NONE.with("axis", 1).with("p", 1))
                        .dense(2)),
                regression(input("mean and variance", 2, 3, 3)
                        .conv(3, 2, 2)
                        .then("MeanVarianceNormalization", NONE.with("axes", new long[] {2, 3}))
                        .dense(2)),
                regression(input("response among channels", 2, 2, 2)
                        .conv(4, 1, 1)
                        .then("LRN", NONE.with("size", 3).with("alpha", new Attribute.Real(0.3f)))
                        .then(
                                "LRN",
                                NONE.with("size", 5)
                                        .with("beta", new Attribute.Real(0.5f))
                                        .with("bias", new Attribute.Real(2f)))
                        .dense(2)));
    }

    /** A matrix whose rows were normalized in sixes: of the parameters alone, before an example comes in. */
    private static Value standardized(NetworkSketch s) {
        Value normalized = s.builder()
                .call(
                        "InstanceNormalization",
                        NONE,
                        s.parameter(2, 2, 6),
                        s.builder().constant(Constant.floats(Shape.of(2), 1, 1)),
                        s.builder().constant(Constant.floats(Shape.of(2), 0, 0)));
        return s.builder().call("Reshape", NONE, normalized, s.builder().constant(Constant.ints(12, 2)));
    }
}
