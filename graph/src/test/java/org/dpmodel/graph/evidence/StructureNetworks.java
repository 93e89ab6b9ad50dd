package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.NetworkSketch.indices;
import static org.dpmodel.graph.evidence.NetworkSketch.input;
import static org.dpmodel.graph.evidence.NetworkSketch.strides;
import static org.dpmodel.graph.evidence.TestNetwork.classifier;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.reference.ReferenceTensor;

/** Networks with the operators that move, join and cut. */
final class StructureNetworks {
    private static final Attributes NONE = Attributes.none();

    private StructureNetworks() {}

    static List<TestNetwork> all() {
        List<TestNetwork> all = new ArrayList<>();
        all.addAll(mixing());
        all.add(withoutKeys(false));
        all.add(withoutKeys(true));
        all.addAll(joining());
        all.addAll(cutting());
        all.addAll(picking());
        all.addAll(PickingNetworks.all());
        all.addAll(RowNumberNetworks.all());
        all.addAll(stretching());
        all.addAll(ShapeNetworks.all());
        all.addAll(padding());
        all.addAll(shuffling());
        all.addAll(transposedConvolutions());
        all.addAll(resizing());
        return all;
    }

    private static NetworkSketch join(NetworkSketch s, long axis, Value... values) {
        return s.from(s.builder().call("Concat", NONE.with("axis", axis), values));
    }

    /** ONNX Runtime takes the transpositions out of the gradient of the scale, and sums over nine positions as over rows. */
    static List<TestNetwork> mixing() {
        return List.of(classifier(input("mixing of nine positions", 11, 9)
                .tanh()
                .transpose(0, 2, 1)
                .then(s -> s.then("Mul", s.parameter(11)))
                .transpose(0, 2, 1)
                .then(s -> s.then("MatMul", s.parameter(9, 4)))
                .tanh()
                .dense(3)));
    }

    /**
     * Seen to have no finite gradient, since the derivative of a softmax that is not a number is none; and to be refused where
     * what stands there instead is trained.
     */
    private static TestNetwork withoutKeys(boolean trained) {
        float no = Float.NEGATIVE_INFINITY;
        String name = "attention in which a query has no keys" + (trained ? " but trained weights" : "");
        return classifier(input(name, 3, 4)
                .then(s -> {
                    Value x = s.value();
                    Value mask = s.builder().constant(Constant.floats(Shape.of(3, 3), 0, no, 0, no, no, no, 0, 0, 0));
                    Value instead =
                            trained ? s.parameter(1, 1, 3) : s.builder().constant(Constant.floats(Shape.of(), 0));
                    s.then("MatMul", s.parameter(4, 3)).tanh().then("Add", mask);
                    Value weights = s.then("Softmax").value();
                    Value choice = s.builder().call("IsNaN", NONE, weights);
                    return s.from(s.builder().call("Where", NONE, choice, instead, weights))
                            .then("MatMul", x);
                })
                .dense(3));
    }

    private static List<TestNetwork> joining() {
        return List.of(
                classifier(input("concatenation of branches", 2, 4, 4)
                        .then(s -> {
                            Value x = s.value();
                            Value left = s.conv(2, 3, 3).tanh().value();
                            Value right = s.from(x).conv(3, 3, 3).value();
                            return join(s, 1, left, right, left);
                        })
                        .dense(3)),
                classifier(input("concatenation behind the batch", 3, 2)
                        .then(s -> s.then("MatMul", s.parameter(2, 4)))
                        .tanh()
                        .transpose(1, 0, 2)
                        .then(s -> join(s, -1, s.value(), s.value()))
                        .then(s -> join(s, 0, s.value(), s.value()))
                        .transpose(1, 0, 2)
                        .dense(3)),
                classifier(input("concatenation of parameters", 4)
                        .then(s -> {
                            Value x = s.value();
                            Value weight = join(s, 1, s.parameter(4, 2), s.parameter(4, 3))
                                    .value();
                            return s.from(x).then("MatMul", weight);
                        })
                        .tanh()
                        .dense(3)));
    }

    private static NetworkSketch slice(NetworkSketch s, long[] starts, long[] ends, long[] axes, long[] steps) {
        return s.then("Slice", s.ints(starts), s.ints(ends), s.ints(axes), s.ints(steps));
    }

