package org.dpmodel.engine.onnxruntime.cann.dialect;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;

/** Rules of products, sums and quotients. */
final class ArithmeticChecks {
    private ArithmeticChecks() {}

    static void gemm(NodeCheck node) {
        float alpha = node.attributes().real("alpha", 1);
        node.require(
                node.has(2) || alpha == 1,
                "alpha must be 1 where there is no third input",
                String.valueOf(alpha),
                "multiply by it in a Mul: CANN silently drops it");
    }

    static void matMul(NodeCheck node) {
        for (int i = 0; i < 2; i++) {
            int input = i;
            node.shape(i)
                    .ifPresent(shape -> node.require(
                            shape.rank() >= 2 && shape.rank() <= 6,
                            "operands must have 2 to 6 axes",
                            shape + " as input " + input,
                            "reshape it to a matrix"));
        }
    }

    static void division(NodeCheck node) {
        node.type(0)
                .ifPresent(type -> node.require(
                        type.dataType() == DataType.FLOAT || type.dataType() == DataType.DOUBLE,
                        "operands must be floating-point numbers",
                        type.toString(),
                        "cast them: CANN does not round quotients of integers towards zero"));
    }

    static void sum(NodeCheck node) {
        List<Shape> shapes = IntStream.range(0, node.inputs())
                .mapToObj(input -> node.shape(input).orElse(null))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        node.require(
                shapes.size() <= 1, "operands must have one shape", shapes.toString(), "use Add, which broadcasts");
    }

    static void batchNormalization(NodeCheck node) {
        node.require(
                node.attributes().integer("training_mode", 0) == 0 && node.outputs() == 1,
                "it must use frozen statistics and have one output",
                "training_mode " + node.attributes().integer("training_mode", 0) + " and " + node.outputs()
                        + " outputs",
                "export the network in evaluation mode");
    }
}
