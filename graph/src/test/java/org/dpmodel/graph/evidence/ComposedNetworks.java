package org.dpmodel.graph.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.step.Networks;

/**
 * Draws networks of up to 16 operators in which examples stay apart, on any axis, joined with others, and whose parameters
 * stand anywhere: broadcast, on the left and the right of products, behind expressions, used again. Another drawing from the
 * same seed is equal.
 */
final class ComposedNetworks {
    private static final Attributes NONE = Attributes.none();
    private static final int MOST_AXES = 5;
    private static final int MOST_OPERATORS = 16;
    private static final long LARGEST = 900;

    private final Random random;
    private final GraphBuilder builder = new GraphBuilder("composed", Operators::find);
    private final DrawnParameters parameters;
    private final List<FactoredValue> values = new ArrayList<>();

    private ComposedNetworks(long seed) {
        random = new Random(seed);
        parameters = new DrawnParameters(builder, random);
    }

    /**
     * Draws a network.
     *
     * @param seed names the drawing
     * @return the network, for any number of examples; empty if nothing in it is trained
     * @throws GraphException if what was drawn is refused
     */
    static Optional<NetworkGraph> draw(long seed) {
        return new ComposedNetworks(seed).network();
    }

    private Optional<NetworkGraph> network() {
        long[] dims = new long[2 + random.nextInt(3)];
        dims[0] = FactoredValue.BATCH;
        List<List<Long>> axes = new ArrayList<>(List.of(List.of(FactoredValue.EXAMPLES)));
        for (int i = 1; i < dims.length; i++) {
            dims[i] = 1 + random.nextInt(3);
            axes.add(List.of(dims[i]));
        }
        values.add(new FactoredValue(builder.input("x", TensorType.floats(dims)), axes));
        int operators = 3 + random.nextInt(MOST_OPERATORS - 2);
        for (int tries = 0; values.size() <= operators && tries < 4 * MOST_OPERATORS; tries++) {
            operator(pick()).filter(ComposedNetworks::isSmall).ifPresent(values::add);
        }
        if (parameters.isEmpty()) {
            return Optional.empty();
        }
        FactoredValue last = examplesFirst(values.get(values.size() - 1));
        List<Long> rest = last.axes().subList(1, last.rank()).stream()
                .flatMap(List::stream)
                .toList();
        builder.output("y", reshape(last, List.of(last.axes().get(0), rest)).value());
        NetworkGraph network = Networks.unbind(Networks.of(builder.build()));
        return network.parameters().isEmpty() ? Optional.empty() : Optional.of(network);
    }

    private static boolean isSmall(FactoredValue drawn) {
        return drawn.rank() <= MOST_AXES
                && drawn.rank() >= 1
                && drawn.value().shape().size() <= LARGEST;
    }

    /** Mostly the newest value, so that networks are deep, and sometimes an older one, so that they branch. */
    private FactoredValue pick() {
        return values.get(random.nextInt(4) == 0 ? random.nextInt(values.size()) : values.size() - 1);
    }

    private Optional<FactoredValue> operator(FactoredValue x) {
        return switch (random.nextInt(15)) {
            case 0 -> Optional.of(regroup(x));
            case 1 -> Optional.of(transpose(x, permutation(x.rank())));
            case 2 -> same(x, builder.call(oneOf("Tanh", "Sigmoid", "Sin", "Gelu", "Softplus"), NONE, x.value()));
            case 3, 4 -> withParameter(x);
            case 5 -> timesMatrix(x);
            case 6 -> matrixTimes(x);
            case 7 ->
                another(x).flatMap(y -> same(x, builder.call(oneOf("Add", "Mul", "Max", "Sub"), NONE, x.value(), y)));
            case 8 -> stretched(x);
            case 9 -> normalization(x);
            case 10 -> window(x);
            case 11 -> embedding(x);
            default -> alongAxis(x);
        };
    }

    private static Optional<FactoredValue> same(FactoredValue x, Value value) {
        return Optional.of(new FactoredValue(value, x.axes()));
    }

    private String oneOf(String... operators) {
        return operators[random.nextInt(operators.length)];
    }

    /** A value of the same axes. */
    private Optional<Value> another(FactoredValue x) {
        FactoredValue y = pick();
        return y.axes().equals(x.axes()) ? Optional.of(y.value()) : Optional.empty();
    }

