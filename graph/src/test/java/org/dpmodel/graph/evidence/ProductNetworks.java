package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.NetworkSketch.input;
import static org.dpmodel.graph.evidence.TestNetwork.classifier;
import static org.dpmodel.graph.evidence.TestNetwork.regression;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.reference.ReferenceTensor;

/** One network for each form of a dense layer, of Einstein's sums, of attention, of Fourier transforms and of grids. */
final class ProductNetworks {
    private static final Attributes NONE = Attributes.none();
    private static final Attributes BACK = NONE.with("inverse", 1).with("onesided", 1);

    private ProductNetworks() {}

    static List<TestNetwork> all() {
        List<TestNetwork> all = new ArrayList<>();
        all.addAll(dense());
        all.addAll(stacks());
        all.addAll(sums());
        all.addAll(attention());
        all.addAll(transforms());
        all.addAll(grids());
        return all;
    }

    private static Attribute real(double value) {
        return new Attribute.Real((float) value);
    }

    static List<TestNetwork> dense() {
        return List.of(
                classifier(input("gemm with alpha and beta", 3)
                        .then(s -> s.then(
                                "Gemm",
                                NONE.with("alpha", real(0.7))
                                        .with("beta", real(1.3))
                                        .with("transB", 1),
                                s.parameter(4, 3),
                                s.parameter(4)))
                        .tanh()
                        .then(s -> s.then("Gemm", NONE.with("alpha", real(-2)), s.parameter(4, 2)))),
                classifier(input("gemm of a turned input, and with a bias times zero", 3)
                        .dense(4)
                        .tanh()
                        .transpose(1, 0)
                        .then(s -> s.then("Gemm", NONE.with("transA", 1), s.parameter(4, 3), s.parameter(1, 3)))
                        .tanh()
                        .then(s -> s.then(
                                "Gemm",
                                NONE.with("beta", real(0)),
                                s.parameter(3, 2),
                                s.builder().constant(Constant.floats(Shape.of(), 0))))));
    }

    /** A matrix for each feature of a table, as rtdl's embeddings of numbers have it: the examples are rows of the matrices. */
    static List<TestNetwork> stacks() {
        return List.of(
                classifier(input("a matrix for each feature, examples as rows", 3, 2)
                        .transpose(1, 0, 2)
                        .then(s -> s.then("MatMul", s.parameter(3, 2, 4)))
                        .tanh()
                        .then(s -> s.then("MatMul", s.parameter(1, 4, 2)))
                        .transpose(1, 0, 2)
                        .dense(3)),
                classifier(input("a matrix for each feature, several rows of an example", 3, 2, 2)
                        .transpose(1, 0, 2, 3)
                        .reshape(3, -1, 2)
                        .then(s -> s.then("MatMul", s.parameter(3, 2, 4)))
                        .tanh()
                        .reshape(3, -1, 2, 4)
                        .transpose(1, 0, 2, 3)
                        .dense(3)),
                classifier(input("a matrix for each feature of the same numbers, examples as rows", 2)
                        .tanh()
                        .then(s -> s.then("MatMul", s.parameter(2, 3, 2, 4)))
                        .transpose(2, 0, 1, 3)
                        .dense(3)),
                classifier(input("a matrix for each feature, examples as columns", 3, 2)
                        .transpose(1, 2, 0)
                        .then(s -> s.from(s.builder().call("MatMul", NONE, s.parameter(3, 4, 2), s.value())))
                        .tanh()
                        .then(s -> s.from(s.builder().call("MatMul", NONE, s.parameter(2, 4), s.value())))
                        .transpose(2, 0, 1)
                        .dense(3)));
    }

    private static NetworkSketch sum(NetworkSketch s, String equation, Value... values) {
        return s.from(s.builder().call("Einsum", NONE.with("equation", new Attribute.Text(equation)), values));
    }

