package org.dpmodel.graph.build;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/** The part of {@link Ops} that moves, selects and repeats elements without computing with them. */
public abstract sealed class LayoutOps permits Ops {
    private final GraphBuilder builder;

    LayoutOps(GraphBuilder builder) {
        this.builder = builder;
    }

    /**
     * The graph that is added to.
     *
     * @return the builder
     */
    public GraphBuilder builder() {
        return builder;
    }

    /**
     * A vector of integers.
     *
     * @param values the elements
     * @return the constant
     */
    public Value ints(long... values) {
        return builder.constant(Constant.ints(values));
    }

    /**
     * The same elements in another shape.
     *
     * @param x any values
     * @param dimensions the new dimensions
     * @return the reshaped value; x itself if it has this shape
     */
    public Value reshape(Value x, long... dimensions) {
        return reshape(x, Shape.of(dimensions));
    }

    /**
     * The same elements in another shape.
     *
     * @param x any values
     * @param shape the new shape
     * @return the reshaped value; x itself if it has this shape
     */
    public Value reshape(Value x, Shape shape) {
        return x.shape().equals(shape) ? x : builder.call("Reshape", Attributes.none(), x, ints(shape.dims()));
    }

    /**
     * Reorders axes. If only axes of size 1 move, no element moves, and a reshape is enough.
     *
     * @param x any values
     * @param permutation axis of x for each axis of the result
     * @return the transposed value
     */
    public Value transpose(Value x, int... permutation) {
        long[] dims = IntStream.of(permutation).mapToLong(x::dim).toArray();
        int[] moving =
                IntStream.of(permutation).filter(axis -> x.dim(axis) != 1).toArray();
        int[] sorted = moving.clone();
        Arrays.sort(sorted);
        if (Arrays.equals(moving, sorted)) {
            return reshape(x, dims);
        }
        return builder.call(
                "Transpose",
                Attributes.none()
                        .with("perm", IntStream.of(permutation).asLongStream().toArray()),
                x);
    }

    /**
     * Repeats axes of size 1.
     *
     * @param x any values
     * @param dimensions the requested dimensions
     * @return the expanded value
     */
    public Value expand(Value x, long... dimensions) {
        return builder.call("Expand", Attributes.none(), x, ints(dimensions));
    }

    /**
     * Concatenates values along an axis.
     *
     * @param axis the axis
     * @param values at least one
     * @return the joined value
     */
    public Value concat(int axis, List<Value> values) {
        return values.size() == 1
                ? values.get(0)
                : builder.call("Concat", Attributes.none().with("axis", axis), values.toArray(Value[]::new));
    }

    /**
     * Splits a value into equal parts along an axis.
     *
     * @param x any values
     * @param axis the axis, whose size the number of parts divides
     * @param parts how many parts
     * @return the parts
     */
    public List<Value> split(Value x, int axis, int parts) {
        long[] sizes =
                LongStream.generate(() -> x.dim(axis) / parts).limit(parts).toArray();
        return builder.call("Split", Attributes.none().with("axis", axis), parts, x, ints(sizes));
    }

    /**
     * A range of a value.
     *
     * @param x any values
     * @param starts first index for each axis
     * @param ends end index, exclusive, for each axis
     * @param axes the axes
     * @param steps distance between indices for each axis, negative for backwards
     * @return the elements in the range; x itself if the range is all of it
     */
    public Value slice(Value x, long[] starts, long[] ends, long[] axes, long[] steps) {
        boolean whole = IntStream.range(0, axes.length)
                .allMatch(i -> starts[i] == 0 && steps[i] == 1 && ends[i] == x.dim((int) axes[i]));
        return whole
                ? x
                : builder.call("Slice", Attributes.none(), x, ints(starts), ints(ends), ints(axes), ints(steps));
    }

    /**
     * Adds zeros around a value.
     *
     * @param x any values
     * @param pads zeros before each axis, then zeros after each axis
     * @return the padded value
     */
    public Value pad(Value x, long... pads) {
        return builder.call("Pad", Attributes.none().with("mode", new Attribute.Text("constant")), x, ints(pads));
    }

    /**
     * Surrounds a value with a number.
     *
     * @param x any values
     * @param number the number
     * @param pads how many before each axis, then how many after each axis
     * @return the padded value
     */
    public Value padWith(Value x, float number, long... pads) {
        Value scalar = builder.constant(Constant.floats(Shape.of(), number));
        return builder.call(
                "Pad", Attributes.none().with("mode", new Attribute.Text("constant")), x, ints(pads), scalar);
    }

    /**
     * Reorders slices of a value along an axis.
     *
     * @param x any values
     * @param axis the axis
     * @param order index along the axis of x for each index of the result
     * @return the picked slices
     */
    public Value gather(Value x, int axis, long... order) {
        return builder.call("Gather", Attributes.none().with("axis", axis), x, ints(order));
    }

    /**
     * Gathers slices of a value along an axis, by indices that the graph computes. The axes of the indices replace the
     * axis.
     *
     * @param x {@code [a..., size, b...]}
     * @param axis the axis of that size
     * @param indices int64 {@code [i...]}, in [-size, size); engines disagree about other indices
     * @return {@code [a..., i..., b...]}
     */
    public Value gather(Value x, int axis, Value indices) {
        return builder.call("Gather", Attributes.none().with("axis", axis), x, indices);
    }
}
