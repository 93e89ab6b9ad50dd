package org.dpmodel.graph.operator;

import java.util.List;
import java.util.stream.LongStream;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.type.LayoutSettings;
import org.dpmodel.graph.type.Operator;
import org.dpmodel.graph.type.OperatorCall;

/** Types of operators that move elements without changing them. */
enum Layout implements Operator {
    /** Joins along an axis. */
    CONCAT {
        @Override
        public List<TensorType> infer(OperatorCall call) {
            Elementwise.operandType(call);
            Shape first = call.input(0).shape();
            int axis = LayoutSettings.axis(call);
            long total = 0;
            for (var input : call.inputs()) {
                call.require(
                        input.shape().rank() == first.rank()
                                && input.shape().with(axis, 1).equals(first.with(axis, 1)),
                        () -> "shapes " + first + " and " + input.shape() + " may differ along axis " + axis + " only");
                total += input.dim(axis);
            }
            return List.of(call.input(0).type().withShape(first.with(axis, total)));
        }
    },
    /** Splits along an axis into given sizes. */
    SPLIT {
        @Override
        public List<TensorType> infer(OperatorCall call) {
            TensorType type = call.input(0).type();
            int axis = LayoutSettings.axis(call);
            return LongStream.of(LayoutSettings.splitSizes(call))
                    .mapToObj(size -> type.withShape(type.shape().with(axis, size)))
                    .toList();
        }
    },
    /** Repeats axes of size 1. */
    EXPAND {
        @Override
        public List<TensorType> infer(OperatorCall call) {
            TensorType type = call.input(0).type();
            return List.of(type.withShape(type.shape().broadcast(Shape.of(call.constantInts(1)))));
        }
    },
    /** A tensor filled with one value. */
    CONSTANT_OF_SHAPE {
        @Override
        public List<TensorType> infer(OperatorCall call) {
            DataType dataType = LayoutSettings.filler(call).type().dataType();
            return List.of(new TensorType(dataType, Shape.of(call.constantInts(0))));
        }
    },
    /** Slices along an axis, picked by indices whose axes replace it. */
    GATHER {
        @Override
        public List<TensorType> infer(OperatorCall call) {
            TensorType type = call.input(0).type();
            long[] data = type.shape().dims();
            long[] indices = call.input(1).shape().dims();
            int axis = LayoutSettings.axis(call);
            requireIndices(call);
            long[] dims = new long[data.length - 1 + indices.length];
            System.arraycopy(data, 0, dims, 0, axis);
            System.arraycopy(indices, 0, dims, axis, indices.length);
            System.arraycopy(data, axis + 1, dims, axis + indices.length, data.length - axis - 1);
            return List.of(type.withShape(Shape.of(dims)));
        }
    },
    /** A tensor with some elements replaced, at indices along an axis. */
    SCATTER {
        @Override
        public List<TensorType> infer(OperatorCall call) {
            requireIndices(call);
            Shape places = call.input(1).shape();
            TensorType updates = call.input(2).type();
            call.require(
                    updates.equals(call.input(0).type().withShape(places)),
                    () -> "updates must have the data's element type and the shape " + places
                            + " of the indices, found " + updates);
            return List.of(call.input(0).type());
        }
    };

    private static void requireIndices(OperatorCall call) {
        DataType type = call.input(1).type().dataType();
        call.require(
                type == DataType.INT64 || type == DataType.INT32,
                () -> "its indices must be INT64 or INT32, found " + type + ": cast them");
    }
}
