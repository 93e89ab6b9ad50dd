package org.dpmodel.graph.lowering;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Phases of a window that moves along one axis in steps of one, as slices. They are put back by concatenation with zeros:
 * ONNX Runtime's Pad takes three times as long on a CPU if rows are short.
 *
 * @param window the window, without pads; with size and stride 1 along all axes except the given one, and stride 1 along
 *     that axis
 * @param axis the spatial axis that it moves along, counted from 0
 */
record NeighbourPhases(ConvGeometry window, int axis) implements WindowPhases {
    @Override
    public List<Value> of(Ops ops, Value x) {
        return new SlicedPhases(window).of(ops, x);
    }

    @Override
    public Value join(Ops ops, List<Value> parts, Shape input) {
        return IntStream.range(0, parts.size())
                .mapToObj(i -> place(ops, parts.get(i), i * window.dilations()[axis], input))
                .reduce(ops::add)
                .orElseThrow();
    }

    private Value place(Ops ops, Value share, long before, Shape input) {
        int along = axis + 2;
        long after = input.dim(along) - before - share.dim(along);
        List<Value> line = new ArrayList<>();
        if (before > 0) {
            line.add(zeros(ops, input, before));
        }
        line.add(share);
        if (after > 0) {
            line.add(zeros(ops, input, after));
        }
        return line.size() == 1 ? share : ops.concat(along, line);
    }

    private Value zeros(Ops ops, Shape input, long length) {
        long[] dims = input.dims();
        dims[axis + 2] = length;
        Attributes fill = Attributes.none().with("value", new Attribute.Tensor(Constant.floats(Shape.of(1), 0f)));
        return ops.builder().call("ConstantOfShape", fill, ops.ints(dims));
    }
}
