package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/**
 * Rewrites the nodes of a file that was exported for one batch size so that they no longer contain it: values that are
 * stored for each example, such as class tokens, are repeated for the number of examples ({@link RepeatedValues}),
 * initial states of zeros are omitted, and sizes for Resize and Expand name only the other axes.
 */
final class OpenedNodes {
    private static final int RESIZED_SIZES = 3;
    private static final int RANGE_ENDS = 2;
    private static final int RANGE_AXES = 3;
    private static final int RANGE_STEPS = 4;

    /** Shape with {@code start} and {@code end}. */
    private static final int OPSET_OF_PARTS_OF_SHAPES = 15;

    /** Resize with {@code axes}. */
    private static final int OPSET_OF_RESIZED_AXES = 18;

    private final long batch;
    private final String input;
    private final Map<String, Value> values;
    private final RepeatedValues repeated;
    private final StoredSteps steps;
    private final UpgradeScope scope;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Boolean> written = new HashMap<>();
    private String size;

    OpenedNodes(long batch, String input, Map<String, Value> values, RepeatedValues repeated, UpgradeScope scope) {
        this.batch = batch;
        this.input = input;
        this.values = values;
        this.repeated = repeated;
        this.steps = new StoredSteps(batch, values, scope);
        this.scope = scope;
    }

    List<Node> nodes() {
        return nodes;
    }

    void add(Node node) {
        nodes.add(node);
    }

    /** Adds a node that does not read examples. */
    void addStored(Node node) {
        steps.add(node);
        nodes.add(node);
    }

    /** The node with repeated values as inputs, after adding the nodes that repeat them. */
    Node redirected(Node node) {
        repeated.origins().forEach((origin, place) -> {
            boolean isRead = repeated.redirected(node).inputs().contains(repeated.repeated(origin));
            if (isRead && written.put(origin, true) == null) {
                repeat(node, origin, place);
            }
        });
        return repeated.redirected(node);
    }

    /** A node that reads examples, without the batch size; the same node if it does not contain it. */
    Node open(Node node) {
        return switch (node.operator()) {
            case "Resize" -> withOtherSizes(node);
            case "Expand" -> withOtherDimensions(node);
            case "Slice" -> withAllExamples(node);
            default -> InitialStates.without(node, this::isZeroForAll);
        };
    }

    private static Node withInputs(Node node, List<String> inputs) {
        return new Node(node.name(), node.operator(), inputs, node.outputs(), node.attributes());
    }

    private boolean isZeroForAll(String state) {
        return !state.isEmpty() && repeated.places().of(state).isEmpty() && steps.isZero(state);
    }

    /** Adds the nodes that repeat a slice of a stored value for the number of examples. */
    private void repeat(Node owner, String origin, BatchPlaces.Place place) {
        Value value = values.get(origin);
        String slice = StoredSlice.of(steps, value, place, batch).orElseThrow().write(origin, owner, scope, nodes);
        int axis = place.axis();
        int rank = value.shape().rank();
        String result = repeated.repeated(origin);
        if (place.inner() == 1) {
            expand(owner, slice, axis, rank, result);
            return;
        }
        // Until everything is repeated, the examples have their own axis before the slices of each.
        long[] apart = new long[rank + 1];
        long[] dims = value.shape().with(axis, place.inner()).dims();
        System.arraycopy(dims, 0, apart, 0, axis);
        apart[axis] = 1;
        System.arraycopy(dims, axis, apart, axis + 1, rank - axis);
        String split = scope.value(owner, "apart");
        String several = scope.value(owner, "several");
        dims[axis] = -1;
        nodes.add(scope.node(
                owner, "Reshape", List.of(slice, scope.ints(owner, "split", apart)), split, Attributes.none()));
        expand(owner, split, axis, rank + 1, several);
        nodes.add(scope.node(
                owner, "Reshape", List.of(several, scope.ints(owner, "joined", dims)), result, Attributes.none()));
    }

