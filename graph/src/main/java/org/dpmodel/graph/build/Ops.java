package org.dpmodel.graph.build;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/**
 * ONNX operations as Java methods, over a {@link GraphBuilder}. Only forms that every target supports: explicit
 * attributes, scalars of shape {@code [1]}, axes and shapes as constants.
 */
public final class Ops extends LayoutOps {
    /** The margin of float32 targets covers 1024 successive additions in each sum of a norm (ADR 302). */
    private static final long MAX_TERMS_OF_ONE_STAGE = 512;

    /** The first operator set in which ReduceMax has its axes as an input, as ReduceSum has had since 13. */
    private static final int AXES_OF_MAXIMA_ARE_AN_INPUT = 18;

    /** The first operator set for which ONNX Runtime infers shapes of {@code >=} and {@code <=}. */
    private static final int OR_EQUAL_HAS_A_SHAPE = 16;

    private final int opset;
    private final RowSums rowSums;

    /**
     * Operations that add to a graph, with row sums by the operator itself.
     *
     * @param builder the graph
     * @param opset version of the operator set, which determines whether some settings are attributes or inputs
     */
    public Ops(GraphBuilder builder, int opset) {
        this(builder, opset, RowSums.DIRECT);
    }

    /**
     * Operations that add to a graph.
     *
     * @param builder the graph
     * @param opset version of the operator set, which determines whether some settings are attributes or inputs
     * @param rowSums how sums of rows are written
     */
    public Ops(GraphBuilder builder, int opset, RowSums rowSums) {
        super(builder);
        this.opset = opset;
        this.rowSums = rowSums;
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
        return builder().constant(Constant.floats(Shape.of(1), value));
    }

    /**
     * Whole numbers one after another, in row-major order.
     *
     * @param first the first one
     * @param dims the shape
     * @return the constant, of float32
     */
    public Value counted(long first, long... dims) {
        Shape shape = Shape.of(dims);
        float[] numbers = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = first + i;
        }
        return builder().constant(Constant.floats(shape, numbers));
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
     * An elementwise operation on any number of values. In operator sets before 16, {@code GreaterOrEqual} and {@code
     * LessOrEqual} are written as two comparisons: ONNX Runtime does not infer the shape of their results, or of what
     * follows.
     *
     * @param operator for example {@code Max}
     * @param values the operands
     * @return the result
     */
    public Value elementwise(String operator, Value... values) {
        if (opset < OR_EQUAL_HAS_A_SHAPE && operator.endsWith("OrEqual")) {
            return or(elementwise(operator.replace("OrEqual", ""), values), elementwise("Equal", values));
        }
        return builder().call(operator, Attributes.none(), values);
    }

    /**
     * 1 where a condition holds, 0 elsewhere.
     *
     * @param condition a comparison's result
     * @return float32 of the same shape
     */
    public Value indicator(Value condition) {
        return cast(condition, DataType.FLOAT);
    }

    /**
     * The same elements in another element type. Floating-point numbers become integers by truncation, and true is 1.
     *
     * @param x any values
     * @param type the requested element type
     * @return the converted values; x itself if it has this type
     */
    public Value cast(Value x, DataType type) {
        return x.type().dataType() == type
                ? x
                : builder().call("Cast", Attributes.none().with("to", type.onnxCode()), x);
    }

    /**
     * Selects elements of one value or another, with broadcasting of all three. Bools are selected by logical operators,
     * since ONNX Runtime has no Where for them.
     *
     * @param condition bool
     * @param a used where the condition holds
     * @param b used elsewhere, of the element type of a
     * @return the chosen elements
     */
    public Value where(Value condition, Value a, Value b) {
        if (a.type().dataType() == DataType.BOOL) {
            return or(and(condition, a), and(not(condition), b));
        }
        return elementwise("Where", condition, a, b);
    }

    /**
     * Where both conditions hold, with broadcasting.
     *
     * @param a bool
     * @param b bool
     * @return a ∧ b
     */
    public Value and(Value a, Value b) {
        return elementwise("And", a, b);
    }

    /**
     * Where at least one of two conditions holds, with broadcasting.
     *
     * @param a bool
     * @param b bool
     * @return a ∨ b
     */
    public Value or(Value a, Value b) {
        return elementwise("Or", a, b);
    }

    /**
     * Where a condition does not hold.
     *
     * @param condition bool
     * @return ¬ condition
     */
    public Value not(Value condition) {
        return elementwise("Not", condition);
    }

    /**
     * The error function, elementwise.
     *
     * @param x real numbers
     * @return 2/√π ∫₀ˣ exp(−t²) dt
     */
    public Value erf(Value x) {
        return elementwise("Erf", x);
    }

    /**
     * Powers, elementwise and with broadcasting. NaN where the base is negative and the exponent is not an integer.
     *
     * @param base real numbers
     * @param exponent real numbers
     * @return base to the power of exponent
     */
    public Value pow(Value base, Value exponent) {
        return elementwise("Pow", base, exponent);
    }

    /**
     * Sum over axes. For axes of size 1 there is nothing to add, and a reshape is enough; innermost axes are summed by
     * {@link RowSums}.
     *
     * @param x the summands
     * @param keepDimensions whether the axes are kept, with size 1
     * @param axes the axes
     * @return the sums
     */
    public Value reduceSum(Value x, boolean keepDimensions, int... axes) {
        return new AxisSums(this, rowSums).sum(x, keepDimensions, axes);
    }

    /**
     * Maximum over axes. Over axes of size 1 there is nothing to compare, and a reshape is enough. Whether a NaN is
     * kept depends on its position in memory: pass none.
     *
     * @param x any numbers
     * @param keepDimensions whether the axes are kept, with size 1
     * @param axes the axes, at least one
     * @return the maxima
     */
    public Value reduceMax(Value x, boolean keepDimensions, int... axes) {
        if (IntStream.of(axes).allMatch(axis -> x.dim(axis) == 1)) {
            return reshape(x, AxisSums.result(x.shape(), AxisSums.reduced(x.shape(), axes), keepDimensions));
        }
        long[] positions = IntStream.of(axes).mapToLong(x.shape()::axis).toArray();
        Attributes keep = Attributes.none().with("keepdims", keepDimensions ? 1 : 0);
        return opset < AXES_OF_MAXIMA_ARE_AN_INPUT
                ? builder().call("ReduceMax", keep.with("axes", positions), x)
                : builder().call("ReduceMax", keep, x, ints(positions));
    }

    /**
     * Sum of the squares over axes, which are removed. Long sums are computed in stages: if two million equal squares
     * were added one after another in float32, the sum would be 0.1 % too small, and a norm that is too small lets a
     * gradient pass that is too long. No square goes through more than 1024 additions for each axis of up to 2³⁰
     * elements.
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
     * Sum over an axis, which is removed. If it is long, blocks are summed first and then the sums of the blocks, both
     * again in stages if they are long, as in {@link #sumOfSquares}.
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
            // If there are no two factors of similar size, padding with zeros creates them.
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
        return builder().call("Gemm", transposed(transposeA, transposeB), a, b);
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