    static List<TestNetwork> sums() {
        return List.of(
                classifier(input("sums by equation with weights", 2, 3)
                        .then(s -> sum(s, "bsi,ij->bsj", s.value(), s.parameter(3, 4)))
                        .tanh()
                        .then(s -> sum(s, "...i, ij", s.value(), s.parameter(4, 4)))
                        .then(s -> sum(s, "oi,bsi->bos", s.parameter(3, 4), s.value()))
                        .then(s -> sum(s, "bos->bso", s.value()))
                        .then(s -> sum(s, "bsd,dhk->bhsk", s.value(), s.parameter(3, 2, 2)))
                        .then(s -> sum(s, "bhsk->bhk", s.value()))
                        .dense(2)),
                classifier(input("a matrix for each place by equation", 2, 3)
                        .then(s -> sum(s, "bni,nio->bno", s.value(), s.parameter(2, 3, 4)))
                        .then(s -> sum(s, "nio,bni->bon", s.parameter(2, 4, 3), s.value()))
                        .dense(2)),
                classifier(input("sums by equation of more than two", 2, 3)
                        .then(s -> s.then("MatMul", s.parameter(3, 4)))
                        .then(s -> {
                            Value x = s.value();
                            Value scaled = sum(s, "bsi,ij->bsj", x, s.parameter(4, 3))
                                    .tanh()
                                    .value();
                            Value gate = sum(s, "bsi->bi", x).value();
                            return sum(s, "bsi,ij,bsj,bk->bkj", x, s.parameter(4, 3), scaled, gate);
                        })
                        .then(s -> sum(s, "...j,jh,j->...h", s.value(), s.parameter(3, 2), s.parameter(3)))
                        .dense(2)),
                classifier(input("sums by equation of computed values", 2, 3)
                        .then(s -> s.then("MatMul", s.parameter(3, 4)))
                        .then(s -> {
                            Value x = s.value();
                            Value squares = sum(s, "bij,bkj->bik", x, x).tanh().value();
                            Value back =
                                    sum(s, "...ij,...jk->...ik", squares, x).value();
                            Value scaled = sum(
                                            s,
                                            "bij,bi->bij",
                                            back,
                                            sum(s, "bij->bi", x).value())
                                    .value();
                            return sum(s, "bij,cj->bc", scaled, s.parameter(3, 4));
                        })
                        .dense(2)));
    }

    private static TestNetwork attends(String name, Attributes attributes, UnaryOperator<NetworkSketch> mask) {
        return regression(input("attention, " + name, 3, 4)
                .then(s -> {
                    Value x = s.value();
                    Value query = s.then("MatMul", s.parameter(4, 4)).value();
                    Value key = s.from(x).then("MatMul", s.parameter(4, 4)).value();
                    Value value = s.from(x).then("MatMul", s.parameter(4, 4)).value();
                    Value masking = mask.apply(s.from(Value.absent())).value();
                    Attributes heads = attributes.with("q_num_heads", 2).with("kv_num_heads", 2);
                    return s.from(s.builder().call("Attention", heads, query, key, value, masking));
                })
                .dense(2));
    }

    private static Value bools(NetworkSketch s, Shape shape, int... bits) {
        byte[] bytes = new byte[bits.length];
        for (int i = 0; i < bits.length; i++) {
            bytes[i] = (byte) bits[i];
        }
        return s.builder().constant(Constant.ofBytes(new TensorType(DataType.BOOL, shape), bytes));
    }

    static List<TestNetwork> attention() {
        float none = Float.NEGATIVE_INFINITY;
        return List.of(
                attends("plain", NONE, s -> s),
                attends(
                        "causal, scaled and capped",
                        NONE.with("is_causal", 1).with("scale", real(0.9)).with("softcap", real(2)),
                        s -> s),
                attends(
                        "one query that sees nothing",
                        NONE,
                        s -> s.from(bools(s, Shape.of(3, 3), 1, 0, 1, 0, 0, 0, 1, 1, 1))),
                attends(
                        "numbers and infinities as mask",
                        NONE.with("is_causal", 1),
                        s -> s.from(s.builder()
                                .constant(Constant.floats(Shape.of(3, 3), none, 0, 0, 1, 0.5f, none, 0.3f, none, -1)
                                        .literal()))),
                attends("a trained mask", NONE, s -> s.from(s.parameter(2, 3, 3))),
                regression(input("attention, on four axes with shared heads", 3, 4)
                        .then(s -> {
                            Value x = s.value();
                            Value query = s.then("MatMul", s.parameter(4, 4))
                                    .reshape(0, 3, 2, 2)
                                    .transpose(0, 2, 1, 3)
                                    .value();
                            Value key = s.from(x)
                                    .then("MatMul", s.parameter(4, 2))
                                    .reshape(0, 1, 3, 2)
                                    .value();
                            Value value = s.from(key).tanh().value();
                            return s.from(s.builder().call("Attention", NONE, query, key, value));
                        })
                        .dense(2)));
    }