    private static long[] of(long... values) {
        return values;
    }

    private static List<TestNetwork> cutting() {
        return List.of(
                classifier(input("slices, forwards and back", 3, 6)
                        .then(s -> s.then("MatMul", s.parameter(6, 7)))
                        .then(s -> slice(s, of(1, -2), of(Long.MAX_VALUE, Long.MIN_VALUE), of(-2, -1), of(1, -2)))
                        .tanh()
                        .dense(3)),
                classifier(input("slices with steps that leave a rest", 7, 5)
                        .then(s -> s.then("MatMul", s.parameter(5, 5)))
                        .then(s -> slice(s, of(0, 0, 1), of(-1, 100, 5), of(1, 0, 2), of(3, 1, 2)))
                        .dense(3)),
                classifier(input("slices without axes and steps", 4, 3)
                        .then(s -> s.then("MatMul", s.parameter(3, 3)))
                        .transpose(1, 2, 0)
                        .then(s -> s.then("Slice", s.ints(1, 0), s.ints(3, 2)))
                        .transpose(2, 0, 1)
                        .dense(3)),
                classifier(input("slices of a parameter", 3)
                        .then(s -> {
                            Value x = s.value();
                            Value whole = s.parameter(5, 6);
                            Value part = slice(s.from(whole), of(4, 1), of(0, 6), of(0, 1), of(-2, 2))
                                    .value();
                            Value other = slice(s.from(whole), of(1), of(4), of(0), of(1))
                                    .value();
                            s.from(x).then("MatMul", other).tanh();
                            return slice(s, of(0), of(2), of(1), of(1)).then("MatMul", part);
                        })
                        .tanh()
                        .dense(3)),
                classifier(input("squeezed and unsqueezed", 1, 4)
                        .then(s -> s.then("Squeeze", s.ints(1)))
                        .dense(4)
                        .tanh()
                        .then(s -> s.then("Unsqueeze", s.ints(-1, 1)))
                        .then(s -> s.then("Squeeze", s.ints(-3)))
                        .then(s -> s.then("MatMul", s.parameter(1, 2)))
                        .dense(3)));
    }

