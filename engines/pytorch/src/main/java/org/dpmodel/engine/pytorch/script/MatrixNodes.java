package org.dpmodel.engine.pytorch.script;

import java.util.Map;

/** Gemm and MatMul. */
final class MatrixNodes {
    private MatrixNodes() {}

    static void addTo(Map<String, NodeWriter> writers) {
        writers.put("Gemm", MatrixNodes::gemm);
        writers.put("MatMul", node -> node.result(Torch.call("matmul", node.in(0), node.in(1))));
    }

    private static void gemm(ScriptNode node) {
        String a = transposed(node, 0, "transA");
        String b = transposed(node, 1, "transB");
        float alpha = node.attributes().real("alpha", 1);
        float beta = node.attributes().real("beta", 1);
        if (node.has(2)) {
            node.result(Torch.call(
                    "addmm", node.in(2), a, b, "beta=" + Torch.number(beta), "alpha=" + Torch.number(alpha)));
        } else {
            String product = Torch.call("mm", a, b);
            node.result(alpha == 1 ? product : Torch.call("mul", product, Torch.number(alpha)));
        }
    }

    /** A transposed view: nothing is copied. */
    private static String transposed(ScriptNode node, int input, String attribute) {
        boolean turned = node.attributes().integer(attribute, 0) != 0;
        return turned ? Torch.call("t", node.in(input)) : node.in(input);
    }
}
