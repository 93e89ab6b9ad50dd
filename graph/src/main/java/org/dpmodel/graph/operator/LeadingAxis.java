package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.LayoutSettings;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Calls of operators with an additional leading axis, along which nothing mixes: computes values from parameters alone,
 * with one copy of the parameters for each unit.
 */
public final class LeadingAxis {
    private static final Set<String> ELEMENTWISE = Set.of(
            "Abs",
            "Add",
            "Cast",
            "Clip",
            "Cos",
            "Div",
            "Erf",
            "Exp",
            "Identity",
            "Log",
            "MatMul",
            "Max",
            "Min",
            "Mul",
            "Neg",
            "Pow",
            "Relu",
            "Sigmoid",
            "Sin",
            "Sqrt",
            "Sub",
            "Tanh",
            "Where");

    private final Ops ops;
    private final OperatorCall call;
    private final Value output;
    private final List<Value> inputs;
    private final long copies;

    private LeadingAxis(Ops ops, OperatorCall call, Value output, List<Value> inputs, long copies) {
        this.ops = ops;
        this.call = call;
        this.output = output;
        this.inputs = inputs;
        this.copies = copies;
    }

    /**
     * The call that computes all copies.
     *
     * @param ops where constants are added
     * @param call the call for one copy
     * @param output its output
     * @param inputs its inputs; those that differ between copies already have the leading axis
     * @param copies size of the leading axis
     * @return the call with the axis
     * @throws org.dpmodel.graph.GraphException if the operator has no such form
     */
    public static OperatorCall of(Ops ops, OperatorCall call, Value output, List<Value> inputs, long copies) {
        return new LeadingAxis(ops, call, output, inputs, copies).lifted();
    }

    private OperatorCall lifted() {
        if (ELEMENTWISE.contains(call.operator())) {
            int rank = output.shape().rank();
            List<Value> aligned = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                aligned.add(isLifted(i) ? align(inputs.get(i), rank + 1) : inputs.get(i));
            }
            return with(call.attributes(), aligned);
        }
        return switch (call.operator()) {
            case "Transpose" -> with(Attributes.none().with("perm", permutation()), inputs);
            case "Reshape" -> with(Attributes.none(), List.of(inputs.get(0), outputShape()));
            case "Expand" ->
                with(
                        Attributes.none(),
                        List.of(align(inputs.get(0), output.shape().rank() + 1), outputShape()));
            // LayerNormalization with a scale that is trained has been written with one that is not.
            case "Softmax", "LogSoftmax", "LayerNormalization", "Gather" ->
                with(axisBehind(call.operator().equals("Gather") ? 0 : -1), inputs);
            case "Concat" -> with(axisBehind(0), allLifted());
            case "Split" -> with(axisBehind(0), inputs);
            case "ReduceSum", "ReduceMax" ->
                with(call.attributes().with("noop_with_empty_axes", 1), List.of(inputs.get(0), reducedAxes()));
            case "Slice" -> with(call.attributes(), sliced());
            default ->
                throw call.error("computes from parameters alone in a way for which no per-example gradient is "
                        + "known: store the result as the parameter (export with constant folding), or freeze the "
                        + "parameters it depends on");
        };
    }

    private OperatorCall with(Attributes attributes, List<Value> values) {
        return new OperatorCall(call.node(), call.operator(), attributes, values, call.outputCount());
    }

    private boolean isLifted(int input) {
        return !inputs.get(input).equals(call.inputs().get(input));
    }

    /** Inserts axes of size 1 after the first one, up to a rank. */
    private Value align(Value value, int rank) {
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        long[] own = value.shape().dims();
        dims[0] = own[0];
        System.arraycopy(own, 1, dims, rank - own.length + 1, own.length - 1);
        return ops.reshape(value, dims);
    }

    private Value outputShape() {
        return ops.ints(LongStream.concat(
                        LongStream.of(copies), LongStream.of(output.shape().dims()))
                .toArray());
    }

    private long[] permutation() {
        int rank = output.shape().rank();
        long[] reversed = LongStream.range(0, rank).map(i -> rank - 1 - i).toArray();
        return LongStream.concat(
                        LongStream.of(0),
                        LongStream.of(call.attributes().integers("perm", reversed))
                                .map(axis -> axis + 1))
                .toArray();
    }

    private Attributes axisBehind(long absent) {
        long axis = call.attributes().integer("axis", absent);
        return call.attributes().with("axis", call.input(0).shape().axis(axis) + 1);
    }

    private Value axes(int position) {
        Shape shape = call.input(0).shape();
        return ops.ints(LongStream.of(call.constantInts(position))
                .map(axis -> shape.axis(axis) + 1)
                .toArray());
    }

    private Value reducedAxes() {
        return ops.ints(IntStream.of(LayoutSettings.reductionAxes(call))
                .mapToLong(axis -> axis + 1)
                .toArray());
    }

    private List<Value> allLifted() {
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> isLifted(i) ? inputs.get(i) : copied(inputs.get(i)))
                .toList();
    }

    private Value copied(Value value) {
        long[] dims = LongStream.concat(
                        LongStream.of(copies), LongStream.of(value.shape().dims()))
                .toArray();
        long[] one = dims.clone();
        one[0] = 1;
        return ops.expand(ops.reshape(value, one), dims);
    }

    private List<Value> sliced() {
        List<Value> result = new ArrayList<>(inputs);
        if (call.has(3)) {
            result.set(3, axes(3));
        } else {
            int count = call.constantInts(1).length;
            Value behind = ops.ints(LongStream.rangeClosed(1, count).toArray());
            if (result.size() > 3) {
                result.set(3, behind);
            } else {
                result.add(behind);
            }
        }
        return result;
    }
}
