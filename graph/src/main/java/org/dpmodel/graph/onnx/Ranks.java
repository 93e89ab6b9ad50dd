package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.ValueInfo;

/** Numbers of dimensions, as far as the file declares them or operators preserve them. */
final class Ranks {
    private static final Set<String> OF_FIRST_INPUT = Set.of(
            "Abs",
            "AveragePool",
            "BatchNormalization",
            "Cast",
            "Clip",
            "Conv",
            "ConvTranspose",
            "Dropout",
            "Elu",
            "Exp",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "HardSigmoid",
            "Identity",
            "InstanceNormalization",
            "LRN",
            "LeakyRelu",
            "Log",
            "LogSoftmax",
            "MaxPool",
            "Neg",
            "PRelu",
            "Pad",
            "Relu",
            "Selu",
            "Sigmoid",
            "Slice",
            "Softmax",
            "Softplus",
            "Sqrt",
            "Tanh",
            "Transpose");
    private static final Set<String> BROADCAST = Set.of("Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Sum");

    private final Map<String, Integer> ranks = new HashMap<>();

    Ranks(List<ValueInfoProto> declared, List<ValueInfo> inputs) {
        for (ValueInfoProto value : declared) {
            if (value.getType().hasTensorType()
                    && value.getType().getTensorType().hasShape()) {
                ranks.put(
                        value.getName(),
                        value.getType().getTensorType().getShape().getDimCount());
            }
        }
        inputs.forEach(input -> ranks.put(input.name(), input.type().shape().rank()));
    }

    OptionalInt of(String value) {
        Integer rank = ranks.get(value);
        return rank == null ? OptionalInt.empty() : OptionalInt.of(rank);
    }

    /** Derives the rank of a node's first output; nodes come in the order in which they run. */
    void after(Node node, Map<String, Constant> constants) {
        OptionalInt rank = rank(node, constants);
        if (rank.isPresent()) {
            ranks.putIfAbsent(node.outputs().get(0), rank.getAsInt());
        }
    }

    private OptionalInt rank(Node node, Map<String, Constant> constants) {
        String operator = node.operator();
        if (operator.equals("Gemm") || operator.equals("Flatten")) {
            return OptionalInt.of(2);
        }
        if (node.inputs().isEmpty()) {
            return OptionalInt.empty();
        }
        if (operator.equals("Reshape") && node.inputs().size() > 1) {
            Constant shape = constants.get(node.inputs().get(1));
            return shape == null || shape.type().shape().rank() != 1
                    ? OptionalInt.empty()
                    : OptionalInt.of(Math.toIntExact(shape.type().shape().dim(0)));
        }
        if (OF_FIRST_INPUT.contains(operator)) {
            return known(node.inputs().get(0), constants);
        }
        boolean product = operator.equals("MatMul");
        if (product || BROADCAST.contains(operator)) {
            int largest = 0;
            for (String input : node.inputs()) {
                OptionalInt rank = known(input, constants);
                if (rank.isEmpty() || (product && rank.getAsInt() < 2)) {
                    return OptionalInt.empty();
                }
                largest = Math.max(largest, rank.getAsInt());
            }
            return OptionalInt.of(largest);
        }
        return OptionalInt.empty();
    }

    private OptionalInt known(String value, Map<String, Constant> constants) {
        Constant constant = constants.get(value);
        return constant == null
                ? of(value)
                : OptionalInt.of(constant.type().shape().rank());
    }
}
