package org.dpmodel.graph.build;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/**
 * ONNX operations as Java methods, over a {@link GraphBuilder}. Only forms that every target takes: attributes written
 * out, scalars of shape {@code [1]}, axes and shapes as constants.
 */
public final class Ops {
    /** The margin of float32 targets pays for 1024 additions one after another in each sum of a norm (ADR 302). */
    private static final long MAX_TERMS_OF_ONE_STAGE = 512;

    private final GraphBuilder builder;
    private final int opset;
    private final RowSums rowSums;

    /**
     * Operations that add to a graph, with sums as the operator has them.
     *
     * @param builder the graph
     * @param opset version of the operator set, which decides where some attributes go
     */
    public Ops(GraphBuilder builder, int opset) {
        this(builder, opset, RowSums.DIRECT);
    }

    /**
     * Operations that add to a graph.
     *
     * @param builder the graph
     * @param opset version of the operator set, which decides where some attributes go
     * @param rowSums how sums of rows are written
     */
    public Ops(GraphBuilder builder, int opset, RowSums rowSums) {
        this.builder = builder;
        this.opset = opset;
        this.rowSums = rowSums;
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
     * Version of the operator set that the graph is written in.
     *
     * @return the opset
     */
    public int opset() {
        return opset;
    }

    /**
     * A number as a tensor of shape {@code [1]}.
     *
     * @param value the number
     * @return the constant
     */
    public Value scalar(float value) {
        return builder.constant(Constant.floats(Shape.of(1), value));
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
     * Sum of two values, with broadcasting.
     *
     * @param a first summand
     * @param b second summand
     * @return a + b
     */
    public Value add(Value a, Value b) {
        return elementwise("Add", a, b);
    }

    /**
     * Difference of two values, with broadcasting.
     *
     * @param a minuend
     * @param b subtrahend
     * @return a − b
     */
    public Value sub(Value a, Value b) {
        return elementwise("Sub", a, b);
    }

    /**
     * Elementwise product, with broadcasting.
     *
     * @param a first factor
     * @param b second factor
     * @return a · b
     */
    public Value mul(Value a, Value b) {
        return elementwise("Mul", a, b);
    }

    /**
     * Elementwise quotient, with broadcasting.
     *
     * @param a dividend
     * @param b divisor
     * @return a / b
     */
    public Value div(Value a, Value b) {
        return elementwise("Div", a, b);
    }

    /**
     * An elementwise operation on any number of values.
     *
     * @param operator for example {@code Max}
     * @param values the operands
     * @return the result
     */
    public Value elementwise(String operator, Value... values) {
        return builder.call(operator, Attributes.none(), values);
    }

    /**
     * 1 where a condition holds, 0 elsewhere.
     *
     * @param condition a comparison's result
     * @return float32 of the same shape
     */
    public Value indicator(Value condition) {
        return builder.call("Cast", Attributes.none().with("to", DataType.FLOAT.onnxCode()), condition);
    }

    /**
     * Sum over axes. Over axes of size 1 there is nothing to add, and a reshape is enough; innermost axes are summed as
     * {@link RowSums} says.
     *
     * @param x the summands
     * @param keepDimensions whether the axes stay, with size 1
     * @param axes the axes
     * @return the sums
     */
    public Value reduceSum(Value x, boolean keepDimensions, int... axes) {
        return new AxisSums(this, rowSums).sum(x, keepDimensions, axes);
    }

    /**
     * Sum of the squares over axes, which go away. Long sums are taken in stages: added up one after another in float32,
     * two million equal squares come out 0.1 % too small, and a norm that is too small lets a gradient pass that is too
     * long. No square goes through more than 1024 additions for each axis of up to 2³⁰ elements.
     *
     * @param x any values
     * @param axes the axes
     * @return Σ x²
     */
    public Value sumOfSquares(Value x, int... axes) {
        Value squares = mul(x, x);
        long terms = IntStream.of(axes).mapToLong(x::dim).reduce(1, Math::multiplyExact);
        if (terms <= MAX_TERMS_OF_ONE_STAGE) {
            return reduceSum(squares, false, axes);
        }
        int[] ascending = axes.clone();
        Arrays.sort(ascending);
        Value sum = squares;
        for (int i = ascending.length - 1; i >= 0; i--) {
            sum = sum(sum, ascending[i]);
        }
        return sum;
    }

    /**
     * Sum over an axis, which goes away. Where it is long, blocks are summed first and then the sums of the blocks, both in
     * stages again if they are long, as for {@link #sumOfSquares}.
     *
     * @param x the summands
     * @param axis the axis
     * @return the sums
     */
    public Value sum(Value x, int axis) {
        long size = x.dim(axis);
        if (size <= MAX_TERMS_OF_ONE_STAGE) {
            return reduceSum(x, false, axis);
        }
        long root = (long) Math.sqrt((double) size);
        long block = root;
        while (size % block != 0) {
            block--;
        }
        Value whole = x;
        if (2 * block < root) {
            // No two factors of like size: zeros make some.
            block = root;
            long[] zeros = new long[2 * x.shape().rank()];
            zeros[x.shape().rank() + axis] = block - size % block;
            whole = pad(x, zeros);
        }
        long[] dims = whole.shape().dims();
        long[] split = Arrays.copyOf(dims, dims.length + 1);
        split[axis] = block;
        split[axis + 1] = dims[axis] / block;
        System.arraycopy(dims, axis + 1, split, axis + 2, dims.length - axis - 1);
        return sum(sum(reshape(whole, split), axis + 1), axis);
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
     * Axes in another order. Where only axes of size 1 move, no element does, and a reshape is enough.
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
     * @param dimensions the wanted dimensions
     * @return the expanded value
     */
    public Value expand(Value x, long... dimensions) {
        return builder.call("Expand", Attributes.none(), x, ints(dimensions));
    }

    /**
     * Values one after another along an axis.
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
     * Cuts a value into equal parts along an axis.
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
     * @return the elements in the range; x itself if that is all of it
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
     * Slices of a value along an axis, in another order.
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
     * Matrix product, batched over leading axes.
     *
     * @param a {@code [..., n, k]}
     * @param b {@code [..., k, m]}
     * @return {@code [..., n, m]}
     */
    public Value matMul(Value a, Value b) {
        return elementwise("MatMul", a, b);
    }

    /**
     * Product of two matrices, either of them transposed first.
     *
     * @param a a matrix
     * @param b a matrix
     * @param transposeA whether a is transposed
     * @param transposeB whether b is transposed
     * @return the product
     */
    public Value gemm(Value a, Value b, boolean transposeA, boolean transposeB) {
        return builder.call("Gemm", transposed(transposeA, transposeB), a, b);
    }

    /**
     * The attributes of a Gemm node.
     *
     * @param transposeA whether the first matrix is transposed
     * @param transposeB whether the second matrix is transposed
     * @return transA and transB
     */
    public static Attributes transposed(boolean transposeA, boolean transposeB) {
        return Attributes.none().with("transA", transposeA ? 1 : 0).with("transB", transposeB ? 1 : 0);
    }
}
