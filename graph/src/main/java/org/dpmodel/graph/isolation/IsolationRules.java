package org.dpmodel.graph.isolation;

import java.util.List;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Isolation rules that several operators share. Their invariant: row i of every value depends on example i alone, <em>and
 * not on i</em>. A constant with a value for each row would distinguish rows by their position. If one example leaves a
 * batch, those after it move up, and all their gradients would change: clipping bounds each change, but not their number.
 */
public final class IsolationRules {
    private static final String KEEP_FIRST = "keep the batch as the first axis and operate only within each example";
    private static final String ONE_FOR_ALL =
            "give it one value for all examples (size 1 along that axis), or make it a feature of the examples";

    private IsolationRules() {}

    /**
     * An elementwise operation with broadcasting: every input that depends on examples must have them on the same axis of
     * the output, and the others must have size 1 on this axis, if they have it.
     *
     * @param call the operation
     * @param inputs dependence of each input
     * @return dependence of the output
     */
    public static Dependence elementwise(OperatorCall call, List<Dependence> inputs) {
        int rank = call.inputs().stream()
                .mapToInt(value -> value.shape().rank())
                .max()
                .orElse(0);
        Dependence result = Dependence.SHARED;
        long slices = 0;
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).onExamples()) {
                Shape shape = call.input(i).shape();
                int axis = inputs.get(i).exampleAxis() + rank - shape.rank();
                long size = shape.dim(inputs.get(i).exampleAxis());
                Dependence moved = inputs.get(i).onAxis(axis);
                if (result.onExamples() && (!result.equals(moved) || slices != size)) {
                    throw mixes(call, "its inputs have the examples on different axes", KEEP_FIRST);
                }
                slices = size;
                result = moved;
            }
        }
        if (result.onExamples()) {
            for (int i = 0; i < inputs.size(); i++) {
                if (!inputs.get(i).onExamples()) {
                    sameForAll(call, i, result.exampleAxis(), rank);
                }
            }
        }
        return result;
    }

    /**
     * An input that is shared by all examples and broadcast to the output: it may not have a value for each of them.
     *
     * @param call the operation
     * @param input position of the input
     * @param exampleAxis axis of the examples in the output
     * @param rank number of axes of the output, with which the input's last axes are aligned
     */
    public static void sameForAll(OperatorCall call, int input, int exampleAxis, int rank) {
        Shape shape = call.input(input).shape();
        int axis = exampleAxis - (rank - shape.rank());
        if (axis >= 0 && shape.dim(axis) > 1) {
            throw mixes(
                    call,
                    "its input " + input + " (" + call.input(input).name() + ", " + shape + ") has " + shape.dim(axis)
                            + " values along the axis of examples, so the result of an example depends on its "
                            + "position in the batch, which shifts when other examples are added or removed",
                    ONE_FOR_ALL);
        }
    }

    /**
     * An operation along some axes (a reduction, a softmax), none of which may be the axis of the examples.
     *
     * @param call the operation
     * @param input dependence of its first input
     * @param axes the axes within which elements influence each other
     */
    public static void notAlong(OperatorCall call, Dependence input, int... axes) {
        for (int axis : axes) {
            if (input.onExamples() && input.exampleAxis() == axis) {
                throw mixes(call, "it computes along axis " + axis + ", which is the axis of examples", KEEP_FIRST);
            }
        }
    }

    /**
     * An operation on its first input whose other inputs must be shared by all examples.
     *
     * @param call the operation
     * @param inputs dependence of each input
     * @return dependence of the first input
     */
    public static Dependence sharedSettings(OperatorCall call, List<Dependence> inputs) {
        for (int i = 1; i < inputs.size(); i++) {
            if (inputs.get(i).onExamples()) {
                throw mixes(
                        call,
                        "its input " + i + " (" + call.input(i).name()
                                + ") is computed from examples and applied to all of them",
                        "use a parameter or a constant there");
            }
        }
        return inputs.get(0);
    }

    /**
     * A layer (convolution, pooling) that treats the first axis of its first input as the batch, and whose other inputs
     * must be shared by all examples.
     *
     * @param call the operation
     * @param inputs dependence of each input
     * @return dependence of the output
     */
    public static Dependence layer(OperatorCall call, List<Dependence> inputs) {
        sharedSettings(call, inputs);
        if (inputs.get(0).onExamples() && inputs.get(0).exampleAxis() != 0) {
            throw mixes(
                    call,
                    "the examples lie on axis " + inputs.get(0).exampleAxis() + " of its input, not 0",
                    KEEP_FIRST);
        }
        return inputs.get(0);
    }

    /**
     * A change of shape that keeps the order of elements: the examples stay separate where an axis follows the same
     * number of outer elements whose size is a multiple of the number of examples. If an axis is such a multiple only by
     * chance, and not for every batch size, the proof at another size fails.
     *
     * @param call the operation
     * @param input dependence of the input
     * @param from shape of the input
     * @param to shape of the output
     * @return dependence of the output
     */
    public static Dependence reshape(OperatorCall call, Dependence input, Shape from, Shape to) {
        if (!input.onExamples()) {
            return input;
        }
        int axis = input.exampleAxis();
        long examples = from.dim(axis) / input.slices();
        // In row-major order, an element is at (outer * examples + example) * inner + rest, in any shape.
        long outer = from.size(0, axis) * input.repeats();
        long inner = input.group() * from.size(axis + 1, from.rank());
        for (int candidate = 0; candidate < to.rank(); candidate++) {
            long before = to.size(0, candidate);
            long behind = to.size(candidate + 1, to.rank());
            boolean empty = examples == 0 || before == 0 || behind == 0;
            if (!empty && to.dim(candidate) % examples == 0 && outer % before == 0 && inner % behind == 0) {
                return Dependence.perExample(candidate, inner / behind, outer / before);
            }
        }
        throw mixes(call, "reshaping " + from + " to " + to + " spreads an example over several rows", KEEP_FIRST);
    }

    /**
     * A value shared by all examples that was repeated along an axis whose size follows from their number: each of them has
     * one slice, or several.
     *
     * @param call the operation
     * @param to shape of the output
     * @param each dependence of the output, as if each example had one slice
     * @param examples the number of examples
     * @return dependence of the output
     * @throws org.dpmodel.graph.GraphException if the size is not a multiple of the number of examples
     */
    public static Dependence repeated(OperatorCall call, Shape to, Dependence each, long examples) {
        long slices = to.dim(each.exampleAxis());
        long times = slices / (examples * each.slices());
        call.require(
                times > 0 && slices == times * examples * each.slices(),
                () -> "the size of axis " + each.exampleAxis() + " of its output follows from the number of"
                        + " examples, but is not a multiple of that number: it is " + slices + " for " + examples
                        + " examples");
        return times == 1 ? each : Dependence.perExample(each.exampleAxis(), times * each.slices(), 1);
    }

    /**
     * The error of a call that mixes examples.
     *
     * @param call the operation
     * @param reason how it mixes them
     * @param cure how to fix it, for example what to use instead
     * @return the exception to throw
     */
    public static ExamplesMixException mixes(OperatorCall call, String reason, String cure) {
        return new ExamplesMixException(call.node(), call.operator(), reason, cure);
    }
}
