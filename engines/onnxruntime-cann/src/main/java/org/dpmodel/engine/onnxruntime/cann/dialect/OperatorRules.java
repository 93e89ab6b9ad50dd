package org.dpmodel.engine.onnxruntime.cann.dialect;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The operators that both ONNX Runtime's CANN provider and CANN's plugins support, with their requirements. All of them
 * are registered for operator sets 13 to 18; LayerNormalization, from 17 on, is not supported by the provider.
 */
final class OperatorRules {
    static final Map<String, Consumer<NodeCheck>> ALL = all();

    private OperatorRules() {}

    private static Map<String, Consumer<NodeCheck>> all() {
        Map<String, Consumer<NodeCheck>> rules = new TreeMap<>();
        String[] plain = {
            "Abs",
            "Add",
            "And",
            "Cast",
            "Cos",
            "Equal",
            "Erf",
            "Exp",
            "Floor",
            "Gather",
            "GatherElements",
            "GlobalAveragePool",
            "Greater",
            "GreaterOrEqual",
            "Identity",
            "Less",
            "LessOrEqual",
            "Log",
            "LogSoftmax",
            "Max",
            "Min",
            "Mul",
            "Neg",
            "Not",
            "Or",
            "Pow",
            "Reciprocal",
            "Relu",
            "ScatterElements",
            "Sigmoid",
            "Sign",
            "Sin",
            "Softmax",
            "Sqrt",
            "Sub",
            "Tanh",
            "Where"
        };
        for (String operator : plain) {
            rules.put(operator, node -> {});
        }
        rules.put("Conv", WindowChecks::convolution);
        rules.put("ConvTranspose", WindowChecks::transposedConvolution);
        rules.put("MaxPool", WindowChecks::maxPooling);
        rules.put("AveragePool", WindowChecks::averagePooling);
        rules.put("Gemm", ArithmeticChecks::gemm);
        rules.put("MatMul", ArithmeticChecks::matMul);
        rules.put("Div", ArithmeticChecks::division);
        rules.put("Sum", ArithmeticChecks::sum);
        rules.put("BatchNormalization", ArithmeticChecks::batchNormalization);
        rules.put("Transpose", node -> node.requireAttribute("perm"));
        rules.put("Concat", node -> node.requireAttribute("axis"));
        rules.put("Reshape", node -> node.requireConstant(1, "the shape"));
        rules.put("Expand", LayoutChecks::expand);
        rules.put("Tile", node -> node.requireConstant(1, "the repeats"));
        rules.put("Split", node -> node.requireConstant(1, "the sizes"));
        rules.put("Slice", LayoutChecks::slice);
        rules.put("Pad", LayoutChecks::pad);
        rules.put("Squeeze", node -> node.requireConstant(1, "the axes"));
        rules.put("Unsqueeze", node -> node.requireConstant(1, "the axes"));
        for (String reduction : new String[] {"ReduceSum", "ReduceMax", "ReduceMean"}) {
            rules.put(reduction, node -> node.requireConstant(1, "the axes"));
        }
        rules.put("ConstantOfShape", node -> node.requireConstant(0, "the shape"));
        rules.put("OneHot", node -> node.requireConstant(1, "the depth"));
        rules.put("Clip", LayoutChecks::clip);
        rules.put("ScatterND", LayoutChecks::scatter);
        rules.put("DepthToSpace", LayoutChecks::blocks);
        rules.put("SpaceToDepth", LayoutChecks::blocks);
        rules.put(
                "SoftmaxCrossEntropyLoss",
                node -> node.report(
                        "the operator must not be used",
                        "SoftmaxCrossEntropyLoss, in which CANN may ignore class 0",
                        "compute it with LogSoftmax, Mul and ReduceSum"));
        rules.put(
                "Resize",
                node -> node.report(
                        "the operator must not be used",
                        "Resize, some of whose attributes CANN silently drops",
                        "repeat elements with Expand and Reshape"));
        return Collections.unmodifiableMap(rules);
    }
}
