package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;

/**
 * The nodes of a file that was exported for one batch, in which its size is no longer written: what is stored for each example, as
 * a class token, is repeated for as many as there are, initial states of zeros are left out, and sizes to resize or expand to name
 * the other axes alone.
 */
final class OpenedNodes {
    private static final int INITIAL_STATE = 5;
    private static final int RANK_OF_STATES = 3;
    private static final int RESIZED_SIZES = 3;

    /** Shape with {@code start} and {@code end}. */
    private static final int OPSET_OF_PARTS_OF_SHAPES = 15;

    /** Resize with {@code axes}. */
    private static final int OPSET_OF_RESIZED_AXES = 18;

    private final long batch;
    private final String input;
    private final Map<String, Value> values;
    private final BatchPlaces places;
    private final UpgradeScope scope;
    private final Map<String, Node> stored = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private String size;

    OpenedNodes(long batch, String input, Map<String, Value> values, BatchPlaces places, UpgradeScope scope) {
        this.batch = batch;
        this.input = input;
        this.values = values;
        this.places = places;
        this.scope = scope;
    }

    List<Node> nodes() {
        return nodes;
    }

    void add(Node node) {
        nodes.add(node);
    }

    /** Adds a node that reads no examples. */
    void addStored(Node node) {
        node.outputs().forEach(output -> stored.put(output, node));
        nodes.add(node);
    }

    /** A node that reads examples, without the size of the batch; the same node if it holds none. */
    Node open(Node node) {
        if (BatchPlaces.RECURRENT.contains(node.operator())) {
            return withOpenStates(node);
        }
        return switch (node.operator()) {
            case "Concat" -> withRepeated(node);
            case "Resize" -> withOtherSizes(node);
            case "Expand" -> withOtherDimensions(node);
            default -> node;
        };
    }

    /** A recurrent layer without initial states of which nothing is known: its outputs have the same types without them. */
    static Node withoutUnknownStates(Node node, Set<String> known) {
        if (!BatchPlaces.RECURRENT.contains(node.operator())) {
            return node;
        }
        List<String> inputs = new ArrayList<>(node.inputs());
        for (int i = INITIAL_STATE; i < Math.min(inputs.size(), INITIAL_STATE + 2); i++) {
            if (!known.contains(inputs.get(i))) {
                inputs.set(i, "");
            }
        }
        return withInputs(node, inputs);
    }

    private static Node withInputs(Node node, List<String> inputs) {
        return new Node(node.name(), node.operator(), inputs, node.outputs(), node.attributes());
    }

    /** Beside examples that are joined along another axis, what is stored is repeated for each. */
    private Node withRepeated(Node node) {
        Optional<String> examples = node.inputs().stream()
                .filter(value ->
                        places.of(value).filter(place -> place.inner() == 1).isPresent())
                .findFirst();
        if (examples.isEmpty()) {
            return node;
        }
        Shape shape = values.get(examples.get()).shape();
        int axis = places.of(examples.get()).orElseThrow().axis();
        if (shape.dim(axis) != batch || shape.axis(node.attributes().integer("axis", 0)) == axis) {
            return node;
        }
        List<String> inputs = new ArrayList<>();
        for (String value : node.inputs()) {
            inputs.add(places.of(value).isPresent() ? value : repeated(node, value, axis, shape.rank()));
        }
        return withInputs(node, inputs);
    }

    private Node withOpenStates(Node node) {
        List<String> inputs = new ArrayList<>(node.inputs());
        for (int i = INITIAL_STATE; i < Math.min(inputs.size(), INITIAL_STATE + 2); i++) {
            String state = inputs.get(i);
            if (!state.isEmpty() && places.of(state).isEmpty()) {
                inputs.set(i, isZero(state) ? "" : repeated(node, state, 1, RANK_OF_STATES));
            }
        }
        return withInputs(node, inputs);
    }

    private boolean isZero(String value) {
        Node producer = stored.get(value);
        if (isFilled(producer)) {
            return !producer.attributes().has("value");
        }
        String origin = producer != null && producer.operator().equals("Expand")
                ? producer.inputs().get(0)
                : value;
        return scope.constant(origin)
                .filter(constant -> constant.type().dataType() == DataType.FLOAT && constant.isFilledWith(0))
                .isPresent();
    }

    private static boolean isFilled(Node producer) {
        return producer != null && producer.operator().equals("ConstantOfShape");
    }