    private static Value count(NetworkSketch s, long number) {
        return s.builder().constant(ReferenceTensor.longs(Shape.of(), number).toConstant());
    }

    static List<TestNetwork> transforms() {
        return List.of(
                classifier(input("one side of a Fourier transform", 5)
                        .dense(6)
                        .reshape(0, 6, 1)
                        .then(s -> s.then("DFT", NONE.with("onesided", 1), Value.absent(), count(s, 1)))
                        .dense(3)),
                classifier(input("Fourier transforms along two axes, and back at other lengths", 5, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 3)))
                        .reshape(0, 5, 3, 1)
                        .then(s -> s.then("DFT"))
                        .then(s -> s.then("DFT", NONE, count(s, 7), count(s, 1)))
                        .then(s -> s.then("DFT", NONE.with("inverse", 1), count(s, 4), count(s, -3)))
                        .tanh()
                        .dense(3)),
                classifier(input("frequencies weighted, and back to real numbers", 7)
                        .reshape(0, 7, 1)
                        .then(s -> s.then("DFT", NONE.with("onesided", 1), Value.absent(), count(s, 1)))
                        .then(s -> s.then("Mul", s.parameter(4, 2)))
                        .then(s -> s.then("DFT", BACK, count(s, 7), count(s, 1)))
                        .then(s -> s.then("DFT", NONE.with("onesided", 1), count(s, 6), count(s, 1)))
                        .then(s -> s.then("Mul", s.parameter(4, 2)))
                        .then(s -> s.then("DFT", BACK, Value.absent(), count(s, 1)))
                        .tanh()
                        .dense(3)),
                classifier(input("spectra of frames behind a trained window", 5)
                        .dense(11)
                        .then(s -> s.then("STFT", count(s, 3), s.parameter(4)))
                        .tanh()
                        .dense(3)),
                classifier(input("spectra of frames, both sides", 5)
                        .dense(11)
                        .reshape(0, 11, 1)
                        .then(s -> s.then("STFT", NONE.with("onesided", 0), count(s, 4), Value.absent(), count(s, 5)))
                        .tanh()
                        .dense(3)),
                classifier(input("a Fourier transform in front of the examples", 4)
                        .dense(5)
                        .transpose(1, 0)
                        .reshape(5, -1, 1)
                        .then(s -> s.then("DFT", NONE, Value.absent(), count(s, 0)))
                        .transpose(1, 0, 2)
                        .dense(2)));
    }

    /** Points within images and outside, which follow from the examples, in every mode. */
    static List<TestNetwork> grids() {
        List<TestNetwork> networks = new ArrayList<>();
        for (String mode : List.of("linear", "nearest")) {
            for (String padding : List.of("zeros", "border")) {
                Attributes attributes = NONE.with("mode", new Attribute.Text(mode))
                        .with("padding_mode", new Attribute.Text(padding))
                        .with("align_corners", padding.equals("zeros") ? 1 : 0);
                networks.add(classifier(input("images sampled at points, " + mode + ", " + padding, 2, 3, 4)
                        .then(s -> {
                            Value given = s.value();
                            Value image = s.conv(2, 1, 1).value();
                            NetworkSketch places = mode.equals("linear") ? s.dense(24) : s.from(given);
                            Value points = places.reshape(0, 3, 4, 2).value();
                            return s.from(s.builder().call("GridSample", attributes, image, points));
                        })
                        .dense(3)));
            }
        }
        return networks;
    }
}
