package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.NetworkSketch.input;
import static org.dpmodel.graph.evidence.TestNetwork.classifier;
import static org.dpmodel.graph.evidence.TestNetwork.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/** One network for each function and form of it: elementwise functions, activations, choices and reductions. */
final class FunctionNetworks {
    private static final Attributes NONE = Attributes.none();

    private FunctionNetworks() {}

    static List<TestNetwork> all() {
        List<TestNetwork> all = new ArrayList<>();
        all.addAll(elementary());
        all.addAll(activations());
        all.addAll(choices());
        all.addAll(reductions());
        all.addAll(NormalizationNetworks.all());
        all.addAll(ProductNetworks.all());
        return all;
    }

    private static Attribute real(double value) {
        return new Attribute.Real((float) value);
    }

    private static Value number(NetworkSketch s, double value) {
        return s.builder().constant(Constant.floats(Shape.of(), (float) value).literal());
    }

    /** A function between two dense layers. */
    private static TestNetwork between(String operator, String form, Attributes attributes) {
        return regression(
                input(operator + form, 3).dense(4).then(operator, attributes).dense(2));
    }

    private static TestNetwork between(String operator) {
        return between(operator, "", NONE);
    }

    /** A function of values above one half. */
    private static NetworkSketch above(String name) {
        return input(name, 3).dense(4).then("Sigmoid").then(s -> s.then("Add", number(s, 0.5)));
    }

    static List<TestNetwork> elementary() {
        List<TestNetwork> networks = new ArrayList<>();
        for (String operator : List.of("Exp", "Abs", "Neg", "Erf", "Sin", "Cos", "Sinh", "Cosh", "Asinh")) {
            networks.add(between(operator));
        }
        for (String operator : List.of("Log", "Sqrt", "Reciprocal", "Tan")) {
            networks.add(classifier(above(operator).then(operator).dense(2)));
        }
        networks.add(classifier(input("Asinh and Acosh of large numbers", 3)
                .dense(4)
                .then(s -> s.then("Mul", number(s, 1e5)).then("Asinh"))
                .then(s -> s.then("Exp").then("Add", number(s, 1.1)).then("Acosh"))
                .then(s -> s.then("Mul", number(s, 0.1)))
                .dense(2)));
        networks.add(classifier(input("Atanh", 3)
                .dense(4)
                .tanh()
                .then(s -> s.then("Mul", number(s, 0.9)).then("Atanh"))
                .dense(2)));
        networks.add(classifier(input("Atan of small and large numbers", 3)
                .dense(4)
                .then(s -> s.then("Mul", number(s, 4)).then("Atan"))
                .dense(2)));
        for (String operator : List.of("Asin", "Acos")) {
            networks.add(classifier(input(operator, 3)
                    .dense(4)
                    .tanh()
                    .then(s -> s.then("Mul", number(s, 0.95)).then(operator))
                    .dense(2)));
        }
        for (double exponent : new double[] {2, 3, 0.5, -1, -0.5, 1, 0, 1.7, -2.5, 4}) {
            networks.add(regression(above("power " + exponent)
                    .then(s -> {
                        Value base = s.value();
                        return s.then("Pow", number(s, exponent)).then("Add", base);
                    })
                    .dense(2)));
        }
        networks.add(regression(above("powers by parameters and of computed values")
                .then(s -> s.then("Pow", s.parameter(4)))
                .then(s -> {
                    Value base = s.value();
                    return s.dense(4).then(t -> t.from(t.builder().call("Pow", NONE, base, t.value())));
                })
                .then(s -> s.then("Pow", s.builder().constant(Constant.floats(Shape.of(4), 0, 1, 2, 0.5f))))
                .dense(2)));
        networks.add(classifier(input("identity of types", 3)
                .dense(4)
                .then("Cast", NONE.with("to", DataType.FLOAT.onnxCode()))
                .then(s -> s.then("CastLike", number(s, 2)))
                .then("Identity")
                .tanh()
                .dense(2)));
        for (String operator : List.of("Sign", "Floor", "Ceil", "Round")) {
            networks.add(classifier(input("beside " + operator, 3)
                    .dense(4)
                    .then(s -> {
                        Value before = s.value();
                        return s.then(operator).then("Mul", before);
                    })
                    .tanh()
                    .dense(2)));
        }
        return networks;
    }