    private void expand(Node owner, String slice, int axis, int rank, String result) {
        List<String> dims = new ArrayList<>();
        if (axis > 0) {
            dims.add(scope.ints(owner, "before", ones(axis)));
        }
        dims.add(size(owner));
        if (axis < rank - 1) {
            dims.add(scope.ints(owner, "behind", ones(rank - 1 - axis)));
        }
        String shape = scope.value(owner, "dims");
        nodes.add(scope.node(owner, "Concat", dims, shape, Attributes.none().with("axis", 0)));
        nodes.add(scope.node(owner, "Expand", List.of(slice, shape), result, Attributes.none()));
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The number of examples, read from the shape of the input. */
    private String size(Node owner) {
        if (size == null) {
            scope.require(OPSET_OF_PARTS_OF_SHAPES);
            size = scope.value(owner, "examples");
            Attributes first = Attributes.none().with("start", 0).with("end", 1);
            nodes.add(scope.node(owner, "Shape", List.of(input), size, first));
        }
        return size;
    }

    private Node withOtherSizes(Node node) {
        Optional<BatchPlaces.Place> place = repeated.places().of(node.inputs().get(0));
        Optional<long[]> sizes = ints(node, RESIZED_SIZES);
        if (place.isEmpty()
                || sizes.isEmpty()
                || node.attributes().has("axes")
                || sizes.get()[place.get().axis()] != batch * place.get().inner()) {
            return node;
        }
        int[] others = IntStream.range(0, sizes.get().length)
                .filter(axis -> axis != place.get().axis())
                .toArray();
        long[] rest = Arrays.stream(others).mapToLong(axis -> sizes.get()[axis]).toArray();
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(RESIZED_SIZES, scope.ints(node, "sizes", rest));
        scope.require(OPSET_OF_RESIZED_AXES);
        Attributes attributes = node.attributes()
                .with("axes", Arrays.stream(others).asLongStream().toArray());
        return UpgradeScope.withAttributes(withInputs(node, inputs), attributes);
    }

    private Node withOtherDimensions(Node node) {
        Optional<Integer> fromLast = repeated.places().fromLast(node.inputs().get(0));
        Optional<long[]> dims = ints(node, 1);
        int axis = fromLast.isEmpty() || dims.isEmpty() ? -1 : dims.get().length + fromLast.get();
        if (axis < 0 || dims.get()[axis] == 1 || dims.get()[axis] != batch) {
            return node;
        }
        long[] open = dims.get().clone();
        open[axis] = 1;
        return withInputs(node, List.of(node.inputs().get(0), scope.ints(node, "shape", open)));
    }

    /** A range over all examples, which jax2onnx writes along with those of other axes, gets no end. */
    private Node withAllExamples(Node node) {
        Optional<BatchPlaces.Place> place = repeated.places().of(node.inputs().get(0));
        Optional<long[]> starts = ints(node, 1);
        Optional<long[]> ends = ints(node, RANGE_ENDS);
        Optional<long[]> axes = given(node, RANGE_AXES)
                ? ints(node, RANGE_AXES)
                : starts.map(all -> LongStream.range(0, all.length).toArray());
        Optional<long[]> steps =
                given(node, RANGE_STEPS) ? ints(node, RANGE_STEPS) : starts.map(all -> ones(all.length));
        if (place.isEmpty() || starts.isEmpty() || ends.isEmpty() || axes.isEmpty() || steps.isEmpty()) {
            return node;
        }
        Shape shape = values.get(node.inputs().get(0)).shape();
        int axis = place.get().axis();
        for (int i = 0; i < axes.get().length; i++) {
            boolean ofExamples = shape.axis(axes.get()[i]) == axis;
            boolean whole = starts.get()[i] == 0 && steps.get()[i] == 1 && ends.get()[i] == shape.dim(axis);
            if (ofExamples && whole) {
                long[] open = ends.get().clone();
                open[i] = Long.MAX_VALUE;
                List<String> inputs = new ArrayList<>(node.inputs());
                inputs.set(RANGE_ENDS, scope.ints(node, "ends", open));
                return withInputs(node, inputs);
            }
        }
        return node;
    }

    private static boolean given(Node node, int position) {
        return node.inputs().size() > position && !node.inputs().get(position).isEmpty();
    }

    /**
     * Numbers that are stored, or follow from stored ones alone; those that are read from the shape of examples follow
     * the batch anyway.
     */
    private Optional<long[]> ints(Node node, int position) {
        String name = node.inputs().size() <= position ? "" : node.inputs().get(position);
        return name.isEmpty() || repeated.places().isCount(name)
                ? Optional.empty()
                : steps.constant(name)
                        .filter(constant -> constant.type().dataType() == DataType.INT64)
                        .map(Constant::toLongs);
    }
}
