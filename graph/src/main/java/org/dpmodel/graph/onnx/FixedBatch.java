package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.operator.Operators;

/**
 * Leaves the batch open in a file that was exported for one size of it: the number that a Reshape holds becomes the one that follows
 * from the others, or that of its input, and what else holds the number is left to {@link OpenedNodes}. For the size of the file each
 * is the number that stood there; whether the network then keeps examples apart at other sizes is proven later, as for any file.
 */
final class FixedBatch {
    private static final long FOLLOWS = -1;
    private static final long COPIED = 0;

    private final long batch;
    private final Map<String, Constant> initializers;
    private final UpgradeScope scope;
    private final Map<String, Value> values;
    private final BatchPlaces places;

    private FixedBatch(long batch, Map<String, Constant> initializers, UpgradeScope scope, Map<String, Value> values) {
        this.batch = batch;
        this.initializers = initializers;
        this.scope = scope;
        this.values = values;
        this.places = new BatchPlaces(batch, values, initializers);
    }

    /**
     * The nodes with open shapes.
     *
     * @param inputs the inputs of the file; if their first dimensions are not one number, nothing changes
     * @param nodes in an order in which they can run
     * @param initializers constants by name
     * @param scope takes new constants, and a note
     */
    static List<Node> open(
            List<ValueInfo> inputs, List<Node> nodes, Map<String, Constant> initializers, UpgradeScope scope) {
        Set<Long> sizes = new HashSet<>();
        Set<String> computed = new HashSet<>();
        for (ValueInfo input : inputs) {
            Shape shape = input.type().shape();
            sizes.add(shape.rank() == 0 ? Shape.BATCH : shape.dim(0));
            computed.add(input.name());
        }
        if (sizes.size() != 1 || sizes.contains(Shape.BATCH)) {
            return nodes;
        }
        long batch = sizes.iterator().next();
        Map<String, Value> values = values(inputs, nodes, initializers);
        FixedBatch fixed = new FixedBatch(batch, initializers, scope, values);
        OpenedNodes others = new OpenedNodes(batch, inputs.get(0).name(), values, fixed.places, scope);
        computed.forEach(fixed.places::input);
        List<String> changed = new ArrayList<>();
        for (Node node : nodes) {
            if (node.inputs().stream().anyMatch(computed::contains)) {
                Node same = node.operator().equals("Reshape") ? fixed.open(node) : others.open(node);
                others.add(same);
                computed.addAll(node.outputs());
                fixed.places.after(node);
                if (!same.equals(node)) {
                    changed.add(node.name());
                }
            } else {
                others.addStored(node);
            }
        }
        if (!changed.isEmpty()) {
            scope.note("the file was exported for a batch of " + batch + ", which is written into the nodes " + changed
                    + "; they take any batch now");
        }
        return others.nodes();
    }

    /** The types at the size of the file, as far as they follow without computing. */
    private static Map<String, Value> values(
            List<ValueInfo> inputs, List<Node> nodes, Map<String, Constant> initializers) {
        Map<String, Value> values =
                TypeInference.values(new Graph("fixed", inputs, List.of(), List.of(), initializers), Operators::find);
        nodes.forEach(node -> infer(node, values));
        return values;
    }

    /** Adds the types of a node's outputs; of one that does not take its inputs, an error comes where the network is compiled. */
    private static void infer(Node node, Map<String, Value> values) {
        Node known = OpenedNodes.withoutUnknownStates(node, values.keySet());
        if (!known.inputs().stream().allMatch(name -> name.isEmpty() || values.containsKey(name))) {
            return;
        }
        List<TensorType> types;
        try {
            types = Operators.find(node.operator(), node.name()).infer(TypeInference.call(known, values));
        } catch (GraphException | ArithmeticException | IndexOutOfBoundsException e) {
            types = List.of();
        }
        for (int i = 0; i < types.size(); i++) {
            String output = node.outputs().get(i);
            values.put(output, new Value(output, types.get(i), Optional.empty()));
        }
    }

    private Node open(Node node) {
        Optional<long[]> shape = shape(node).flatMap(dims -> opened(node, dims));
        if (shape.isEmpty()) {
            return node;
        }
        List<String> inputs = List.of(node.inputs().get(0), scope.ints(node, "shape", shape.get()));
        return new Node(node.name(), node.operator(), inputs, node.outputs(), node.attributes());
    }

    private Optional<long[]> shape(Node node) {
        Constant constant =
                node.inputs().size() > 1 ? initializers.get(node.inputs().get(1)) : null;
        boolean usable = constant != null
                && constant.type().dataType() == DataType.INT64
                && constant.type().shape().rank() == 1;
        return usable ? Optional.of(constant.toLongs()) : Optional.empty();
    }

    /** The shape with its batch open; nothing if it is, or holds none. */
    private Optional<long[]> opened(Node node, long... dims) {
        Value result = values.get(node.outputs().get(0));
        Optional<BatchPlaces.Place> place = result == null ? Optional.empty() : places.reshaped(node, result.shape());
        int axis = place.map(BatchPlaces.Place::axis).orElse(0);
        if (dims.length <= axis || dims[axis] <= 0 || dims[axis] % batch != 0) {
            return Optional.empty();
        }
        long[] open = dims.clone();
        if (LongStream.of(dims).noneMatch(dim -> dim == FOLLOWS)) {
            // A product of sizes follows from all others, unless these hold a size that is copied from nothing.
            open[axis] = FOLLOWS;
            return IntStream.range(0, dims.length).allMatch(i -> i == axis || dims[i] > 0)
                    ? Optional.of(open)
                    : Optional.empty();
        }
        Value data = values.get(node.inputs().get(0));
        boolean same = axis == 0
                && node.attributes().integer("allowzero", 0) == 0
                && dims[0] == batch
                && data != null
                && data.shape().rank() > 0
                && data.dim(0) == batch
                && places.of(data.name()).map(there -> there.axis() == 0).orElse(true);
        if (same) {
            open[0] = COPIED;
            return Optional.of(open);
        }
        if (place.isEmpty()) {
            return Optional.empty();
        }
        open = result.shape().dims();
        open[axis] = FOLLOWS;
        return Optional.of(open);
    }
}
