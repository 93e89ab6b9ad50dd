package org.dpmodel.graph.reference;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Shape;

/** Products of matrices. */
final class MatrixKernels {
    private MatrixKernels() {}

    static void addTo(Map<String, Kernel> kernels) {
        kernels.put("Gemm", MatrixKernels::gemm);
        kernels.put("MatMul", MatrixKernels::matMul);
    }

    private static List<ReferenceTensor> gemm(KernelCall call) {
        ReferenceTensor a = call.input(0);
        ReferenceTensor b = call.input(1);
        boolean transA = call.attributes().integer("transA", 0) != 0;
        boolean transB = call.attributes().integer("transB", 0) != 0;
        double alpha = call.attributes().real("alpha", 1);
        double beta = call.attributes().real("beta", 1);
        Grid ofA = Grid.of(a.shape());
        Grid ofB = Grid.of(b.shape());
        int length = ofA.dim(transA ? 0 : 1);
        call.require(length == ofB.dim(transB ? 1 : 0), "shapes " + a.shape() + " and " + b.shape() + " do not agree");
        Grid output = Grid.of(ofA.dim(transA ? 1 : 0), ofB.dim(transB ? 0 : 1));
        double[] y = new double[output.size()];
        output.forEach(at -> {
            double sum = 0;
            for (int k = 0; k < length; k++) {
                sum += a.real(transA ? ofA.offset(k, at[0]) : ofA.offset(at[0], k))
                        * b.real(transB ? ofB.offset(at[1], k) : ofB.offset(k, at[1]));
            }
            double c = call.has(2)
                    ? call.input(2).real(Grid.of(call.input(2).shape()).broadcastOffset(at))
                    : 0;
            y[output.offset(at)] = alpha * sum + beta * c;
        });
        return List.of(ReferenceTensor.ofReals(a.type().withShape(output.shape()), y));
    }

    /** As NumPy's matmul: a vector is a row on the left and a column on the right, and this axis is removed from the result. */
    private static List<ReferenceTensor> matMul(KernelCall call) {
        ReferenceTensor a = call.input(0);
        ReferenceTensor b = call.input(1);
        boolean row = a.shape().rank() == 1;
        boolean column = b.shape().rank() == 1;
        ReferenceTensor left = row ? a.reshaped(Shape.of(1, a.size())) : a;
        ReferenceTensor right = column ? b.reshaped(Shape.of(b.size(), 1)) : b;
        long[] leftDims = left.shape().dims();
        long[] rightDims = right.shape().dims();
        int length = Math.toIntExact(leftDims[leftDims.length - 1]);
        call.require(length == rightDims[rightDims.length - 2], a.shape() + " and " + b.shape() + " do not agree");
        Shape stack = leading(leftDims).broadcast(leading(rightDims));
        long[] dims = Arrays.copyOf(stack.dims(), stack.rank() + 2);
        dims[stack.rank()] = leftDims[leftDims.length - 2];
        dims[stack.rank() + 1] = rightDims[rightDims.length - 1];
        ReferenceTensor product = multiply(left, right, Grid.of(Shape.of(dims)), length);
        long[] kept = new long[dims.length - (row ? 1 : 0) - (column ? 1 : 0)];
        System.arraycopy(dims, 0, kept, 0, stack.rank());
        if (!row) {
            kept[stack.rank()] = dims[stack.rank()];
        }
        if (!column) {
            kept[kept.length - 1] = dims[dims.length - 1];
        }
        return List.of(product.reshaped(Shape.of(kept)));
    }

    private static Shape leading(long[] dims) {
        return Shape.of(Arrays.copyOf(dims, dims.length - 2));
    }

    private static ReferenceTensor multiply(ReferenceTensor a, ReferenceTensor b, Grid output, int length) {
        Grid ofA = Grid.of(a.shape());
        Grid ofB = Grid.of(b.shape());
        int rows = output.rank() - 2;
        int columns = output.rank() - 1;
        double[] y = new double[output.size()];
        output.forEach(at -> {
            int[] inA = at.clone();
            int[] inB = at.clone();
            double sum = 0;
            for (int k = 0; k < length; k++) {
                inA[columns] = k;
                inB[rows] = k;
                sum += a.real(ofA.broadcastOffset(inA)) * b.real(ofB.broadcastOffset(inB));
            }
            y[output.offset(at)] = sum;
        });
        return ReferenceTensor.ofReals(a.type().withShape(output.shape()), y);
    }
}
