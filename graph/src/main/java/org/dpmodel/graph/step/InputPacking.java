package org.dpmodel.graph.step;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.network.NetworkGraph;

/**
 * How the inputs of a network are packed into the one input of compiled graphs, {@link StepGraph#FEATURES}. A single
 * input of float32 numbers is that input. Otherwise the inputs are concatenated in the rows of a matrix, in the network's
 * order, with the elements of each in row-major order; integers and booleans are stored as the float32 of the same value
 * and converted back.
 */
final class InputPacking {
    private InputPacking() {}

    /** Extracts the network's inputs from that of a compiled graph. */
    static Map<String, Value> unpack(Ops ops, NetworkGraph network, Value features) {
        Map<String, Value> inputs = new LinkedHashMap<>();
        if (!network.isPacked()) {
            inputs.put(network.graph().inputs().get(0).name(), features);
            return inputs;
        }
        long column = 0;
        for (ValueInfo input : network.graph().inputs()) {
            Shape shape = input.type().shape();
            long width = shape.size(1, shape.rank());
            Value part = ops.slice(
                    features, new long[] {column}, new long[] {column + width}, new long[] {1}, new long[] {1});
            inputs.put(input.name(), convert(ops, ops.reshape(part, shape), input.type()));
            column += width;
        }
        return inputs;
    }

    private static Value convert(Ops ops, Value numbers, TensorType type) {
        return type.dataType() == DataType.FLOAT
                ? numbers
                : ops.builder()
                        .call(
                                "Cast",
                                Attributes.none().with("to", type.dataType().onnxCode()),
                                numbers);
    }
}
