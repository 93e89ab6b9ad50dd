package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.onnx.BatchPlaces.Place;
import org.dpmodel.graph.onnx.RepeatedValues.Use;

/**
 * The nodes of a file with a fixed batch size that do not read examples, traced backwards: which axis of an input became
 * the axis of an output that has a slice for each example.
 */
final class StoredSteps {
    /** The place where a value has to be repeated. */
    record Origin(String value, Place place) {}

    private record Step(int input, Place place) {}

    private static final Set<String> ALIGNED =
            Set.of("Add", "And", "Div", "Equal", "Greater", "Less", "Max", "Min", "Mul", "Or", "Pow", "Sub", "Where");

    /** Operators that move elements, even if the shape is unchanged. */
    private static final Set<String> OTHER_PLACES = Set.of("GatherElements", "GatherND", "Pad");

    private static final Set<String> LAYERS = Set.of(
            "Attention",
            "BatchNormalization",
            "Conv",
            "CumSum",
            "GRU",
            "Gemm",
            "GroupNormalization",
            "InstanceNormalization",
            "LSTM",
            "LayerNormalization",
            "Pad",
            "RMSNormalization",
            "RNN",
            "Tile");

    private final long batch;
    private final Map<String, Value> values;
    private final UpgradeScope scope;
    private final Map<String, Node> producers = new HashMap<>();

    StoredSteps(long batch, Map<String, Value> values, UpgradeScope scope) {
        this.batch = batch;
        this.values = values;
        this.scope = scope;
    }

    void add(Node node) {
        node.outputs().forEach(output -> producers.put(output, node));
    }

    /**
     * Whether a stored value is computed from weights by an operator that is differentiable only when it reads examples:
     * a layer that reads stored queries.
     */
    boolean isLayered(String value) {
        Set<String> seen = new HashSet<>();
        List<String> next = new ArrayList<>(List.of(value));
        while (!next.isEmpty()) {
            Node node = producers.get(next.remove(next.size() - 1));
            if (node != null && seen.add(node.name())) {
                if (LAYERS.contains(node.operator())) {
                    return true;
                }
                next.addAll(node.inputs());
            }
        }
        return false;
    }

    /** The node that computes a stored value; null for a constant. */
    Node producer(String value) {
        return producers.get(value);
    }

    Value value(String name) {
        return values.get(name);
    }

    /** What is known about the elements of a stored value. */
    Optional<Constant> constant(String value) {
        return scope.constant(value)
                .or(() -> Optional.ofNullable(values.get(value)).flatMap(Value::constant));
    }

    boolean isZero(String value) {
        return constant(value)
                        .filter(constant -> constant.type().dataType() == DataType.FLOAT && constant.isFilledWith(0))
                        .isPresent()
                || producers.containsKey(value)
                        && producers.get(value).operator().equals("Expand")
                        && isZero(producers.get(value).inputs().get(0));
    }

    /**
     * The place where the repetition of a value that meets examples begins: as far back as it has a separate axis for
     * them.
     *
     * @param use the input where it meets them
     * @param value the value
     * @param place its axis, and the number of slices of each example along it
     * @return the uses that have to read a repeated value, each with that value; empty if the slices of examples differ
     */
    Optional<Map<Use, Origin>> trace(Use use, String value, Place place) {
        Optional<Map<Use, Origin>> earlier = earlier(value, place);
        boolean isOwn = place.inner() == 1;
        if (earlier.isPresent()
                && (!isOwn
                        || earlier.get().values().stream()
                                .allMatch(origin -> origin.place().inner() == 1))) {
            return earlier;
        }
        return isRepeated(value, place) ? Optional.of(Map.of(use, new Origin(value, place))) : earlier;
    }

