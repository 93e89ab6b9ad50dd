package org.dpmodel.graph.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * The weight of a dense layer {@code Y = X W}, with L rows of X in each unit (L = 1 for a plain network of single
 * examples, more for sequences and microbatches). The gradient of unit u is X_uᵀ dY_u.
 *
 * <p>For L = 1 it is an outer product, and ‖x dyᵀ‖² = ‖x‖² ‖dy‖² needs no gradient (Goodfellow 2015, arXiv:1510.01799).
 * For L &gt; 1 the gradient is formed, and its norm and its sum are computed from the same values: the ghost norm of Li
 * et al. (2021, arXiv:2110.05679), a sum of products of Gram matrices with both signs, can lose all its digits in float32
 * and let a gradient pass that is longer than the clipping norm.
 */
public final class DenseWeightGradient implements ParameterGradient {
    private final Value inputs;
    private final Value outputGradients;
    private final boolean transposed;
    private final Units units;

    /**
     * The rule for one use.
     *
     * @param inputs X as {@code [rows, in]}, the rows of a unit next to each other
     * @param outputGradients dY as {@code [rows, out]}
     * @param transposed whether the weight is stored as {@code [out, in]} rather than {@code [in, out]}
     * @param units the units
     */
    public DenseWeightGradient(Value inputs, Value outputGradients, boolean transposed, Units units) {
        this.inputs = inputs;
        this.outputGradients = outputGradients;
        this.transposed = transposed;
        this.units = units;
    }

    /**
     * The rule for the transpose of the matrix.
     *
     * @return the same gradient, transposed
     */
    public DenseWeightGradient ofTransposed() {
        return new DenseWeightGradient(inputs, outputGradients, !transposed, units);
    }

    /**
     * The rule for a weight that is used several times in this way, as if the rows of all uses belonged to one use.
     *
     * @param ops where the nodes go
     * @param uses the uses, all of one weight
     * @return a single rule, or empty if the uses differ in the storage order of the weight
     */
    public static Optional<ParameterGradient> joined(Ops ops, List<ParameterGradient> uses) {
        List<Value> inputs = new ArrayList<>();
        List<Value> gradients = new ArrayList<>();
        DenseWeightGradient first = null;
        for (ParameterGradient use : uses) {
            if (!(use instanceof DenseWeightGradient dense)
                    || (first != null
                            && (dense.transposed != first.transposed || dense.units.count() != first.units.count()))) {
                return Optional.empty();
            }
            first = first == null ? dense : first;
            long count = dense.units.count();
            inputs.add(ops.reshape(dense.inputs, count, dense.rowsPerUnit(), dense.inputs.dim(1)));
            gradients.add(ops.reshape(dense.outputGradients, count, dense.rowsPerUnit(), dense.outputGradients.dim(1)));
        }
        return Optional.of(new DenseWeightGradient(
                rows(ops, ops.concat(1, inputs)), rows(ops, ops.concat(1, gradients)), first.transposed, first.units));
    }

    private static Value rows(Ops ops, Value stacked) {
        return ops.reshape(stacked, stacked.dim(0) * stacked.dim(1), stacked.dim(2));
    }

    private long rowsPerUnit() {
        return inputs.dim(0) / units.count();
    }

    private Shape parameterShape() {
        long in = inputs.dim(1);
        long out = outputGradients.dim(1);
        return transposed ? Shape.of(out, in) : Shape.of(in, out);
    }

    @Override
    public Value squaredNorms(Ops ops) {
        if (rowsPerUnit() == 1) {
            return ops.mul(squaresFromAbove(ops, outputGradients), squaresFromAbove(ops, inputs));
        }
        return ops.sumOfSquares(rows(ops), 1);
    }

    /**
     * The sum of each row's squares, plus everything that squares below the smallest normal float can lose. Otherwise a
     * huge value of the other factor would turn a lost square into a gradient that passes unclipped; with the addition, a
     * gradient of zero has a norm of about 1e-19 times the length of the other factor.
     */
    private static Value squaresFromAbove(Ops ops, Value rows) {
        return ops.add(ops.sumOfSquares(rows, 1), ops.scalar(rows.dim(1) * Float.MIN_NORMAL));
    }

    @Override
    public Value weightedSum(Ops ops, UnitWeights weights) {
        if (rowsPerUnit() == 1) {
            return product(ops, inputs, ops.mul(outputGradients, ops.reshape(weights.weights(), units.count(), 1)));
        }
        return ops.reshape(ops.matMul(weights.row(ops), rows(ops)), parameterShape());
    }

    @Override
    public Value sum(Ops ops) {
        return product(ops, inputs, outputGradients);
    }

    @Override
    public Value rows(Ops ops) {
        Value x = ops.reshape(inputs, units.count(), rowsPerUnit(), inputs.dim(1));
        Value dy = ops.reshape(outputGradients, units.count(), rowsPerUnit(), outputGradients.dim(1));
        Value each = transposed ? ops.matMul(ops.transpose(dy, 0, 2, 1), x) : ops.matMul(ops.transpose(x, 0, 2, 1), dy);
        return ops.reshape(each, units.count(), parameterShape().size());
    }

    private Value product(Ops ops, Value x, Value dy) {
        return transposed ? ops.gemm(dy, x, true, false) : ops.gemm(x, dy, true, false);
    }

    @Override
    public String describe() {
        return rowsPerUnit() == 1 ? "outer product, not formed" : "formed by a matrix product";
    }
}