    private Optional<FactoredValue> withParameter(FactoredValue x) {
        Value parameter = parameters.broadcastTo(x, random.nextInt(x.rank() + 1));
        String operator = oneOf("Add", "Mul", "Sub", "Max");
        return same(
                x,
                random.nextBoolean()
                        ? builder.call(operator, NONE, x.value(), parameter)
                        : builder.call(operator, NONE, parameter, x.value()));
    }

    /** x W, of one matrix or a stack of them. */
    private Optional<FactoredValue> timesMatrix(FactoredValue x) {
        int last = x.rank() - 1;
        if (last < 1 || x.hasExamples(last)) {
            return Optional.empty();
        }
        long width = 1 + random.nextInt(3);
        Value matrix = x.rank() > 2 && !x.hasExamples(last - 1) && random.nextBoolean()
                ? parameters.stack(x, x.size(last), width)
                : parameters.draw(x.size(last), width);
        return Optional.of(new FactoredValue(builder.call("MatMul", NONE, x.value(), matrix), x.withSize(last, width)));
    }

    /** W x. */
    private Optional<FactoredValue> matrixTimes(FactoredValue x) {
        int rows = x.rank() - 2;
        if (rows < 0 || x.hasExamples(rows)) {
            return Optional.empty();
        }
        long height = 1 + random.nextInt(3);
        Value matrix = x.rank() > 2 && !x.hasExamples(rows + 1) && random.nextBoolean()
                ? parameters.stack(x, height, x.size(rows))
                : parameters.draw(height, x.size(rows));
        return Optional.of(
                new FactoredValue(builder.call("MatMul", NONE, matrix, x.value()), x.withSize(rows, height)));
    }

    /** A parameter stretched over the examples, by the shape of a value. */
    private Optional<FactoredValue> stretched(FactoredValue x) {
        if (x.axes().get(x.examplesAxis()).size() > 1) {
            return Optional.empty();
        }
        Value dims = builder.call("Shape", NONE, x.value());
        Value known = new Value(
                dims.name(),
                dims.type(),
                Optional.of(Constant.ints(x.value().shape().dims())));
        Value stretched = builder.call("Expand", NONE, parameters.broadcastTo(x, 0), known);
        return same(x, builder.call(oneOf("Add", "Mul"), NONE, stretched, x.value()));
    }

    private Optional<FactoredValue> normalization(FactoredValue x) {
        int last = x.rank() - 1;
        if (x.hasExamples(last) || x.size(last) < 2) {
            return Optional.empty();
        }
        String operator = oneOf("LayerNormalization", "RMSNormalization");
        Value scale = parameters.draw(x.size(last));
        return same(x, builder.call(operator, NONE.with("axis", -1), x.value(), scale));
    }

    /** A convolution of rows that are examples and whatever else lies before the last two axes. */
    private Optional<FactoredValue> window(FactoredValue x) {
        if (x.rank() < 3) {
            return Optional.empty();
        }
        FactoredValue first = examplesFirst(x);
        int rank = first.rank();
        List<Long> rows =
                first.axes().subList(0, rank - 2).stream().flatMap(List::stream).toList();
        FactoredValue y = reshape(
                first, List.of(rows, first.axes().get(rank - 2), first.axes().get(rank - 1)));
        long length = y.size(2);
        long kernel = 1 + random.nextInt((int) Math.min(2, length));
        long outputs = 1 + random.nextInt(3);
        boolean transposed = random.nextInt(3) == 0;
        Value weight =
                transposed ? parameters.draw(y.size(1), outputs, kernel) : parameters.draw(outputs, y.size(1), kernel);
        Value value =
                builder.call(transposed ? "ConvTranspose" : "Conv", NONE, y.value(), weight, parameters.draw(outputs));
        return Optional.of(new FactoredValue(value, List.of(rows, List.of(outputs), List.of(value.dim(2)))));
    }

