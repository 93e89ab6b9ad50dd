package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.type.Operator;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Reductions over the axes of a second, constant input, or of the attribute that older operator sets have in its place;
 * over all axes without either.
 */
final class Reduction implements Operator {
    @Override
    public List<TensorType> infer(OperatorCall call) {
        Shape shape = call.input(0).shape();
        Set<Integer> reduced = new TreeSet<>();
        if (call.has(1) || call.attributes().has("axes")) {
            long[] axes = call.has(1) ? call.constantInts(1) : call.attributes().integers("axes");
            for (long axis : axes) {
                reduced.add(shape.axis(axis));
            }
        } else {
            IntStream.range(0, shape.rank()).forEach(reduced::add);
        }
        boolean keep = call.attributes().integer("keepdims", 1) == 1;
        long[] dims = IntStream.range(0, shape.rank())
                .filter(axis -> keep || !reduced.contains(axis))
                .mapToLong(axis -> reduced.contains(axis) ? 1 : shape.dim(axis))
                .toArray();
        return List.of(call.input(0).type().withShape(Shape.of(dims)));
    }
}
