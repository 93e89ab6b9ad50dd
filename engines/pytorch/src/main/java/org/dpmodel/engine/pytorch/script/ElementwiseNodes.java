package org.dpmodel.engine.pytorch.script;

import java.util.Map;
import java.util.OptionalDouble;
import org.dpmodel.graph.DataType;

/** Functions and arithmetic of single elements, with NumPy's broadcasting, which is PyTorch's. */
final class ElementwiseNodes {
    private ElementwiseNodes() {}

    static void addTo(Map<String, NodeWriter> writers) {
        writers.put("Identity", node -> node.result(node.in(0)));
        writers.put("Relu", unary("relu"));
        writers.put("Tanh", unary("tanh"));
        writers.put("Sigmoid", unary("sigmoid"));
        writers.put("Exp", unary("exp"));
        writers.put("Log", unary("log"));
        writers.put("Sqrt", unary("sqrt"));
        writers.put("Neg", unary("neg"));
        writers.put("Abs", unary("abs"));
        writers.put("Erf", unary("erf"));
        writers.put("Sign", unary("sign"));
        writers.put("Floor", unary("floor"));
        writers.put("Sin", unary("sin"));
        writers.put("Cos", unary("cos"));
        writers.put("Reciprocal", unary("reciprocal"));
        writers.put("Add", binary("add"));
        writers.put("Sub", binary("sub"));
        writers.put("Mul", binary("mul"));
        writers.put("Pow", node -> node.result(Torch.call("pow", node.in(0), second(node))));
        writers.put("Div", ElementwiseNodes::divide);
        writers.put("Max", extremum("maximum", "clamp_min"));
        writers.put("Min", extremum("minimum", "clamp_max"));
        writers.put(
                "Cast",
                node -> node.result(Torch.call("to", node.in(0), Torch.dtype(DataType.ofOnnxCode((int)
                        node.attributes().integer("to", 0))))));
    }

    private static NodeWriter unary(String operator) {
        return node -> node.result(Torch.call(operator, node.in(0)));
    }

    private static NodeWriter binary(String operator) {
        return node -> node.result(Torch.call(operator, node.in(0), second(node)));
    }

    /** The second operand; a literal if that gives the same shape, which saves a broadcast. */
    static String second(ScriptNode node) {
        OptionalDouble literal = node.literal(1);
        boolean fits =
                literal.isPresent() && node.shape(0).rank() >= node.shape(1).rank();
        return fits ? Torch.number(literal.getAsDouble()) : node.in(1);
    }

    /** Integers are divided towards zero, as ONNX divides them. */
    private static void divide(ScriptNode node) {
        DataType type = node.type(0).dataType();
        if (type == DataType.INT32 || type == DataType.INT64) {
            node.result(Torch.call("div", node.in(0), node.in(1), "rounding_mode=\"trunc\""));
        } else {
            node.result(Torch.call("div", node.in(0), second(node)));
        }
    }

    /** Any number of operands; a NaN in one of them is the result. */
    private static NodeWriter extremum(String ofTwo, String withLiteral) {
        return node -> {
            if (node.inputs() == 2 && !second(node).equals(node.in(1))) {
                node.result(Torch.call(withLiteral, node.in(0), second(node)));
                return;
            }
            String sofar = node.in(0);
            for (int i = 1; i < node.inputs(); i++) {
                sofar = Torch.call(ofTwo, sofar, node.in(i));
            }
            node.result(sofar);
        };
    }
}
