package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.onnx.BatchPlaces.Place;

/**
 * Finds values that a file with a fixed batch size stores once, or computes from weights alone, and uses as one value per
 * example: class tokens, stored attention queries, states, tables next to the rows of all examples. The place where such
 * a value meets examples shows which of its axes is theirs; from there the value is traced back to where it first has
 * such an axis, and there it has to be repeated.
 */
final class RepeatedValues {
    /** An input of a node that has to read the repeated value. */
    record Use(String node, int input) {}

    private static final Set<String> BROADCAST = Set.of(
            "Add", "And", "Div", "Equal", "Greater", "Less", "Max", "Mean", "Min", "Mul", "Or", "Pow", "Sub", "Sum",
            "Where");

    private final long batch;
    private final Map<String, Value> values;
    private final StoredSteps steps;
    private final Map<String, Place> origins = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<Use, String> uses = new HashMap<>();
    private BatchPlaces places;

    private RepeatedValues(long batch, Map<String, Value> values, StoredSteps steps) {
        this.batch = batch;
        this.values = values;
        this.steps = steps;
    }

    /**
     * Finds them all.
     *
     * @param batch the batch size of the file
     * @param inputs names of its inputs
     * @param nodes in an order in which they can run
     * @param values what is known about each value; receives the repeated ones under new names
     * @param scope provides these names, and the constants
     */
    static RepeatedValues find(
            long batch, List<String> inputs, List<Node> nodes, Map<String, Value> values, UpgradeScope scope) {
        RepeatedValues found = new RepeatedValues(batch, values, new StoredSteps(batch, values, scope));
        int before;
        do {
            before = found.uses.size();
            found.follow(inputs, nodes, scope);
        } while (found.uses.size() > before);
        return found;
    }

    /** The places of the examples in each value. */
    BatchPlaces places() {
        return places;
    }

    /** The values to repeat, each with the axis that becomes that of examples. */
    Map<String, Place> origins() {
        return origins;
    }

    /** The name of the repeated version of a value of {@link #origins}. */
    String repeated(String origin) {
        return names.get(origin);
    }

    /** A node with its inputs replaced by repeated values where needed. */
    Node redirected(Node node) {
        List<String> inputs = new ArrayList<>(node.inputs());
        for (int i = 0; i < inputs.size(); i++) {
            String origin = uses.get(new Use(node.name(), i));
            if (origin != null) {
                inputs.set(i, names.get(origin));
            }
        }
        return new Node(node.name(), node.operator(), inputs, node.outputs(), node.attributes());
    }

    private void follow(List<String> inputs, List<Node> nodes, UpgradeScope scope) {
        places = new BatchPlaces(batch, values, scope.constants());
        inputs.forEach(places::input);
        Set<String> computed = new HashSet<>(inputs);
        origins.forEach((origin, place) -> {
            places.put(names.get(origin), place);
            computed.add(names.get(origin));
        });
        for (Node original : nodes) {
            Node node = redirected(original);
            if (node.inputs().stream().anyMatch(computed::contains)) {
                for (int i = 0; i < node.inputs().size(); i++) {
                    String input = node.inputs().get(i);
                    if (!input.isEmpty() && !computed.contains(input)) {
                        repeat(node, i, scope);
                    }
                }
                computed.addAll(node.outputs());
                places.after(node);
            } else {
                steps.add(node);
            }
        }
    }

    private void repeat(Node node, int input, UpgradeScope scope) {
        String value = node.inputs().get(input);
        Optional<Place> place =
                values.containsKey(value) && values.containsKey(node.outputs().get(0))
                        ? needed(node, input)
                        : Optional.empty();
        place.flatMap(there -> steps.trace(new Use(node.name(), input), value, there))
                .ifPresent(found -> found.forEach((use, origin) -> {
                    Place own = origins.computeIfAbsent(origin.value(), name -> origin.place());
                    if (own.equals(origin.place())) {
                        uses.put(use, origin.value());
                        names.computeIfAbsent(origin.value(), name -> {
                            String repeated = scope.value(node, "repeated");
                            values.put(
                                    repeated,
                                    new Value(repeated, values.get(name).type(), Optional.empty()));
                            return repeated;
                        });
                    }
                }));
    }

    /** The axis of a stored input that has to be that of the examples, if there has to be one. */
    private Optional<Place> needed(Node node, int input) {
        Value value = values.get(node.inputs().get(input));
        if (InitialStates.isRecurrent(node)) {
            return InitialStates.isState(input) && !steps.isZero(value.name()) ? of(value, 1, 1) : Optional.empty();
        }
        if (node.operator().equals("Expand")) {
            // Expanding to a shape read from examples; a single slice is broadcast anyway.
            Shape to = values.get(node.outputs().get(0)).shape();
            return places.counted(node.inputs().get(1), to)
                    .filter(place -> input == 0 && batch * place.inner() > 1)
                    .flatMap(place ->
                            of(value, place.axis() - to.rank() + value.shape().rank(), place.inner()));
        }
        Optional<String> examples = node.inputs().stream()
                .filter(name -> places.of(name).isPresent())
                .findFirst();
        if (examples.isEmpty()) {
            return Optional.empty();
        }
        Place place = places.of(examples.get()).orElseThrow();
        int fromLast = places.fromLast(examples.get()).orElseThrow();
        if (node.operator().equals("Concat")) {
            int axis = values.get(examples.get()).shape().axis(node.attributes().integer("axis", 0));
            return axis == place.axis() ? Optional.empty() : of(value, place.axis(), place.inner());
        }
        boolean isProduct = node.operator().equals("MatMul");
        boolean lineUp = isProduct ? fromLast < -2 : BROADCAST.contains(node.operator());
        boolean stretches = batch * place.inner() == 1 && !steps.isLayered(value.name());
        return lineUp && !stretches ? of(value, value.shape().rank() + fromLast, place.inner()) : Optional.empty();
    }

    private Optional<Place> of(Value value, int axis, long inner) {
        Shape shape = value.shape();
        return axis >= 0 && axis < shape.rank() && shape.dim(axis) == batch * inner && isRepeatable(value)
                ? Optional.of(new Place(axis, inner))
                : Optional.empty();
    }

    private static boolean isRepeatable(Value value) {
        DataType type = value.type().dataType();
        return type == DataType.FLOAT || type == DataType.INT64 || type == DataType.INT32 || type == DataType.BOOL;
    }
}
