package org.dpmodel.graph.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.operator.Operators;

/**
 * Draws graphs of a few operators at random, sensible or not. Sizes of examples are often the size of the batch, so that
 * a confusion of axes meets shapes that fit.
 */
final class RandomGraphs {
    static final int BATCH = 4;

    private static final Attributes NONE = Attributes.none();
    private static final int LARGEST = 600;

    private final Random random;
    private final GraphBuilder builder = new GraphBuilder("random", Operators::find);
    private final List<Value> values = new ArrayList<>();
    private int parameters;

    private RandomGraphs(long seed) {
        random = new Random(seed);
    }

    static Graph draw(long seed) {
        return new RandomGraphs(seed).draw();
    }

    private Graph draw() {
        long[] dims = new long[2 + random.nextInt(3)];
        dims[0] = BATCH;
        for (int i = 1; i < dims.length; i++) {
            dims[i] = size();
        }
        values.add(builder.input("x", TensorType.floats(dims)));
        int operations = 2 + random.nextInt(6);
        while (values.size() <= operations) {
            try {
                Value next = operation(values.get(values.size() - 1));
                if (next.shape().size() <= LARGEST) {
                    values.add(next);
                }
            } catch (GraphException doesNotFit) {
                // the operator does not take this shape: draw another one
            }
        }
        builder.output("y", values.get(values.size() - 1));
        return builder.build();
    }

    private long size() {
        return random.nextInt(3) == 0 ? BATCH : 1 + random.nextInt(3);
    }

    private Value operation(Value x) {
        int rank = x.shape().rank();
        return switch (random.nextInt(12)) {
            case 0 -> builder.call(oneOf("Relu", "Tanh", "Sigmoid", "Identity", "Dropout"), NONE, x);
            case 1, 2 -> builder.call("Transpose", NONE.with("perm", permutation(rank)), x);
            case 3 -> builder.call("Reshape", NONE, x, builder.constant(Constant.ints(reshaped(x.shape()))));
            case 4 -> builder.call("Flatten", NONE.with("axis", random.nextInt(rank + 1)), x);
            case 5 -> builder.call(oneOf("Softmax", "LogSoftmax"), NONE.with("axis", random.nextInt(rank)), x);
            case 6 -> builder.call("Add", NONE, x, values.get(random.nextInt(values.size())));
            case 7 -> builder.call("Add", NONE, x, parameter(broadcastTo(x.shape())));
            case 8 -> builder.call("MatMul", NONE, x, parameter(x.dim(-1), size()));
            case 9 -> gemm(x);
            case 10 -> normalization(x);
            default -> window(x);
        };
    }

    private String oneOf(String... operators) {
        return operators[random.nextInt(operators.length)];
    }

    private Value gemm(Value x) {
        boolean transA = random.nextInt(4) == 0;
        boolean transB = random.nextBoolean();
        long in = x.dim(transA ? 0 : -1);
        long out = size();
        Attributes attributes = NONE.with("transA", transA ? 1 : 0).with("transB", transB ? 1 : 0);
        return builder.call("Gemm", attributes, x, transB ? parameter(out, in) : parameter(in, out), parameter(out));
    }

    private Value normalization(Value x) {
        if (random.nextBoolean()) {
            int axis = random.nextInt(x.shape().rank());
            long[] normalized =
                    Arrays.copyOfRange(x.shape().dims(), axis, x.shape().rank());
            return builder.call(
                    "LayerNormalization", NONE.with("axis", axis), x, parameter(normalized), parameter(normalized));
        }
        long channels = x.dim(1);
        Attributes attributes = NONE.with("training_mode", random.nextInt(3) == 0 ? 1 : 0);
        float[] ones = new float[(int) channels];
        Arrays.fill(ones, 1f);
        Value one = builder.constant(Constant.floats(Shape.of(channels), ones));
        return builder.call("BatchNormalization", attributes, x, parameter(channels), parameter(channels), one, one);
    }

    private Value window(Value x) {
        int axes = x.shape().rank() - 2;
        if (axes < 1) {
            throw new GraphException("no spatial axis");
        }
        long[] kernel =
                LongStream.generate(() -> 1 + random.nextInt(2)).limit(axes).toArray();
        if (random.nextBoolean()) {
            return builder.call(oneOf("MaxPool", "AveragePool"), NONE.with("kernel_shape", kernel), x);
        }
        long[] weight = LongStream.concat(LongStream.of(size(), x.dim(1)), LongStream.of(kernel))
                .toArray();
        return builder.call("Conv", NONE, x, parameter(weight));
    }

    private long[] permutation(int rank) {
        List<Long> axes = new ArrayList<>(LongStream.range(0, rank).boxed().toList());
        Collections.shuffle(random.nextBoolean() ? axes : axes.subList(1, rank), random);
        return axes.stream().mapToLong(Long::longValue).toArray();
    }

    /** Two neighbouring axes joined, or one cut in two, or one of size 1 put in. */
    private long[] reshaped(Shape shape) {
        List<Long> dims = new ArrayList<>(LongStream.of(shape.dims()).boxed().toList());
        int at = random.nextInt(dims.size());
        int kind = random.nextInt(3);
        if (kind == 0 && at > 0) {
            long outer = dims.remove(at - 1);
            dims.set(at - 1, outer * dims.get(at - 1));
        } else if (kind == 1 && dims.get(at) % 2 == 0) {
            dims.set(at, dims.get(at) / 2);
            dims.add(at + random.nextInt(2), 2L);
        } else {
            dims.add(at, 1L);
        }
        return dims.stream().mapToLong(Long::longValue).toArray();
    }

    private long[] broadcastTo(Shape shape) {
        int rank = 1 + random.nextInt(shape.rank());
        return LongStream.range(shape.rank() - rank, shape.rank())
                .map(axis -> axis == 0 || random.nextInt(3) == 0 ? 1 : shape.dim((int) axis))
                .toArray();
    }

    private Value parameter(long... dims) {
        Shape shape = Shape.of(dims);
        float[] elements = new float[(int) shape.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) random.nextGaussian();
        }
        return builder.initializer("p" + parameters++, Constant.floats(shape, elements));
    }
}
