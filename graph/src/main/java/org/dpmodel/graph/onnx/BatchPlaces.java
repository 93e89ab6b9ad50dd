package org.dpmodel.graph.onnx;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.operator.ConstantFolding;
import org.dpmodel.graph.operator.ShapeReading;
import org.dpmodel.graph.type.OperatorCall;

/**
 * The axis of the examples in each value of a file that was exported for one batch size. Sizes alone do not determine it,
 * especially for a batch of one, so the axis is followed through the nodes. Where a Reshape leaves a choice, the result
 * is a guess: whether the network keeps examples apart at other sizes is proven later.
 */
final class BatchPlaces {
    /**
     * Where the examples are.
     *
     * @param axis the axis
     * @param inner the number of adjacent slices of one example along the axis
     * @param home the axis before it was joined with others into the rows of a matrix, used if several axes of size 1 are
     *     possible
     */
    record Place(int axis, long inner, int home) {
        Place(int axis, long inner) {
            this(axis, inner, axis);
        }
    }

    private static final int LAST = 4;

    /** Operators whose output axes do not correspond to axes of their input. */
    private static final Set<String> UNKNOWN = Set.of("Einsum", "Shape", "Size", "Range", "NonZero");

    private final long batch;
    private final Map<String, Value> values;
    private final Map<String, Constant> constants;
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, BitSet> counts = new HashMap<>();

    BatchPlaces(long batch, Map<String, Value> values, Map<String, Constant> constants) {
        this.batch = batch;
        this.values = values;
        this.constants = constants;
    }

    /** An input of the file, whose first axis is the batch. */
    void input(String name) {
        put(name, new Place(0, 1));
    }

    /** A value whose axis of examples is known. */
    void put(String name, Place place) {
        places.put(name, place);
    }

    Optional<Place> of(String value) {
        return Optional.ofNullable(places.get(value));
    }

    /** The axis of an input's examples in the result of broadcasting, counted from the end: -1 is the last. */
    Optional<Integer> fromLast(String value) {
        return of(value).map(place -> place.axis() - values.get(value).shape().rank());
    }

    /** Whether elements of a value, for example of a shape, follow from the number of examples. */
    boolean isCount(String value) {
        return counts.containsKey(value);
    }

    /** Finds the places of a node's outputs. */
    void after(Node node) {
        count(node);
        for (int i = 0; i < node.outputs().size(); i++) {
            Value output = values.get(node.outputs().get(i));
            if (output != null) {
                String name = output.name();
                place(node, i, output.shape())
                        .filter(place -> fits(place, output.shape()))
                        .ifPresent(place -> places.put(name, place));
            }
        }
    }

    /** Follows the batch size through the arithmetic of shapes, from where it is read. */
    private void count(Node node) {
        Value output = values.get(node.outputs().get(0));
        if (output == null || output.constant().isEmpty()) {
            return;
        }
        OperatorCall call = TypeInference.call(node, values);
        BitSet marks = new BitSet();
        if (node.operator().equals("Shape")) {
            int[] axes = ShapeReading.axes(call);
            of(node.inputs().get(0)).ifPresent(place -> marks.set(place.axis()));
            put(output.name(), marks.get(axes[0], axes[1]));
        } else if (node.inputs().stream().anyMatch(this::isCount)) {
            List<BitSet> inputs = node.inputs().stream()
                    .map(input -> counts.getOrDefault(input, new BitSet()))
                    .toList();
            put(output.name(), ConstantFolding.marks(call, output.type(), inputs));
        }
    }

    private void put(String name, BitSet marks) {
        if (!marks.isEmpty()) {
            counts.put(name, marks);
        }
    }

    /** The axis of the examples in a shape that follows from their number. */
    Optional<Place> counted(String dims, Shape shape) {
        BitSet marks = counts.getOrDefault(dims, new BitSet());
        int axis = marks.nextSetBit(0);
        return marks.cardinality() == 1 && axis < shape.rank() && shape.dim(axis) % batch == 0
                ? Optional.of(new Place(axis, shape.dim(axis) / batch))
                : Optional.empty();
    }

    private boolean fits(Place place, Shape shape) {
        return place.axis() >= 0
                && place.axis() < shape.rank()
                && shape.dim(place.axis()) % (batch * place.inner()) == 0;
    }

