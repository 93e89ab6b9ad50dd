package org.dpmodel.graph.step;

import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.operator.ConstantFolding;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.type.OperatorCall;

/**
 * A function of the number of a row: {@code row * factor + added}, where the last term may be computed from the row's
 * example instead.
 *
 * @param factor at least 1
 * @param added the same for all rows: of size 1 along their axis
 * @param computed the name of a value of the same shape that depends on the examples along the same axis, and is added
 *     instead of a constant
 */
record RowFormula(long factor, Constant added, Optional<String> computed) {
    private static final Constant ZERO = ReferenceTensor.longs(Shape.of(), 0).toConstant();

    /** The number itself. */
    static final RowFormula ROW = new RowFormula(1, ZERO, Optional.empty());

    /** Whether the same number is added to all rows, so that a change of shape has no effect. */
    boolean isUniform() {
        return added.type().shape().rank() == 0 && computed.isEmpty();
    }

    /**
     * This formula plus a value computed from each row's own example.
     *
     * @param value its name
     * @return empty if something is already added
     */
    Optional<RowFormula> plus(String value) {
        return added.equals(ZERO) && computed.isEmpty()
                ? Optional.of(new RowFormula(factor, ZERO, Optional.of(value)))
                : Optional.empty();
    }

    /**
     * This, and a constant.
     *
     * @param operator Mul by one number before anything is added, or Add; anything else is not followed
     * @param constant the other operand
     * @param rank axes of the result
     * @param axis the axis of the rows
     */
    Optional<RowFormula> then(String operator, Constant constant, int rank, int axis) {
        Shape shape = constant.type().shape();
        if (computed.isPresent()) {
            return Optional.empty();
        }
        if (operator.equals("Mul") && shape.size() == 1 && added.equals(ZERO)) {
            long times = constant.toLongs()[0];
            return times < 1 || times > Integer.MAX_VALUE / factor
                    ? Optional.empty()
                    : Optional.of(new RowFormula(factor * times, ZERO, Optional.empty()));
        }
        int own = axis - (rank - shape.rank());
        boolean shared = own < 0 || shape.dim(own) == 1;
        return operator.equals("Add") && shared
                ? Optional.of(new RowFormula(factor, sum(constant), Optional.empty()))
                : Optional.empty();
    }

    /**
     * The sum of the constant added so far and another one: PyTorch's exporter adds the positions along each axis one
     * after the other.
     */
    private Constant sum(Constant other) {
        List<Value> summands = List.of(value(added), value(other));
        OperatorCall call = new OperatorCall("sum", "Add", Attributes.none(), summands, 1);
        Shape shape = added.type().shape().broadcast(other.type().shape());
        return ConstantFolding.fold(call, List.of(added.type().withShape(shape)))
                .get(0);
    }

    private static Value value(Constant constant) {
        return new Value("summand", constant.type(), Optional.of(constant));
    }
}