    static List<TestNetwork> activations() {
        List<TestNetwork> networks = new ArrayList<>();
        for (String operator : List.of(
                "LeakyRelu",
                "Elu",
                "Selu",
                "Celu",
                "Gelu",
                "HardSigmoid",
                "HardSwish",
                "Mish",
                "Softplus",
                "Softsign",
                "Swish",
                "ThresholdedRelu")) {
            networks.add(between(operator));
        }
        networks.add(between("Gelu", " by tanh", NONE.with("approximate", new Attribute.Text("tanh"))));
        networks.add(between("Swish", " with alpha", NONE.with("alpha", real(1.7))));
        networks.add(between("Elu", " with alpha", NONE.with("alpha", real(0.3))));
        networks.add(between("Celu", " with alpha", NONE.with("alpha", real(0.7))));
        networks.add(between(
                "Selu", " with alpha and gamma", NONE.with("alpha", real(0.7)).with("gamma", real(1.3))));
        networks.add(between(
                "HardSigmoid",
                " with alpha and beta",
                NONE.with("alpha", real(0.3)).with("beta", real(0.4))));
        networks.add(between("ThresholdedRelu", " with alpha", NONE.with("alpha", real(-0.2))));
        networks.add(classifier(input("slopes of channels and of all", 2, 3, 3)
                .conv(2, 2, 2)
                .then(s -> s.then("PRelu", s.parameter(2, 1, 1)))
                .dense(3)
                .then(s -> s.then("PRelu", s.parameter(1)))
                .dense(2)));
        return networks;
    }

    static List<TestNetwork> choices() {
        return List.of(
                classifier(input("largest and smallest", 3)
                        .dense(4)
                        .then(s -> {
                            Value first = s.value();
                            Value second = s.tanh().value();
                            Value scale = s.parameter(4);
                            s.from(s.builder().call("Max", NONE, first, second, scale));
                            return s.then("Min", number(s, 0.8)).then("Max").then("Min", s.parameter(1, 1));
                        })
                        .dense(2)),
                classifier(input("clipped", 3)
                        .dense(5)
                        .then(s -> s.then("Clip", number(s, -0.4), number(s, 0.6)))
                        .dense(5)
                        .then(s -> s.then("Clip", number(s, -0.1)))
                        .dense(5)
                        .then(s -> s.then("Clip", Value.absent(), number(s, 0.3)))
                        .then("Clip")
                        .dense(2)),
                classifier(input("chosen by comparison and logic", 3)
                        .dense(4)
                        .then(s -> {
                            Value x = s.value();
                            Value zero = number(s, 0);
                            Value positive = s.builder().call("Greater", NONE, x, zero);
                            Value small = s.builder().call("LessOrEqual", NONE, x, number(s, 0.5));
                            Value large = s.builder().call("GreaterOrEqual", NONE, x, number(s, -0.5));
                            Value both = s.builder().call("And", NONE, positive, small);
                            Value negative = s.builder().call("Less", NONE, x, zero);
                            Value any = s.builder().call("Or", NONE, both, negative);
                            Value not =
                                    s.builder().call("Not", NONE, s.builder().call("And", NONE, any, large));
                            Value same = s.builder().call("Equal", NONE, x, x);
                            Value some = s.builder().call("And", NONE, not, same);
                            Value chosen = s.builder().call("Where", NONE, some, s.parameter(4), x);
                            Value other = s.builder().call("Where", NONE, negative, chosen, s.parameter());
                            Value weight =
                                    s.builder().call("Cast", NONE.with("to", DataType.FLOAT.onnxCode()), positive);
                            return s.from(s.builder().call("Add", NONE, other, weight));
                        })
                        .dense(2)),
                classifier(input("sums and means of several", 3)
                        .dense(4)
                        .then(s -> {
                            Value first = s.value();
                            Value second = s.tanh().value();
                            Value sum = s.builder().call("Sum", NONE, first, s.parameter(4), second, first);
                            Value mean = s.builder().call("Mean", NONE, sum, s.parameter(1, 1), second);
                            return s.from(mean).then("Sum").then("Mean").then("Mean", number(s, 0.3));
                        })
                        .dense(2)),
                classifier(input("what is not a number, replaced", 3)
                        .dense(4)
                        .then(s -> {
                            Value x = s.value();
                            Value positive = s.builder().call("Greater", NONE, x, number(s, 0));
                            Value broken = s.builder().call("Where", NONE, positive, number(s, Double.NaN), x);
                            Value absent = s.builder().call("IsNaN", NONE, broken);
                            Value filled = s.builder().call("Where", NONE, absent, s.parameter(4), x);
                            Value there = s.builder().call("IsNaN", NONE, x);
                            Value none = s.builder().call("Cast", NONE.with("to", DataType.FLOAT.onnxCode()), there);
                            return s.from(s.builder().call("Add", NONE, filled, none));
                        })
                        .dense(2)),
                classifier(input("infinite numbers, replaced", 3)
                        .dense(4)
                        .then(s -> {
                            Value x = s.value();
                            Value positive = s.builder().call("Greater", NONE, x, number(s, 0));
                            Value infinite = number(s, Double.POSITIVE_INFINITY);
                            Value one = s.builder().call("Where", NONE, positive, infinite, x);
                            Value both = s.builder().call("Div", NONE, one, number(s, -1));
                            Value negative = s.builder().call("IsInf", NONE.with("detect_positive", 0), both);
                            Value none = s.builder().call("IsInf", NONE.with("detect_negative", 0), both);
                            Value some = s.builder().call("Xor", NONE, negative, none);
                            Value same =
                                    s.builder().call("Xor", NONE, s.builder().call("IsInf", NONE, one), some);
                            Value filled = s.builder().call("Where", NONE, some, s.parameter(4), x);
                            Value zero = s.builder().call("Cast", NONE.with("to", DataType.FLOAT.onnxCode()), same);
                            return s.from(s.builder().call("Add", NONE, filled, zero));
                        })
                        .dense(2)),
                classifier(input("scaled by the places of the largest and smallest", 3)
                        .dense(5)
                        .then(s -> {
                            Value x = s.value();
                            Value equal = s.then("Relu").value();
                            Value sum = x;
                            for (String operator : List.of("ArgMax", "ArgMin")) {
                                for (int last = 0; last <= 1; last++) {
                                    Attributes along = NONE.with("axis", 1 - 2 * last)
                                            .with("select_last_index", last)
                                            .with("keepdims", 1);
                                    Value place = s.builder().call(operator, along, last == 0 ? x : equal);
                                    Value number =
                                            s.builder().call("Cast", NONE.with("to", DataType.FLOAT.onnxCode()), place);
                                    Value scaled = s.builder().call("Mul", NONE, x, number);
                                    sum = s.builder().call("Add", NONE, sum, scaled);
                                }
                            }
                            return s.from(sum);
                        })
                        .tanh()
                        .dense(2)));
    }