    /** Rows of a table, by ids that are computed of the example. */
    private Optional<FactoredValue> embedding(FactoredValue x) {
        if (x.rank() > 3) {
            return Optional.empty();
        }
        Value scaled = builder.call("Mul", NONE, x.value(), builder.constant(Constant.floats(Shape.of(), 3f)));
        Value inside = builder.call(
                "Clip",
                NONE,
                scaled,
                builder.constant(Constant.floats(Shape.of(), -3f)),
                builder.constant(Constant.floats(Shape.of(), 2.5f)));
        Value ids =
                builder.call("Cast", NONE.with("to", DataType.INT64.onnxCode()), builder.call("Floor", NONE, inside));
        long width = 1 + random.nextInt(2);
        int axis = random.nextInt(2);
        Value table = axis == 0 ? parameters.draw(3, width) : parameters.draw(width, 3);
        Value rows = builder.call("Gather", NONE.with("axis", axis), table, ids);
        return Optional.of(new FactoredValue(rows, x.with(axis == 0 ? x.rank() : 0, width)));
    }

    /** What reads several elements along an axis, which must have no examples. */
    private Optional<FactoredValue> alongAxis(FactoredValue x) {
        int[] axes = x.otherAxes();
        if (axes.length == 0) {
            return Optional.empty();
        }
        int axis = axes[random.nextInt(axes.length)];
        long size = x.size(axis);
        Attributes along = NONE.with("axis", axis);
        return switch (random.nextInt(5)) {
            case 0 -> same(x, builder.call("Softmax", along, x.value()));
            case 1 -> {
                boolean keep = random.nextBoolean();
                String operator = oneOf("ReduceSum", "ReduceMean", "ReduceMax", "ReduceLogSumExp");
                Value reduced = builder.call(operator, NONE.with("keepdims", keep ? 1 : 0), x.value(), ints(axis));
                yield Optional.of(new FactoredValue(reduced, keep ? x.withSize(axis, 1) : x.without(axis)));
            }
            case 2 -> {
                Value y = another(x).orElse(x.value());
                Value joined = builder.call("Concat", along, y, x.value(), y);
                yield Optional.of(new FactoredValue(joined, x.withSize(axis, 3 * size)));
            }
            case 3 -> {
                long[] picked = random.longs(1 + random.nextInt((int) size), -size, size)
                        .toArray();
                Value gathered = builder.call("Gather", along, x.value(), ints(picked));
                yield Optional.of(new FactoredValue(gathered, x.withSize(axis, picked.length)));
            }
            default -> {
                long first = 1 + random.nextInt((int) size);
                List<Value> parts = first == size
                        ? List.of(x.value())
                        : builder.call("Split", along, 2, x.value(), ints(first, size - first));
                int part = random.nextInt(parts.size());
                yield Optional.of(new FactoredValue(
                        parts.get(part), x.withSize(axis, parts.get(part).dim(axis))));
            }
        };
    }

    /** Joins neighbouring axes and parts others, the examples' among them. */
    private FactoredValue regroup(FactoredValue x) {
        List<List<Long>> to = new ArrayList<>();
        List<Long> joined = new ArrayList<>();
        for (List<Long> factor : x.split()) {
            joined.addAll(factor);
            if (random.nextBoolean()) {
                to.add(joined);
                joined = new ArrayList<>();
            }
        }
        if (!joined.isEmpty()) {
            to.add(joined);
        }
        return to.isEmpty() ? x : reshape(x, to);
    }

    private FactoredValue reshape(FactoredValue x, List<List<Long>> to) {
        long[] dims = to.stream()
                .mapToLong(factors -> factors.contains(FactoredValue.EXAMPLES) ? -1 : FactoredValue.size(factors))
                .toArray();
        return new FactoredValue(builder.call("Reshape", NONE, x.value(), ints(dims)), to);
    }

    private FactoredValue examplesFirst(FactoredValue x) {
        FactoredValue apart = reshape(x, x.split());
        int examples = apart.examplesAxis();
        int[] order = IntStream.concat(
                        IntStream.of(examples), IntStream.range(0, apart.rank()).filter(axis -> axis != examples))
                .toArray();
        return transpose(apart, order);
    }

    private FactoredValue transpose(FactoredValue x, int... order) {
        long[] permutation = Arrays.stream(order).asLongStream().toArray();
        Value value = builder.call("Transpose", NONE.with("perm", permutation), x.value());
        return new FactoredValue(
                value, Arrays.stream(order).mapToObj(x.axes()::get).toList());
    }

    private int[] permutation(int rank) {
        List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.shuffle(axes, random);
        return axes.stream().mapToInt(Integer::intValue).toArray();
    }

    private Value ints(long... values) {
        return builder.constant(Constant.ints(values));
    }
}
