package org.dpmodel.graph.operator;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.BiasGradient;
import org.dpmodel.graph.gradient.ParameterGradient;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.lowering.GraphTarget;

/** The interface through which an operator writes its forward pass into a step graph. */
public interface Recorder {
    /**
     * Where the nodes go.
     *
     * @return the operations
     */
    Ops ops();

    /**
     * The target whose lowerings are used.
     *
     * @return the target
     */
    GraphTarget target();

    /**
     * How the rows of the current node form units, once its examples are on the first axis: if an example has several
     * slices along that axis, each of them counts as a row.
     *
     * @return the units
     */
    Units units();

    /**
     * What the output of the current node depends on.
     *
     * @return its dependence on examples
     */
    Dependence output();

    /**
     * The factors of the elements of the current node if it is a dropout; they are an input of the graph.
     *
     * @return 0 or 1 / (1 − ratio) for each element, in the shape of the node's output; empty if nothing is dropped, as
     *     in evaluation
     */
    Optional<Value> dropoutFactors();

    /**
     * The axis of the examples in the output of the current node.
     *
     * @return the axis, counted from the start; 0 if it does not depend on examples
     */
    default int exampleAxis() {
        return output().axis().orElse(0);
    }

    /**
     * A value with the axes of the current node's output, with its examples moved to the first axis, as the rules of
     * parameters expect it: the rows of an example are adjacent.
     *
     * @param value the output, its gradient, or an input with the same axes
     * @return {@code [rows, ...]}
     */
    default Value examplesFirst(Value value) {
        int axis = exampleAxis();
        int rank = value.shape().rank();
        long repeats = output().repeats();
        if (repeats == 1) {
            int[] order = IntStream.concat(
                            IntStream.of(axis), IntStream.range(0, rank).filter(i -> i != axis))
                    .toArray();
            return axis == 0 ? value : ops().transpose(value, order);
        }
        // [before..., repeats, examples, behind...] -> [examples, repeats, before..., behind...]
        long[] dims = value.shape().dims();
        long[] parted = new long[rank + 1];
        System.arraycopy(dims, 0, parted, 0, axis);
        parted[axis] = repeats;
        parted[axis + 1] = dims[axis] / repeats;
        System.arraycopy(dims, axis + 1, parted, axis + 2, rank - axis - 1);
        int[] order = IntStream.concat(
                        IntStream.of(axis + 1, axis),
                        IntStream.rangeClosed(0, rank).filter(i -> i != axis && i != axis + 1))
                .toArray();
        Value moved = ops().transpose(ops().reshape(value, parted), order);
        long[] joined = new long[rank];
        joined[0] = dims[axis];
        System.arraycopy(moved.shape().dims(), 2, joined, 1, rank - 1);
        return ops().reshape(moved, joined);
    }

    /**
     * The rule of a parameter that is broadcast over the output of the current node.
     *
     * @param gradient gradient of the broadcast parameter, of the output's shape
     * @param parameter shape of the parameter
     * @return the rule: a sum over the broadcast axes, within the unit
     */
    default ParameterGradient stretched(Value gradient, Shape parameter) {
        int rank = gradient.shape().rank();
        long[] aligned = new long[rank];
        Arrays.fill(aligned, 1);
        System.arraycopy(parameter.dims(), 0, aligned, rank - parameter.rank(), parameter.rank());
        int axis = exampleAxis();
        System.arraycopy(aligned, 0, aligned, 1, axis);
        aligned[0] = 1;
        return new BiasGradient(examplesFirst(gradient), parameter, Shape.of(aligned), units());
    }
}
