package org.dpmodel.graph.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;

/** Draws the parameters of a network: new ones, ones that are used already, and expressions of those. */
final class DrawnParameters {
    private static final Attributes NONE = Attributes.none();

    private final GraphBuilder builder;
    private final Random random;
    private final List<Value> drawn = new ArrayList<>();

    DrawnParameters(GraphBuilder builder, Random random) {
        this.builder = builder;
        this.random = random;
    }

    boolean isEmpty() {
        return drawn.isEmpty();
    }

    /** Something of a shape that depends on parameters alone. */
    Value draw(long... dims) {
        Shape shape = Shape.of(dims);
        if (!drawn.isEmpty() && random.nextInt(4) == 0) {
            return expression(shape);
        }
        for (Value earlier : drawn) {
            if (earlier.shape().equals(shape) && random.nextInt(3) == 0) {
                return earlier;
            }
        }
        float[] elements = new float[(int) shape.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) (random.nextGaussian() / Math.sqrt((double) (dims.length < 2 ? 2 : dims[0])));
        }
        Value parameter = builder.initializer("p" + drawn.size(), Constant.floats(shape, elements));
        drawn.add(parameter);
        return parameter;
    }

    /** One that can be broadcast over a value, of the axes from one on; never along the examples. */
    Value broadcastTo(FactoredValue x, int from) {
        long[] dims = new long[x.rank() - from];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = x.hasExamples(from + i) || random.nextInt(3) == 0 ? 1 : x.size(from + i);
        }
        return draw(dims);
    }

    /** Matrices for each of what lies before the last two axes of a value, or for some of it. */
    Value stack(FactoredValue x, long rows, long columns) {
        long[] dims = new long[x.rank()];
        for (int i = 0; i < dims.length - 2; i++) {
            dims[i] = x.hasExamples(i) || random.nextBoolean() ? 1 : x.size(i);
        }
        dims[dims.length - 2] = rows;
        dims[dims.length - 1] = columns;
        return draw(dims);
    }

    /** A parameter brought to a shape: turned, bent, cut or repeated. */
    private Value expression(Shape shape) {
        Value value = drawn.get(random.nextInt(drawn.size()));
        if (random.nextBoolean() && value.shape().rank() > 1) {
            List<Long> axes = new ArrayList<>(
                    LongStream.range(0, value.shape().rank()).boxed().toList());
            Collections.shuffle(axes, random);
            long[] permutation = axes.stream().mapToLong(Long::longValue).toArray();
            value = builder.call("Transpose", NONE.with("perm", permutation), value);
        }
        value = switch (random.nextInt(6)) {
            case 0 -> builder.call("Tanh", NONE, value);
            case 1 -> builder.call("Exp", NONE, value);
            case 2 -> builder.call("Mul", NONE, value, builder.call("Sin", NONE, value));
            case 3 -> value.shape().rank() == 0 ? value : builder.call("Softmax", NONE.with("axis", -1), value);
            default -> value;
        };
        value = builder.call("Reshape", NONE, value, ints(-1));
        return builder.call("Reshape", NONE, resized(value, shape.size()), ints(shape.dims()));
    }

    private Value resized(Value vector, long size) {
        long have = vector.dim(0);
        if (have == size) {
            return vector;
        }
        if (have > size && random.nextBoolean()) {
            long[] picked = random.longs(size, -have, have).toArray();
            return builder.call("Gather", NONE.with("axis", 0), vector, ints(picked));
        }
        Value[] copies = new Value[(int) ((size + have - 1) / have)];
        Arrays.fill(copies, vector);
        Value joined = copies.length == 1 ? vector : builder.call("Concat", NONE.with("axis", 0), copies);
        long surplus = joined.dim(0) - size;
        return surplus == 0
                ? joined
                : builder.call("Slice", NONE, joined, ints(surplus), ints(surplus + size), ints(0));
    }

    private Value ints(long... values) {
        return builder.constant(Constant.ints(values));
    }
}
