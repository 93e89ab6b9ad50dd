package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Einstein sums, as matrix products. For two operands, labels in both of them and in the result are batch axes, labels
 * missing from the result are summed over, and the others are rows and columns. With more operands, the product of the
 * first two is multiplied by the third, and so on; it keeps the labels that occur in later operands or in the result.
 */
final class Einsum implements CompositeOperator {
    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        EinsumEquation equation = EinsumEquation.of(call);
        int count = equation.operands().size();
        Value y = call.input(0);
        if (count == 1) {
            return List.of(single(ops, equation, y));
        }
        String labels = equation.operand(0);
        for (int i = 1; i < count; i++) {
            String next = equation.operand(i);
            String wanted = String.join("", equation.operands().subList(i + 1, count)) + equation.result();
            String kept = i == count - 1
                    ? equation.result()
                    : EinsumEquation.both(labels + EinsumEquation.without(next, labels), wanted);
            y = product(ops, kept, labels, y, next, call.input(i));
            labels = kept;
        }
        return List.of(y);
    }

    private static Value single(Ops ops, EinsumEquation equation, Value x) {
        String kept = EinsumEquation.both(equation.operand(0), equation.result());
        Value sum = summed(ops, x, equation.operand(0), kept);
        return ordered(ops, sum, kept, equation.result());
    }

    /** Sums over the axes whose label is not kept. */
    private static Value summed(Ops ops, Value x, String labels, String kept) {
        int[] axes = IntStream.range(0, labels.length())
                .filter(axis -> kept.indexOf(labels.charAt(axis)) < 0)
                .toArray();
        return axes.length == 0 ? x : ops.reduceSum(x, false, axes);
    }

    private static Value ordered(Ops ops, Value x, String from, String to) {
        return ops.transpose(x, to.chars().map(from::indexOf).toArray());
    }

    private static Value product(Ops ops, String result, String labelsOfA, Value a, String labelsOfB, Value b) {
        String ofA = EinsumEquation.both(labelsOfA, labelsOfB + result);
        String ofB = EinsumEquation.both(labelsOfB, labelsOfA + result);
        Value left = summed(ops, a, labelsOfA, ofA);
        Value right = summed(ops, b, labelsOfB, ofB);
        Map<Character, Long> sizes = new HashMap<>();
        sizes(ofA, left.shape(), sizes);
        sizes(ofB, right.shape(), sizes);
        String shared = EinsumEquation.both(ofA, ofB);
        String matrices = EinsumEquation.both(shared, result);
        String inner = EinsumEquation.without(shared, result);
        String rows = EinsumEquation.without(ofA, shared);
        String columns = EinsumEquation.without(ofB, shared);
        if (!matrices.isEmpty() && beginsWithItsOwn(ofA, rows)) {
            Value y = byRows(ops, sizes, new Factor(left, ofA), new Factor(right, ofB), rows, matrices, inner, columns);
            return ordered(ops, y, rows + matrices + columns, result);
        }
        if (!matrices.isEmpty() && beginsWithItsOwn(ofB, columns)) {
            Value y = byRows(ops, sizes, new Factor(right, ofB), new Factor(left, ofA), columns, matrices, inner, rows);
            return ordered(ops, y, columns + matrices + rows, result);
        }
        Value leftMatrix = ordered(ops, left, ofA, matrices + rows + inner);
        Value rightMatrix = ordered(ops, right, ofB, matrices + inner + columns);
        Value y = ops.matMul(
                ops.reshape(leftMatrix, dims(sizes, matrices, rows, inner)),
                ops.reshape(rightMatrix, dims(sizes, matrices, inner, columns)));
        String order = matrices + rows + columns;
        long[] all = order.chars().mapToLong(label -> sizes.get((char) label)).toArray();
        return ordered(ops, ops.reshape(y, all), order, result);
    }

    /** Whether the first axis, which is that of the examples if there is one, occurs in only one of the factors. */
    private static boolean beginsWithItsOwn(String labels, String own) {
        return !labels.isEmpty() && own.indexOf(labels.charAt(0)) >= 0;
    }

    private record Factor(Value value, String labels) {}

    /**
     * Each row of the first factor is multiplied by a stack of matrices, one for each value of the batch labels: examples
     * in the rows stay in front of the matrices, since their gradients could not be separated otherwise.
     */
    private static Value byRows(
            Ops ops,
            Map<Character, Long> sizes,
            Factor first,
            Factor second,
            String rows,
            String matrices,
            String inner,
            String columns) {
        Value left = ordered(ops, first.value(), first.labels(), rows + matrices + inner);
        Value right = ordered(ops, second.value(), second.labels(), matrices + inner + columns);
        Value y = ops.matMul(
                ops.reshape(left, dims(sizes, rows + matrices, "", inner)),
                ops.reshape(right, dims(sizes, matrices, inner, columns)));
        return ops.reshape(y, dims(sizes, rows + matrices + columns));
    }

    private static void sizes(String labels, Shape shape, Map<Character, Long> sizes) {
        for (int axis = 0; axis < labels.length(); axis++) {
            sizes.put(labels.charAt(axis), shape.dim(axis));
        }
    }

    /** One axis for each batch label, then one for each of two groups. */
    private static long[] dims(Map<Character, Long> sizes, String matrices, String... groups) {
        long[] dims = Arrays.copyOf(
                matrices.chars().mapToLong(label -> sizes.get((char) label)).toArray(),
                matrices.length() + groups.length);
        for (int i = 0; i < groups.length; i++) {
            dims[matrices.length() + i] = groups[i]
                    .chars()
                    .mapToLong(label -> sizes.get((char) label))
                    .reduce(1, Math::multiplyExact);
        }
        return dims;
    }
}
