package org.dpmodel.graph.reference;

import java.util.List;
import org.dpmodel.graph.Attribute;

/** Rows for Gemm and MatMul. */
final class MatrixCases {
    private MatrixCases() {}

    private static CaseBuilder gemm(String configuration) {
        return new CaseBuilder("Gemm", configuration);
    }

    private static CaseBuilder matMul(String configuration) {
        return new CaseBuilder("MatMul", configuration);
    }

    static void addTo(List<CaseBuilder> cases) {
        cases.add(gemm("plain").normal(3, 4).normal(4, 5));
        cases.add(gemm("bias").normal(3, 4).normal(4, 5).normal(5));
        cases.add(gemm("dense layer").normal(3, 4).normal(5, 4).normal(5).integer("transB", 1));
        cases.add(gemm("weight gradient").normal(6, 3).normal(6, 4).integer("transA", 1));
        cases.add(gemm("both transposed")
                .normal(4, 3)
                .normal(5, 4)
                .integer("transA", 1)
                .integer("transB", 1));
        cases.add(gemm("alpha and beta")
                .normal(3, 4)
                .normal(4, 5)
                .normal(3, 5)
                .attribute("alpha", new Attribute.Real(0.25f))
                .attribute("beta", new Attribute.Real(-1.5f)));
        cases.add(gemm("column added").normal(3, 4).normal(4, 5).normal(3, 1));
        cases.add(gemm("row added").normal(3, 4).normal(4, 5).normal(1, 5));
        cases.add(gemm("scalar added").normal(3, 4).normal(4, 5).normal());
        cases.add(matMul("matrices").normal(3, 4).normal(4, 5));
        cases.add(matMul("stacks").normal(2, 3, 4, 5).normal(2, 3, 5, 2));
        cases.add(matMul("stack and matrix").normal(2, 3, 4).normal(4, 5));
        cases.add(matMul("matrix and stack").normal(3, 4).normal(2, 4, 5));
        cases.add(matMul("broadcast stacks").normal(2, 1, 3, 4).normal(3, 4, 2));
        cases.add(matMul("both stacks stretched").normal(2, 1, 3, 4).normal(5, 4, 2));
        cases.add(matMul("five axes").normal(2, 3, 2, 3, 4).normal(2, 3, 2, 4, 2));
        cases.add(matMul("five axes, both stretched").normal(2, 1, 2, 3, 4).normal(3, 1, 4, 2));
        cases.add(matMul("one row of a stack").normal(1, 6).normal(3, 6, 4));
        cases.add(matMul("vector and matrix").normal(4).normal(4, 5));
        cases.add(matMul("matrix and vector").normal(3, 4).normal(4));
        cases.add(matMul("stack and vector").normal(2, 3, 4).normal(4));
        cases.add(matMul("vectors").normal(4).normal(4));
    }
}