    private static List<TestNetwork> picking() {
        return List.of(
                classifier(input("one slice picked", 3, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 4)))
                        .tanh()
                        .then(s -> s.then("Gather", NONE.with("axis", 1), index(s, -1)))
                        .dense(3)),
                classifier(input("slices picked in another order, some twice", 5, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 3)))
                        .then(s -> s.then("Gather", NONE.with("axis", 1), s.ints(3, 0, 0, -1)))
                        .tanh()
                        .transpose(1, 2, 0)
                        .then(s -> s.then("Gather", NONE.with("axis", 0), matrix(s, 2, 2, 0, 1, 3, 1)))
                        .transpose(3, 0, 1, 2)
                        .dense(3)),
                classifier(input("every other slice picked", 5, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 3)))
                        .then(s -> s.then("Gather", NONE.with("axis", 1), s.ints(4, 2, 0)))
                        .dense(3)),
                classifier(input("rows of a parameter picked", 3)
                        .then(s -> {
                            Value x = s.value();
                            Value rows = s.from(s.parameter(4, 3))
                                    .then("Gather", s.ints(2, 0, 2))
                                    .value();
                            return s.from(x).then("MatMul", rows);
                        })
                        .tanh()
                        .dense(3)));
    }

    private static Value index(NetworkSketch s, long index) {
        return s.builder().constant(ReferenceTensor.longs(Shape.of(), index).toConstant());
    }

    private static Value matrix(NetworkSketch s, long rows, long columns, long... indices) {
        return s.builder()
                .constant(
                        ReferenceTensor.longs(Shape.of(rows, columns), indices).toConstant());
    }

    private static List<TestNetwork> stretching() {
        return List.of(
                classifier(input("expansion of examples", 1, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 4)))
                        .then(s -> s.then("Expand", s.ints(3, 1)))
                        .then(s -> s.then("Add", s.parameter(3, 4)))
                        .tanh()
                        .dense(3)),
                classifier(input("tiles of examples", 2, 3)
                        .then(s -> s.then("MatMul", s.parameter(3, 2)))
                        .then(s -> s.then("Tile", s.ints(1, 2, 3)))
                        .tanh()
                        .dense(3)));
    }

    private static NetworkSketch pad(NetworkSketch s, String mode, long... pads) {
        return s.then("Pad", NONE.with("mode", new Attribute.Text(mode)), s.ints(pads));
    }

    private static List<TestNetwork> padding() {
        return List.of(
                classifier(input("padding with a number, and cutting", 2, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 4)))
                        .then(s -> s.then(
                                "Pad",
                                s.ints(2, -1, 0, 1),
                                s.builder().constant(Constant.floats(Shape.of(), 0.5f)),
                                s.ints(1, -1)))
                        .tanh()
                        .dense(3)),
                classifier(input("reflected padding", 2, 4, 3)
                        .conv(2, 2, 2)
                        .then(s -> pad(s, "reflect", 0, 0, 2, 1, 0, 0, 1, 1))
                        .tanh()
                        .conv(2, 2, 2)
                        .dense(3)),
                classifier(input("padding with edges and around", 3, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 4)))
                        .then(s -> pad(s, "edge", 0, 2, 0, 0, 1, 3))
                        .tanh()
                        .transpose(1, 2, 0)
                        .then(s -> pad(s, "wrap", 0, 5, 0, -1, 2, 0))
                        .transpose(2, 0, 1)
                        .dense(3)));
    }

    private static List<TestNetwork> shuffling() {
        Attributes two = NONE.with("blocksize", 2);
        return List.of(
                classifier(input("channels to pixels and back", 1, 4, 6)
                        .then("SpaceToDepth", two)
                        .conv(4, 1, 2)
                        .tanh()
                        .then("DepthToSpace", two)
                        .conv(8, 2, 2)
                        .then("DepthToSpace", two.with("mode", new Attribute.Text("CRD")))
                        .conv(1, 2, 2)
                        .dense(3)),
                classifier(input("triangles of matrices", 3, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 4)))
                        .then(s -> s.then("Trilu", index(s, 1)))
                        .then(s -> s.then("MatMul", s.parameter(4, 4)))
                        .then("Trilu", NONE.with("upper", 0))
                        .tanh()
                        .dense(3)),
                classifier(input("running sums", 3, 4)
                        .then(s -> s.then("MatMul", s.parameter(4, 4)))
                        .then(s -> s.then("CumSum", index(s, 1)))
                        .tanh()
                        .then(s -> s.then("CumSum", NONE.with("reverse", 1).with("exclusive", 1), index(s, -1)))
                        .dense(3)));
    }

    private static NetworkSketch scaled(NetworkSketch s, Attributes attributes, float... scales) {
        Value given = s.builder().constant(Constant.floats(Shape.of(scales.length), scales));
        return s.then("Resize", attributes, Value.absent(), given);
    }

    private static NetworkSketch sized(NetworkSketch s, Attributes attributes, long... sizes) {
        return s.then("Resize", attributes, Value.absent(), Value.absent(), s.ints(sizes));
    }

    static Attributes resize(String mode, String coordinates, String nearest) {
        return NONE.with("mode", new Attribute.Text(mode))
                .with("coordinate_transformation_mode", new Attribute.Text(coordinates))
                .with("nearest_mode", new Attribute.Text(nearest));
    }

    private static List<TestNetwork> resizing() {
        return List.of(
                classifier(input("resized by whole factors", 2, 3, 2)
                        .conv(2, 1, 1)
                        .then(s -> scaled(s, resize("nearest", "asymmetric", "floor"), 1, 1, 2, 3))
                        .tanh()
                        .conv(2, 2, 2)
                        .dense(3)),
                classifier(input("resized to sizes and by scales", 2, 3, 4)
                        .conv(2, 1, 1)
                        .then(s -> sized(
                                s,
                                resize("nearest", "half_pixel", "round_prefer_ceil")
                                        .with("axes", of(2, -1)),
                                5,
                                3))
                        .tanh()
                        .then(s -> scaled(s, resize("linear", "half_pixel", "floor"), 1, 1, 1.3f, 2))
                        .dense(3)),
                classifier(input("resized by cubic pieces", 2, 3, 4)
                        .conv(2, 1, 1)
                        .then(s -> scaled(s, resize("cubic", "half_pixel", "floor"), 1, 1, 1.3f, 2))
                        .tanh()
                        .then(s -> sized(
                                s,
                                resize("cubic", "align_corners", "floor")
                                        .with("cubic_coeff_a", new Attribute.Real(-0.5f))
                                        .with("axes", of(2, 3)),
                                2,
                                5))
                        .dense(3)),
                classifier(input("resized along one axis", 2, 5)
                        .conv(2, 1)
                        .then(s -> scaled(s, resize("linear", "align_corners", "floor"), 1, 1, 1.7f))
                        .tanh()
                        .dense(3)));
    }

    static List<TestNetwork> transposedConvolutions() {
        return List.of(
                classifier(input("transposed convolution", 2, 3, 3)
                        .conv(2, 1, 1)
                        .tanh()
                        .then(s -> s.then("ConvTranspose", s.parameter(2, 3, 2, 3), s.parameter(3)))
                        .tanh()
                        .dense(3)),
                classifier(input("transposed convolution, strides, pads and a rest", 1, 3, 2)
                        .conv(2, 1, 1)
                        .tanh()
                        .then(s -> s.then(
                                "ConvTranspose",
                                NONE.with("strides", of(2, 3))
                                        .with("pads", of(1, 0, 0, 1))
                                        .with("output_padding", of(1, 2)),
                                s.parameter(2, 2, 3, 2)))
                        .tanh()
                        .dense(3)),
                classifier(input("transposed convolution, groups and dilations", 4, 3, 3)
                        .conv(4, 1, 1)
                        .tanh()
                        .then(s -> s.then(
                                "ConvTranspose",
                                NONE.with("group", 2).with("dilations", of(2, 1)),
                                s.parameter(4, 3, 2, 2),
                                s.parameter(6)))
                        .dense(3)),
                classifier(input("transposed convolution, sizes given", 1, 4)
                        .conv(2, 2)
                        .then(s -> s.then(
                                "ConvTranspose",
                                strides(2).with("auto_pad", new Attribute.Text("SAME_UPPER")),
                                s.parameter(2, 2, 3)))
                        .tanh()
                        .then(s ->
                                s.then("ConvTranspose", strides(3).with("output_shape", of(17)), s.parameter(2, 1, 4)))
                        .dense(3)));
    }

    /** Tables whose rows are picked by indices in [-6, 6), which features of a standard normal distribution give. */
    static List<TestNetwork> embeddings() {
        return List.of(
                classifier(indices("embedding of one index")
                        .then(s -> embed(s, s.parameter(7, 4)))
                        .tanh()
                        .dense(3)),
                classifier(indices("embedding of a sequence", 5)
                        .then(s -> embed(s, s.parameter(6, 3)))
                        .tanh()
                        .then(s -> s.then("MatMul", s.parameter(3, 2)))
                        .dense(3)),
                classifier(indices("embedding of a sequence behind the batch", 4)
                        .transpose(1, 0)
                        .then(s -> embed(s, s.parameter(6, 3, 2)))
                        .tanh()
                        .transpose(1, 0, 3, 2)
                        .dense(3)),
                classifier(indices("columns as embedding", 2, 2)
                        .then(s ->
                                s.from(s.builder().call("Gather", NONE.with("axis", 1), s.parameter(3, 6), s.value())))
                        .tanh()
                        .transpose(1, 0, 2, 3)
                        .dense(3)),
                classifier(indices("embedding used twice and behind a transposition", 3)
                        .then(s -> {
                            Value x = s.value();
                            Value table = s.parameter(4, 6);
                            Value turned = s.from(table).transpose(1, 0).value();
                            Value rows = embed(s.from(x), turned).tanh().value();
                            Value others = embed(s.from(x), turned).value();
                            Value both = join(s, 2, rows, others).value();
                            return s.from(both);
                        })
                        .dense(3)));
    }

    private static NetworkSketch embed(NetworkSketch s, Value table) {
        return s.from(s.builder().call("Gather", NONE, table, s.value()));
    }
}
