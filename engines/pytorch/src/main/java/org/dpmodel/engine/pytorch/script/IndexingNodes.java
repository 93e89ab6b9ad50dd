package org.dpmodel.engine.pytorch.script;

import java.util.Map;
import java.util.OptionalDouble;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.type.LayoutSettings;

/** Reading and writing at positions that are themselves in a tensor, and tensors filled with one number. */
final class IndexingNodes {
    private IndexingNodes() {}

    static void addTo(Map<String, NodeWriter> writers) {
        writers.put("Gather", IndexingNodes::gather);
        writers.put("ScatterElements", IndexingNodes::scatter);
        writers.put("ConstantOfShape", IndexingNodes::constantOfShape);
    }

    /** Positions as int64, with negative ones counted from the end; positions outside the axis are an error. */
    private static String positions(ScriptNode node, long size) {
        String wide = node.type(1).dataType() == DataType.INT64
                ? node.in(1)
                : node.let(Torch.call("to", node.in(1), Torch.dtype(DataType.INT64)));
        if (node.producer(1).filter(IndexingNodes::countsFromTheStart).isPresent()) {
            return wide;
        }
        return node.let(Torch.call("where", Torch.call("lt", wide, 0), Torch.call("add", wide, size), wide));
    }

    /** Whether positions come from a pooling, possibly in a different shape. */
    private static boolean countsFromTheStart(ScriptNode producer) {
        return switch (producer.operator()) {
            case "MaxPool" -> true;
            case "Reshape" ->
                producer.producer(0).filter(IndexingNodes::countsFromTheStart).isPresent();
            default -> false;
        };
    }

    private static void gather(ScriptNode node) {
        int axis = LayoutSettings.axis(node.call());
        String flat = Torch.call("reshape", positions(node, node.shape(0).dim(axis)), "[-1]");
        String selected = node.let(Torch.call("index_select", node.in(0), axis, flat));
        node.result(
                Torch.call("reshape", selected, Torch.list(node.outputShape(0).dims())));
    }

    private static void scatter(ScriptNode node) {
        String reduction = node.attributes().text("reduction", "none");
        node.require(
                reduction.equals("none") || reduction.equals("add"),
                "reduction must be none or add, found " + reduction);
        int axis = LayoutSettings.axis(node.call());
        node.result(Torch.call(
                reduction.equals("add") ? "scatter_add" : "scatter",
                node.in(0),
                axis,
                positions(node, node.shape(0).dim(axis)),
                node.in(2)));
    }

    private static void constantOfShape(ScriptNode node) {
        Constant value = LayoutSettings.filler(node.call());
        DataType type = value.type().dataType();
        OptionalDouble number =
                switch (type) {
                    case FLOAT -> OptionalDouble.of(value.toFloats()[0]);
                    case DOUBLE -> OptionalDouble.of(value.bytes().getDouble(0));
                    case INT32, INT64, BOOL -> OptionalDouble.empty();
                };
        node.require(number.isEmpty() || Double.isFinite(number.getAsDouble()), "value must be finite");
        long integer =
                switch (type) {
                    case INT32 -> value.bytes().getInt(0);
                    case INT64 -> value.bytes().getLong(0);
                    case BOOL -> value.bytes().get(0);
                    case FLOAT, DOUBLE -> 0;
                };
        String literal = number.isPresent() ? Torch.number(number.getAsDouble()) : Long.toString(integer);
        node.result(Torch.call(
                "full", Torch.list(node.outputShape(0).dims()), literal, Torch.options(type, node.device())));
    }
}
