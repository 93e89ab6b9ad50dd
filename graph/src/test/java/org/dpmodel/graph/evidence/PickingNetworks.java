package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.NetworkSketch.input;
import static org.dpmodel.graph.evidence.TestNetwork.classifier;

import java.util.List;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.reference.ReferenceTensor;

/** Networks that pick elements and slices by indices, of which many are computed from the examples. */
final class PickingNetworks {
    private static final Attributes NONE = Attributes.none();

    private PickingNetworks() {}

    static List<TestNetwork> all() {
        return List.of(
                classifier(input("elements picked along an axis within", 3, 4)
                        .then(s -> {
                            Value places = signs(s, 3, 3);
                            return values(s).then("GatherElements", NONE.with("axis", 1), places);
                        })
                        .dense(3)),
                classifier(input("fewer elements picked along the last axis, from its end", 3, 4)
                        .then(s -> {
                            Value places = s.builder().call("Neg", NONE, signs(s, 2, 1));
                            return values(s).then("GatherElements", NONE.with("axis", -1), places);
                        })
                        .dense(3)),
                classifier(input("slices picked by tuples of one", 3, 4)
                        .then(s -> {
                            Value tuples = signs(s, 2, 1);
                            return values(s).then("GatherND", NONE.with("batch_dims", 1), tuples);
                        })
                        .dense(3)),
                classifier(input("elements picked by tuples of two", 3, 4)
                        .then(s -> {
                            Value tuples = signs(s, 3, 2);
                            return values(s).then("GatherND", NONE.with("batch_dims", 1), tuples);
                        })
                        .dense(3)),
                classifier(input("slices picked by constant tuples in front of the batch", 3, 4)
                        .then(PickingNetworks::values)
                        .transpose(1, 0, 2)
                        .then(s -> s.then("GatherND", constant(s, Shape.of(4, 1), 0, 2, 0, -1)))
                        .transpose(1, 0, 2)
                        .dense(3)),
                classifier(input("elements picked by constant tuples in front of the batch", 3, 4)
                        .then(PickingNetworks::values)
                        .transpose(1, 2, 0)
                        .then(s -> s.then("GatherND", constant(s, Shape.of(3, 2), 0, 2, 1, 1, 0, 2)))
                        .transpose(1, 0)
                        .dense(3)),
                classifier(input("slices put in the place of others, in front of the batch", 3, 4)
                        .then(PickingNetworks::values)
                        .transpose(1, 0, 2)
                        .then(s -> {
                            Value first = s.builder().call("Slice", NONE, s.value(), s.ints(0), s.ints(2), s.ints(0));
                            return s.then("ScatterND", constant(s, Shape.of(2, 1), 2, -3), first);
                        })
                        .transpose(1, 0, 2)
                        .dense(3)),
                classifier(input("a weight some of whose elements are those of another", 4)
                        .then(s -> s.then(
                                "MatMul",
                                s.builder()
                                        .call(
                                                "ScatterND",
                                                NONE,
                                                s.parameter(4, 3),
                                                constant(s, Shape.of(3, 2), 0, 2, -1, 1, 2, 0),
                                                s.parameter(3))))
                        .tanh()
                        .dense(3)),
                classifier(input("rows of a table picked by tuples of two", 2, 3)
                        .then(s -> {
                            Value tuples = signs(s, 2, 2);
                            return s.from(s.parameter(2, 2, 3)).then("GatherND", tuples);
                        })
                        .tanh()
                        .dense(3)),
                classifier(input("elements put in the place of others, of which the last stays", 3, 4)
                        .then(s -> {
                            Value places = signs(s, 3, 3);
                            Value others = values(s).value();
                            Value all = s.relu().value();
                            return s.from(all).then("ScatterElements", NONE.with("axis", 2), places, others);
                        })
                        .dense(3)),
                classifier(input("elements added to others, from the end of their axis", 3, 4)
                        .then(s -> {
                            Value places = s.builder().call("Neg", NONE, signs(s, 3, 3));
                            Value others = values(s).value();
                            Attributes adds = NONE.with("axis", 1).with("reduction", new Attribute.Text("add"));
                            Value base = s.builder().call("Mul", NONE, others, s.parameter(3, 3));
                            return s.from(base).then("ScatterElements", adds, places, others);
                        })
                        .dense(3)),
                classifier(input("the largest, and the smallest of equal ones, scaled by their places", 6)
                        .dense(7)
                        .then(s -> {
                            List<Value> largest = s.builder().call("TopK", NONE, 2, s.value(), s.ints(3));
                            Value equal = s.relu().value();
                            Attributes smallest = NONE.with("axis", 1).with("largest", 0);
                            List<Value> others = s.builder().call("TopK", smallest, 2, equal, s.ints(7));
                            return s.from(scaled(s, others)).then("Concat", NONE.with("axis", 1), scaled(s, largest));
                        })
                        .dense(3)),
                classifier(input("sorted along an axis within", 4, 3)
                        .then(PickingNetworks::values)
                        .then(s -> s.from(ranked(s, 1, 4)))
                        .dense(3)),
                classifier(input("the two largest in front of the examples", 4, 3)
                        .then(PickingNetworks::values)
                        .transpose(1, 2, 0)
                        .then(s -> s.from(ranked(s, 0, 2)))
                        .transpose(2, 1, 0)
                        .dense(3)));
    }

    private static Value ranked(NetworkSketch s, int axis, long k) {
        return s.builder()
                .call("TopK", NONE.with("axis", axis), 2, s.value(), s.ints(k))
                .get(0);
    }

    private static Value scaled(NetworkSketch s, List<Value> numbersAndPlaces) {
        Value places = s.builder().call("Cast", NONE.with("to", DataType.FLOAT.onnxCode()), numbersAndPlaces.get(1));
        return s.builder().call("Mul", NONE, numbersAndPlaces.get(0), places);
    }

    /** Computed values {@code [batch, 3, 3]}. */
    private static NetworkSketch values(NetworkSketch s) {
        return s.then("MatMul", s.parameter(s.value().dim(2), 3)).tanh();
    }

    /** 1 where the first numbers of an example are positive, 0 elsewhere. */
    private static Value signs(NetworkSketch s, long rows, long columns) {
        Value part = s.builder().call("Slice", NONE, s.value(), s.ints(0, 0), s.ints(rows, columns), s.ints(1, 2));
        Value positive = s.builder().call("Greater", NONE, part, s.builder().constant(Constant.floats(Shape.of(1), 0)));
        return s.builder().call("Cast", NONE.with("to", DataType.INT64.onnxCode()), positive);
    }

    private static Value constant(NetworkSketch s, Shape shape, long... indices) {
        return s.builder().constant(ReferenceTensor.longs(shape, indices).toConstant());
    }
}