    static List<TestNetwork> reductions() {
        List<TestNetwork> networks = new ArrayList<>();
        for (String operator : List.of(
                "ReduceSum",
                "ReduceMean",
                "ReduceMax",
                "ReduceMin",
                "ReduceProd",
                "ReduceL1",
                "ReduceL2",
                "ReduceSumSquare",
                "ReduceLogSumExp")) {
            networks.add(regression(input(operator + " over one axis and over two", 2, 3, 2)
                    .conv(3, 1, 1)
                    .then(s -> {
                        Value x = s.value();
                        Value rows = s.then(operator, axes(s, -2)).value();
                        s.from(x).then(operator, NONE.with("keepdims", 0), axes(s, 3, 1));
                        Value columns = s.reshape(0, 1, -1, 1).value();
                        return s.from(s.builder().call("Add", NONE, rows, columns));
                    })
                    .tanh()
                    .dense(2)));
        }
        networks.add(classifier(above("ReduceLogSum, and a sum over no axes")
                .then("ReduceSum", NONE.with("noop_with_empty_axes", 1))
                .then(s -> s.then("ReduceLogSum", axes(s, 1)))
                .dense(2)));
        networks.add(classifier(input("examples behind the axis of a sum", 3)
                .dense(4)
                .transpose(1, 0)
                .then(s -> s.then("ReduceSum", NONE.with("keepdims", 0), axes(s, 0)))
                .reshape(-1, 1)
                .dense(2)));
        for (String operator : List.of("MaxPool", "AveragePool")) {
            Attributes upwards = NONE.with("ceil_mode", 1).with("strides", new long[] {2, 2});
            networks.add(classifier(input(operator + ", windows counted upwards", 1, 7, 6)
                    .conv(2, 2, 1)
                    .then(
                            operator,
                            upwards.with("kernel_shape", new long[] {3, 2}).with("pads", new long[] {1, 0, 0, 1}))
                    .then(operator, upwards.with("kernel_shape", new long[] {2, 2}))
                    .dense(2)));
        }
        for (long[] pads : new long[][] {{0, 0, 0, 0}, {1, 0, 1, 0}, {2, 1, 0, 1}}) {
            Attributes upwards = NONE.with("ceil_mode", 1).with("count_include_pad", 1);
            networks.add(
                    classifier(input("means of windows counted upwards, with pads " + Arrays.toString(pads), 1, 8, 7)
                            .conv(2, 2, 1)
                            .then(
                                    "AveragePool",
                                    upwards.with("kernel_shape", new long[] {3, 2})
                                            .with("strides", new long[] {2, 3})
                                            .with("pads", pads))
                            .dense(2)));
        }
        networks.add(classifier(input("pools over all of an image", 2, 4, 3)
                .conv(3, 2, 2)
                .then(s -> {
                    Value x = s.value();
                    Value mean = s.then("GlobalAveragePool").value();
                    return s.from(x).then("GlobalMaxPool").then("Add", mean);
                })
                .dense(2)));
        return networks;
    }

    private static Value axes(NetworkSketch s, long... axes) {
        return s.builder().constant(Constant.ints(axes));
    }
}