    /** A stored value with as many slices along an axis as there are examples; as it is where its slices differ. */
    private String repeated(Node owner, String value, int axis, int rank) {
        Optional<String> slice = slice(owner, value, axis);
        if (slice.isEmpty()) {
            return value;
        }
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
        String repeated = scope.value(owner, "repeated");
        nodes.add(scope.node(owner, "Expand", List.of(slice.get(), shape), repeated, Attributes.none()));
        return repeated;
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The number of examples, read off the input. */
    private String size(Node owner) {
        if (size == null) {
            scope.require(OPSET_OF_PARTS_OF_SHAPES);
            size = scope.value(owner, "examples");
            Attributes first = Attributes.none().with("start", 0).with("end", 1);
            nodes.add(scope.node(owner, "Shape", List.of(input), size, first));
        }
        return size;
    }

    /** One slice of a stored value along an axis, if all are the same. */
    private Optional<String> slice(Node owner, String value, int axis) {
        Value known = values.get(value);
        if (known == null && batch == 1 && stored.containsKey(value)) {
            // Its type does not follow without computing, but only a slice fits one example.
            return Optional.of(value);
        }
        if (known == null || axis >= known.shape().rank() || known.dim(axis) != batch) {
            return Optional.empty();
        }
        if (batch == 1) {
            return Optional.of(value);
        }
        Node producer = stored.get(value);
        if (isFilled(producer)) {
            return Optional.of(narrowed(owner, producer, "", axis));
        }
        if (producer != null && producer.operator().equals("Expand")) {
            Value before = values.get(producer.inputs().get(0));
            int own = before == null
                    ? -1
                    : axis - known.shape().rank() + before.shape().rank();
            return before != null && (own < 0 || before.dim(own) == 1)
                    ? Optional.of(narrowed(owner, producer, producer.inputs().get(0), axis))
                    : Optional.empty();
        }
        return scope.constant(value).flatMap(constant -> equalSlice(constant, axis)
                .map(slice -> scope.part(owner, "slice", constant, slice)));
    }

    /** The same Expand or ConstantOfShape, to everything but the examples. */
    private String narrowed(Node owner, Node producer, String data, int axis) {
        String narrow = scope.value(owner, "narrow");
        long[] dims =
                values.get(producer.outputs().get(0)).shape().with(axis, 1).dims();
        String shape = scope.ints(owner, "slice", dims);
        List<String> inputs = data.isEmpty() ? List.of(shape) : List.of(data, shape);
        nodes.add(scope.node(owner, producer.operator(), inputs, narrow, producer.attributes()));
        return narrow;
    }

    private static Optional<Constant> equalSlice(Constant constant, int axis) {
        Shape shape = constant.type().shape();
        if (constant.type().dataType() != DataType.FLOAT) {
            return Optional.empty();
        }
        float[] all = constant.toFloats();
        int behind = (int) shape.size(axis + 1, shape.rank());
        int count = (int) shape.dim(axis);
        float[] slice = new float[all.length / count];
        for (int i = 0; i < all.length; i++) {
            int place = i / (behind * count) * behind + i % behind;
            if (i / behind % count == 0) {
                slice[place] = all[i];
            } else if (slice[place] != all[i]) {
                return Optional.empty();
            }
        }
        return Optional.of(Constant.floats(shape.with(axis, 1), slice));
    }

    private Node withOtherSizes(Node node) {
        Optional<BatchPlaces.Place> place = places.of(node.inputs().get(0));
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
        Optional<Integer> fromLast = places.fromLast(node.inputs().get(0));
        Optional<long[]> dims = ints(node, 1);
        int axis = fromLast.isEmpty() || dims.isEmpty() ? -1 : dims.get().length + fromLast.get();
        if (axis < 0 || dims.get()[axis] == 1 || dims.get()[axis] != batch) {
            return node;
        }
        long[] open = dims.get().clone();
        open[axis] = 1;
        return withInputs(node, List.of(node.inputs().get(0), scope.ints(node, "shape", open)));
    }

    private Optional<long[]> ints(Node node, int position) {
        return node.inputs().size() <= position
                ? Optional.empty()
                : scope.constant(node.inputs().get(position))
                        .filter(constant -> constant.type().dataType() == DataType.INT64)
                        .map(Constant::toLongs);
    }
}