    private Optional<Map<Use, Origin>> earlier(String value, Place place) {
        Node node = producers.get(value);
        if (node == null || !values.containsKey(value)) {
            return Optional.empty();
        }
        List<Step> steps = back(node, values.get(value).shape(), place);
        Map<Use, Origin> all = new HashMap<>();
        for (Step step : steps) {
            String input = node.inputs().get(step.input());
            Optional<Map<Use, Origin>> found = trace(new Use(node.name(), step.input()), input, step.place());
            if (found.isEmpty()) {
                return Optional.empty();
            }
            all.putAll(found.get());
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    /** Whether each example has the same slices of a stored value. */
    private boolean isRepeated(String value, Place place) {
        Value known = values.get(value);
        return known != null
                && known.dim(place.axis()) == batch * place.inner()
                && (batch == 1 || StoredSlice.of(this, known, place, batch).isPresent());
    }

    /** The inputs of a node that have an axis corresponding to that of its output, with this axis. */
    private List<Step> back(Node node, Shape shape, Place place) {
        Value data = node.inputs().isEmpty() ? null : values.get(node.inputs().get(0));
        if (data == null) {
            return List.of();
        }
        Shape from = data.shape();
        Place fromLast = new Place(place.axis() - shape.rank(), place.inner());
        long size = shape.dim(place.axis());
        String operator = node.operator();
        return switch (operator) {
            case "Transpose" -> first(from, size, new Place(turned(node, from, place.axis()), place.inner()));
            case "Reshape" -> step(BatchPlaces.reshaped(batch, place, shape, from));
            case "Squeeze", "Unsqueeze" -> step(ChangedAxes.back(node, values, place));
            case "MatMul" ->
                fromLast.axis() == -1 ? List.of() : aligned(node, size, fromLast, fromLast.axis() == -2 ? 1 : 2);
            case "Gemm" ->
                place.axis() == 0 && node.attributes().integer("transA", 0) == 0 ? first(from, size, place) : List.of();
            case "Slice", "Split" -> first(from, size, place);
            case "Concat" -> joined(node, shape, place);
            case "Gather" -> gathered(node, from, size, place);
            default -> {
                if (ALIGNED.contains(operator)) {
                    yield aligned(node, size, fromLast, node.inputs().size());
                }
                yield from.equals(shape) && !OTHER_PLACES.contains(operator) ? first(from, size, place) : List.of();
            }
        };
    }

    private static List<Step> step(Optional<Place> place) {
        return place.stream().map(there -> new Step(0, there)).toList();
    }

    /** The input axis that a Transpose moves to a given output axis. */
    private static int turned(Node node, Shape from, int axis) {
        long[] perm = node.attributes().integers("perm", new long[0]);
        return perm.length == 0 ? from.rank() - 1 - axis : (int) perm[axis];
    }

    private static List<Step> joined(Node node, Shape shape, Place place) {
        return shape.axis(node.attributes().integer("axis", 0)) == place.axis()
                ? List.of()
                : IntStream.range(0, node.inputs().size())
                        .mapToObj(i -> new Step(i, place))
                        .toList();
    }

    private static List<Step> first(Shape shape, long size, Place place) {
        return place.axis() < shape.rank() && shape.dim(place.axis()) == size ? List.of(new Step(0, place)) : List.of();
    }

    /** Operands that have the examples' slices; for a batch of one, which any operand fits, the largest ones. */
    private List<Step> aligned(Node node, long length, Place fromLast, int operands) {
        List<Step> steps = new ArrayList<>();
        long largest = -1;
        for (int i = 0; i < Math.min(operands, node.inputs().size()); i++) {
            Value value = values.get(node.inputs().get(i));
            int axis = value == null ? -1 : value.shape().rank() + fromLast.axis();
            if (axis < 0 || value.dim(axis) != length) {
                continue;
            }
            long size = length > 1 ? 0 : value.shape().size();
            if (size > largest) {
                steps.clear();
                largest = size;
            }
            if (size == largest) {
                steps.add(new Step(i, new Place(axis, fromLast.inner())));
            }
        }
        return steps;
    }

    private List<Step> gathered(Node node, Shape from, long length, Place place) {
        Value indices = values.get(node.inputs().get(1));
        if (indices == null) {
            return List.of();
        }
        int axis = from.axis(node.attributes().integer("axis", 0));
        int behind = axis + indices.shape().rank();
        if (place.axis() < axis) {
            return first(from, length, place);
        }
        if (place.axis() >= behind) {
            return first(from, length, new Place(place.axis() - indices.shape().rank() + 1, place.inner()));
        }
        return IntStream.of(place.axis() - axis)
                .filter(there -> indices.dim(there) == length)
                .mapToObj(there -> new Step(1, new Place(there, place.inner())))
                .toList();
    }
}
