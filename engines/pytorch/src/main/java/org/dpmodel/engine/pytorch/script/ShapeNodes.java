package org.dpmodel.engine.pytorch.script;

import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;

/** The same elements in another shape or order, or repeated. */
final class ShapeNodes {
    private ShapeNodes() {}

    static void addTo(Map<String, NodeWriter> writers) {
        writers.put("Reshape", ShapeNodes::reshape);
        writers.put("Flatten", ShapeNodes::flatten);
        writers.put("Transpose", ShapeNodes::transpose);
        writers.put("Squeeze", ShapeNodes::squeeze);
        writers.put("Unsqueeze", ShapeNodes::unsqueeze);
        writers.put("Expand", ShapeNodes::expand);
        writers.put("Tile", node -> node.result(Torch.call("repeat", node.in(0), Torch.list(node.ints(1)))));
    }

    private static void to(ScriptNode node, long... dims) {
        node.result(Torch.call("reshape", node.in(0), Torch.list(dims)));
    }

    private static void reshape(ScriptNode node) {
        long[] dims = node.ints(1);
        node.require(node.attributes().integer("allowzero", 0) == 0, "allowzero must be 0");
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] == 0) {
                dims[axis] = node.shape(0).dim(axis);
            }
        }
        to(node, dims);
    }

    private static void flatten(ScriptNode node) {
        Shape shape = node.shape(0);
        long written = node.attributes().integer("axis", 1);
        int axis = written == shape.rank() ? shape.rank() : shape.axis(written);
        to(node, shape.size(0, axis), shape.size(axis, shape.rank()));
    }

    /** A view; what reads it copies where it has to. */
    private static void transpose(ScriptNode node) {
        long rank = node.shape(0).rank();
        long[] reversed = LongStream.range(0, rank).map(i -> rank - 1 - i).toArray();
        node.result(
                Torch.call("permute", node.in(0), Torch.list(node.attributes().integers("perm", reversed))));
    }

    private static void squeeze(ScriptNode node) {
        Shape shape = node.shape(0);
        TreeSet<Integer> dropped = new TreeSet<>();
        if (node.has(1)) {
            LongStream.of(node.ints(1)).forEach(axis -> dropped.add(shape.axis(axis)));
        } else {
            IntStream.range(0, shape.rank())
                    .filter(axis -> shape.dim(axis) == 1)
                    .forEach(dropped::add);
        }
        node.require(
                dropped.stream().allMatch(axis -> shape.dim(axis) == 1),
                "axes " + dropped + " of shape " + shape + " must be 1");
        to(
                node,
                IntStream.range(0, shape.rank())
                        .filter(axis -> !dropped.contains(axis))
                        .mapToLong(shape::dim)
                        .toArray());
    }

    private static void unsqueeze(ScriptNode node) {
        long[] axes = node.ints(1);
        long[] dims = new long[node.shape(0).rank() + axes.length];
        Shape positions = Shape.of(dims);
        LongStream.of(axes).forEach(axis -> dims[positions.axis(axis)] = 1);
        int next = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = dims[axis] == 1 ? 1 : node.shape(0).dim(next++);
        }
        to(node, dims);
    }

    /** Each of the two shapes may be stretched to the other. */
    private static void expand(ScriptNode node) {
        Shape common = node.shape(0).broadcast(Shape.of(node.ints(1)));
        node.result(Torch.call("expand", node.in(0), Torch.list(common.dims())));
    }
}