    private Optional<Place> place(Node node, int output, Shape shape) {
        List<String> inputs = node.inputs();
        if (node.operator().equals("ConstantOfShape")) {
            return counted(inputs.get(0), shape);
        }
        if (UNKNOWN.contains(node.operator()) || inputs.isEmpty()) {
            return Optional.empty();
        }
        String data = inputs.get(0);
        if (InitialStates.isRecurrent(node)) {
            return of(data).filter(place -> place.axis() == 1).map(place -> new Place(output == 0 ? 2 : 1, 1));
        }
        return switch (node.operator()) {
            case "Transpose" -> of(data).map(place -> new Place(turned(node, shape, place.axis()), place.inner()));
            case "Squeeze", "Unsqueeze" -> of(data).flatMap(place -> ChangedAxes.forward(node, values, place));
            case "Flatten" -> reshaped(node, shape);
            case "Reshape" -> counted(inputs.get(1), shape).or(() -> reshaped(node, shape));
            case "Expand" -> aligned(inputs.subList(0, 1), shape).or(() -> counted(inputs.get(1), shape));
            case "Gather" -> gathered(node);
            default ->
                node.operator().startsWith("Reduce") || node.operator().startsWith("Arg")
                        ? of(data).map(place -> reduced(node, place))
                        : aligned(inputs, shape);
        };
    }

    private static int turned(Node node, Shape shape, int axis) {
        long[] perm = node.attributes().integers("perm", new long[0]);
        if (perm.length == 0) {
            return shape.rank() - 1 - axis;
        }
        int turned = 0;
        while (turned < perm.length && perm[turned] != axis) {
            turned++;
        }
        return turned;
    }

    /** The axis of the examples in the result of a node that does not move the elements of its first input. */
    Optional<Place> reshaped(Node node, Shape to) {
        String data = node.inputs().get(0);
        return of(data).flatMap(place -> reshaped(batch, place, values.get(data).shape(), to));
    }

    /**
     * The axis of the examples if elements keep their order. If several are possible: the one with the same index as
     * before, otherwise one of the examples' own size, otherwise one before the last axis with the examples outermost, as
     * for attention heads, otherwise the first one, as for time steps.
     */
    static Optional<Place> reshaped(long batch, Place place, Shape from, Shape to) {
        long stride = place.inner() * from.size(place.axis() + 1, from.rank());
        Place best = null;
        int rank = Integer.MAX_VALUE;
        for (int axis = 0; axis < to.rank(); axis++) {
            long behind = to.size(axis + 1, to.rank());
            if (behind == 0 || stride % behind != 0 || to.dim(axis) * behind % (stride * batch) != 0) {
                continue;
            }
            Place candidate = new Place(axis, stride / behind, to.rank() > 2 ? axis : place.home());
            boolean last = axis == to.rank() - 1 && to.rank() > 1;
            boolean outermost = to.dim(axis) == batch * candidate.inner();
            boolean returns = outermost && axis == place.home();
            boolean alone = to.dim(axis) == batch;
            int order = last ? LAST : returns ? 0 : alone ? 1 : outermost ? 2 : LAST - 1;
            if (order < rank) {
                best = candidate;
                rank = order;
            }
        }
        return Optional.ofNullable(best);
    }

    private Optional<Place> gathered(Node node) {
        String data = node.inputs().get(0);
        Value table = values.get(data);
        Value indices = values.get(node.inputs().get(1));
        if (table == null || indices == null) {
            return Optional.empty();
        }
        int axis = table.shape().axis(node.attributes().integer("axis", 0));
        if (of(data).isEmpty()) {
            return of(node.inputs().get(1)).map(place -> new Place(axis + place.axis(), place.inner()));
        }
        Place place = of(data).get();
        int shift = place.axis() > axis ? indices.shape().rank() - 1 : 0;
        return place.axis() == axis ? Optional.empty() : Optional.of(new Place(place.axis() + shift, place.inner()));
    }

    private Place reduced(Node node, Place place) {
        int rank = values.get(node.inputs().get(0)).shape().rank();
        if (node.attributes().integer("keepdims", 1) != 0) {
            return place;
        }
        long[] axes = node.attributes().integers("axes", new long[0]);
        if (node.operator().startsWith("Arg")) {
            axes = new long[] {node.attributes().integer("axis", 0)};
        } else if (node.inputs().size() > 1
                && constants.containsKey(node.inputs().get(1))) {
            axes = constants.get(node.inputs().get(1)).toLongs();
        }
        long before = Arrays.stream(axes)
                .map(axis -> axis < 0 ? axis + rank : axis)
                .filter(axis -> axis < place.axis())
                .count();
        return new Place(place.axis() - (int) before, place.inner());
    }

    /** For operators whose axes are preserved, or broadcast from the last one on. */
    private Optional<Place> aligned(List<String> inputs, Shape shape) {
        for (String input : inputs) {
            Optional<Place> place = of(input);
            if (place.isPresent()) {
                int axis = fromLast(input).orElseThrow() + shape.rank();
                int home = axis == place.get().axis() ? place.get().home() : axis;
                return Optional.of(new Place(axis, place.get().inner(), home));
            }
        }
        return Optional.empty();
    }
}
