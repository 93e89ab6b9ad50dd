package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.NetworkSketch.input;
import static org.dpmodel.graph.evidence.NetworkSketch.strides;
import static org.dpmodel.graph.evidence.TestNetwork.classifier;
import static org.dpmodel.graph.evidence.TestNetwork.regression;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/** One network for each operator, attribute and way of using a parameter, and the networks that people train. */
final class TestNetworks {
    private static final Attributes NONE = Attributes.none();

    private TestNetworks() {}

    static List<TestNetwork> all() {
        List<TestNetwork> all = new ArrayList<>(small());
        all.add(lenet5("LeNet-5 tanh", "Tanh"));
        all.add(lenet5("LeNet-5 relu", "Relu"));
        all.add(tutorialCnn());
        return all;
    }

    /** All but the large ones. */
    static List<TestNetwork> small() {
        List<TestNetwork> all = new ArrayList<>();
        all.addAll(ImageNetworks.convolutions());
        all.addAll(ImageNetworks.poolings());
        all.addAll(dense());
        all.addAll(shapes());
        all.addAll(sharing());
        all.addAll(RecurrentNetworks.all());
        all.addAll(StructureNetworks.all());
        all.addAll(FunctionNetworks.all());
        all.addAll(AdaptedNetworks.all());
        all.addAll(LossNetworks.all());
        return all;
    }

