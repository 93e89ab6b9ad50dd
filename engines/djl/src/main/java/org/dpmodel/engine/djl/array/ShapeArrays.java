package org.dpmodel.engine.djl.array;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;

/** The same elements in another shape or order, or repeated. */
final class ShapeArrays {
    private ShapeArrays() {}

    static void addTo(Map<String, ArrayOperator> operators) {
        operators.put("Reshape", ArrayOperators.single(ShapeArrays::reshape));
        operators.put("Flatten", ArrayOperators.single(ShapeArrays::flatten));
        operators.put("Transpose", ArrayOperators.single(ShapeArrays::transpose));
        operators.put("Squeeze", ArrayOperators.single(ShapeArrays::squeeze));
        operators.put("Unsqueeze", ArrayOperators.single(ShapeArrays::unsqueeze));
        operators.put("Expand", ArrayOperators.single(ShapeArrays::expand));
        operators.put("Tile", ArrayOperators.single(node -> node.in(0).tile(node.ints(1))));
    }

    private static NDArray reshape(ArrayNode node) {
        long[] dims = node.ints(1);
        node.require(node.attributes().integer("allowzero", 0) == 0, "allowzero must be 0");
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] == 0) {
                dims[axis] = node.shape(0).dim(axis);
            }
        }
        return node.in(0).reshape(dims);
    }

    private static NDArray flatten(ArrayNode node) {
        Shape shape = node.shape(0);
        long written = node.attributes().integer("axis", 1);
        int axis = written == shape.rank() ? shape.rank() : shape.axis(written);
        return node.in(0).reshape(shape.size(0, axis), shape.size(axis, shape.rank()));
    }

    private static NDArray transpose(ArrayNode node) {
        int rank = node.shape(0).rank();
        long[] reversed = LongStream.range(0, rank).map(i -> rank - 1 - i).toArray();
        long[] order = node.attributes().integers("perm", reversed);
        return node.in(0)
                .transpose(LongStream.of(order).mapToInt(Math::toIntExact).toArray());
    }

    private static NDArray squeeze(ArrayNode node) {
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
        return node.in(0)
                .reshape(IntStream.range(0, shape.rank())
                        .filter(axis -> !dropped.contains(axis))
                        .mapToLong(shape::dim)
                        .toArray());
    }

    private static NDArray unsqueeze(ArrayNode node) {
        long[] axes = node.ints(1);
        long[] dims = new long[node.shape(0).rank() + axes.length];
        Shape positions = Shape.of(dims);
        LongStream.of(axes).forEach(axis -> dims[positions.axis(axis)] = 1);
        int next = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = dims[axis] == 1 ? 1 : node.shape(0).dim(next++);
        }
        return node.in(0).reshape(dims);
    }

    /** Each of the two shapes may be stretched to the other. */
    private static NDArray expand(ArrayNode node) {
        Shape common = node.shape(0).broadcast(Shape.of(node.ints(1)));
        return node.in(0).broadcast(common.dims());
    }
}
