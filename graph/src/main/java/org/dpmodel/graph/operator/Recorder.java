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
     * The device family whose lowerings are used.
     *
     * @return the target
     */
    GraphTarget target();

    /**
     * How the rows of the node at hand form units, once its examples lie on the first axis: where an example owns several
     * slices along that axis, each of them counts as a row.
     *
     * @return the units
     */
    Units units();

    /**
     * What the output of the node at hand depends on.
     *
     * @return where its examples lie
     */
    Dependence output();

    /**
     * What the numbers of the node at hand are multiplied by if it is a dropout, fed from outside of the graph.
     *
     * @return 0 or 1 / (1 − ratio) for each number, in the shape of the node's output; absent where nothing is dropped, as in
     *     evaluation
     */
    Optional<Value> dropoutFactors();

    /**
     * Where the output of the node at hand has its examples.
     *
     * @return the axis, counted from the start; 0 if it depends on no example
     */
    default int exampleAxis() {
        return output().axis().orElse(0);
    }

    /**
     * A value with the axes of the output of the node at hand, its examples moved to the first axis, as the rules of
     * parameters take it: the rows of an example lie next to each other.
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
     * The rule of a parameter that is stretched over the output of the node at hand, as NumPy broadcasts.
     *
     * @param gradient gradient of the stretched parameter, of the output's shape
     * @param parameter shape of the parameter
     * @return the rule: a sum over all that it is stretched over within the unit
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