    static List<TestNetwork> dense() {
        return List.of(
                classifier(input("multilayer perceptron", 6)
                        .dense(5)
                        .relu()
                        .dense(4)
                        .tanh()
                        .dense(3)),
                regression(input("regression", 4).dense(5).then("Sigmoid").dense(2)),
                regression(input("regression with images as output", 1, 4, 4)
                        .conv(2, 2, 2)
                        .tanh()
                        .conv(2, 2, 2)),
                classifier(input("gemm without transposition or bias", 5)
                        .then(s -> s.then("Gemm", s.parameter(5, 4)))
                        .tanh()
                        .then(s -> s.then("Gemm", s.parameter(4, 3), s.parameter(1, 3)))),
                regression(input("gemm, one bias for all outputs", 5)
                        .then(s -> s.then("Gemm", s.parameter(5, 4), s.parameter(1)))
                        .tanh()
                        .then(s -> s.then("Gemm", s.parameter(4, 3), s.parameter()))),
                classifier(input("matmul and bias", 5)
                        .then(s -> s.then("MatMul", s.parameter(5, 4)))
                        .then(s -> s.then("Add", s.parameter(4)))
                        .relu()
                        .then(s -> s.then("MatMul", s.parameter(4, 3)))),
                classifier(input("matmul on sequences", 3, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 5)))
                        .then(s -> s.then("Add", s.parameter(5)))
                        .tanh()
                        .then(s -> s.then("MatMul", s.parameter(5, 2)))
                        .then(s -> s.then("Add", s.parameter(3, 1)))
                        .dense(3)),
                classifier(input("matmul on grids", 2, 3, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 3)))
                        .tanh()
                        .dense(3)));
    }

    static List<TestNetwork> shapes() {
        return List.of(
                classifier(input("biases of many shapes", 2, 3, 3)
                        .tanh()
                        .then(s -> s.then("Add", s.parameter(2, 1, 1)))
                        .then(s -> s.then("Add", s.parameter(1, 2, 3, 1)))
                        .then(s -> s.then("Add", s.parameter(3)))
                        .then(s -> s.then("Add", s.parameter()))
                        .tanh()
                        .dense(3)),
                classifier(input("bias as the first summand", 4)
                        .tanh()
                        .then(s -> {
                            Value bias = s.parameter(1, 4);
                            return s.from(s.builder().call("Add", NONE, bias, s.value()));
                        })
                        .tanh()
                        .dense(3)),
                classifier(input("reshape and transpose", 2, 3, 4)
                        .transpose(0, 3, 1, 2)
                        .then(s -> s.then("MatMul", s.parameter(3, 2)))
                        .tanh()
                        .reshape(0, -1, 4)
                        .transpose(0, 2, 1)
                        .dense(3)),
                classifier(input("flatten in the middle", 2, 2, 3)
                        .then("Flatten", NONE.with("axis", -3))
                        .dense(4)
                        .tanh()
                        .reshape(-1, 1, 2, 2)
                        .conv(2, 2, 2)
                        .dense(2)),
                classifier(input("softmax inside", 3, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 4)))
                        .then("Softmax", NONE.with("axis", 2))
                        .then(s -> s.then("MatMul", s.parameter(4, 3)))
                        .then("Softmax", NONE.with("axis", 1))
                        .dense(3)),
                classifier(input("logarithm of softmax inside", 3, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 4)))
                        .then("LogSoftmax", NONE.with("axis", -1))
                        .dense(3)),
                classifier(input("batch normalization, frozen statistics", 2, 4, 4)
                        .conv(3, 2, 2)
                        .then(s -> normalize(s))
                        .relu()
                        .dense(3)
                        .then(s -> normalize(s))),
                classifier(input("layer normalization", 3, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 5)))
                        .then(s -> s.then("LayerNormalization", s.parameter(5), s.parameter(5)))
                        .relu()
                        .then(s -> s.then(
                                "LayerNormalization",
                                NONE.with("axis", 1).with("epsilon", new Attribute.Real(0.1f)),
                                s.parameter(3, 5),
                                s.parameter(3, 5)))
                        .dense(3)),
                classifier(input("layer normalization without bias, of groups with a constant scale", 2, 3, 3)
                        .conv(4, 2, 2)
                        .reshape(0, 2, -1)
                        .then(s -> s.then(
                                "LayerNormalization",
                                s.builder().constant(Constant.floats(Shape.of(8), 1, 1, 1, 1, 1, 1, 1, 1))))
                        .reshape(0, 4, 2, 2)
                        .then(s -> normalize(s))
                        .then("Flatten")
                        .then(s -> s.then("LayerNormalization", s.parameter(16)))
                        .dense(3)),
                classifier(input("dropout and identity", 4)
                        .dense(4)
                        .then("Identity")
                        .tanh()
                        .then("Dropout")
                        .dense(3)
                        .then("Identity")));
    }

    private static NetworkSketch normalize(NetworkSketch s) {
        int channels = (int) s.value().dim(1);
        float[] variances = new float[channels];
        float[] means = new float[channels];
        for (int i = 0; i < channels; i++) {
            variances[i] = 0.5f + i;
            means[i] = 0.1f * i - 0.1f;
        }
        Value mean = s.builder().constant(Constant.floats(Shape.of(channels), means));
        Value variance = s.builder().constant(Constant.floats(Shape.of(channels), variances));
        return s.then("BatchNormalization", s.parameter(channels), s.parameter(channels), mean, variance);
    }

    static List<TestNetwork> sharing() {
        TestNetwork whole = classifier(input("some parameters frozen", 1, 5, 5)
                .then(s -> s.then("Conv", s.parameter("frozen weight", 2, 1, 2, 2), s.parameter("bias", 2)))
                .tanh()
                .then(s -> s.then("Conv", s.parameter("weight", 2, 2, 2, 2), s.parameter("frozen bias", 2)))
                .tanh()
                .dense(2));
        return List.of(
                new TestNetwork(
                        whole.name(), whole.network().freeze(Set.of("frozen weight", "frozen bias")), whole.loss()),
                classifier(input("skip connection", 4)
                        .dense(4)
                        .then(s -> {
                            Value before = s.value();
                            return s.tanh().dense(4).then("Add", before);
                        })
                        .tanh()
                        .then(s -> s.then("Add", s.value()))
                        .dense(3)),
                classifier(input("dense weight used three times", 4).then(s -> {
                    Value w = s.parameter(4, 4);
                    Value b = s.parameter(4);
                    return s.then("Gemm", w, b)
                            .tanh()
                            .then("Gemm", NONE.with("transB", 1), w, b)
                            .tanh()
                            .then("MatMul", w);
                })),
                classifier(input("convolution used twice through a skip connection", 2, 4, 4)
                        .then(s -> {
                            Value w = s.parameter(2, 2, 3, 3);
                            Value b = s.parameter(2);
                            Attributes same = NONE.with("pads", new long[] {1, 1, 1, 1});
                            Value first = s.then("Conv", same, w, b).tanh().value();
                            return s.then("Conv", same, w, b).then("Add", first);
                        })
                        .dense(2)),
                classifier(input("convolution used at two sizes", 1, 6, 6)
                        .then(s -> {
                            Value w = s.parameter(1, 1, 2, 2);
                            return s.then("Conv", strides(2, 2), w).tanh().then("Conv", w);
                        })
                        .dense(2)),
                classifier(input("weight and bias in one parameter", 1).then(s -> {
                    Value p = s.parameter(1, 3);
                    return s.then("Gemm", p, p);
                })),
                classifier(input("the same operation twice", 4)
                        .then(s -> {
                            Value w = s.parameter(4, 4);
                            Value left = s.then("MatMul", w).tanh().value();
                            Value right = s.then("Identity").then("Dropout").value();
                            return s.from(s.builder().call("Add", NONE, left, right));
                        })
                        .dense(3)));
    }

    /** LeNet-5 on 20 by 20 pixels, so that double loops stay quick; the layers are those of the original. */
    static TestNetwork lenet5(String name, String activation) {
        return classifier(input(name, 1, 20, 20)
                .conv(6, 5, 5)
                .then(activation)
                .pool("MaxPool", 2, 2)
                .conv(16, 5, 5)
                .then(activation)
                .pool("MaxPool", 2, 2)
                .dense(30)
                .then(activation)
                .dense(20)
                .then(activation)
                .dense(10));
    }

    /** The network of the TensorFlow Privacy tutorial, for 20 by 20 pixels and with fewer channels. */
    static TestNetwork tutorialCnn() {
        Attributes same = strides(2, 2).with("auto_pad", new Attribute.Text("SAME_UPPER"));
        return classifier(input("TensorFlow Privacy tutorial", 1, 20, 20)
                .conv(6, same, true, 8, 8)
                .relu()
                .pool("MaxPool", 2, 1)
                .conv(8, strides(2, 2), true, 4, 4)
                .relu()
                .pool("MaxPool", 2, 1)
                .dense(16)
                .relu()
                .dense(10));
    }
}
