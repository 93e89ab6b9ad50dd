package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The outputs of a classifier whose scores leave the file one column at a time, as scikit-learn's converter writes {@code
 * zipmap="columns"}: a Slice of each column, reshaped to numbers without columns.
 */
final class ColumnOutputs {
    private final SourceGraph graph;
    private final Map<String, NodeProto> producers;
    private final TensorReader tensors;

    ColumnOutputs(SourceGraph graph, Map<String, NodeProto> producers, TensorReader tensors) {
        this.graph = graph;
        this.producers = producers;
        this.tensors = tensors;
    }

    /** The value that has these outputs as its columns, from the first on and in this order. */
    Optional<String> table(List<ValueInfoProto> outputs) {
        Optional<String> table = Optional.empty();
        for (int column = 0; column < outputs.size(); column++) {
            Optional<String> of = cut(outputs.get(column).getName(), column);
            if (of.isEmpty() || column > 0 && !of.equals(table)) {
                return Optional.empty();
            }
            table = of;
        }
        return outputs.size() > 1 ? table : Optional.empty();
    }

    private Optional<String> cut(String output, long column) {
        NodeProto flat = producers.get(output);
        if (flat == null || !flat.getOpType().equals("Reshape") || !isInput(flat, 1, -1)) {
            return Optional.empty();
        }
        NodeProto slice = producers.get(flat.getInput(0));
        boolean isColumn = slice != null
                && slice.getOpType().equals("Slice")
                && slice.getInputCount() == 4
                && isInput(slice, 1, column)
                && isInput(slice, 2, column + 1)
                && isInput(slice, 3, 1);
        return isColumn ? Optional.of(slice.getInput(0)) : Optional.empty();
    }

    private boolean isInput(NodeProto node, int position, long expected) {
        TensorProto stored =
                position < node.getInputCount() ? graph.initializers().get(node.getInput(position)) : null;
        return stored != null
                && stored.getDataType() == TensorProto.DataType.INT64_VALUE
                && stored.getDimsCount() == 1
                && stored.getDims(0) == 1
                && tensors.read(stored, "index " + stored.getName()).toLongs()[0] == expected;
    }
}
