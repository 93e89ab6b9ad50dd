package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;

/**
 * Makes the batch size variable in a file that was exported for a fixed one: in a Reshape, the number is replaced by one
 * that follows from the others, or by that of its input; other nodes with the number are left to {@link OpenedNodes}. At
 * the file's batch size each replacement gives the original number; whether the network keeps examples apart at other
 * sizes is proven later, as for any file.
 */
final class FixedBatch {
    private static final long FOLLOWS = -1;
    private static final long COPIED = 0;

    private final long batch;
    private final UpgradeScope scope;
    private final Map<String, Value> values;
    private final BatchPlaces places;

    private FixedBatch(long batch, UpgradeScope scope, Map<String, Value> values, BatchPlaces places) {
        this.batch = batch;
        this.scope = scope;
        this.values = values;
        this.places = places;
    }

    /** The batch size that inputs are declared with; empty if it is open, or differs between inputs. */
    static OptionalLong size(List<ValueInfo> inputs) {
        Set<Long> sizes = new HashSet<>();
        for (ValueInfo input : inputs) {
            Shape shape = input.type().shape();
            sizes.add(shape.rank() == 0 ? Shape.BATCH : shape.dim(0));
        }
        return sizes.size() != 1 || sizes.contains(Shape.BATCH)
                ? OptionalLong.empty()
                : OptionalLong.of(sizes.iterator().next());
    }

    /**
     * The nodes with open shapes.
     *
     * @param inputs the inputs of the file; if their first dimensions are not all the same number, nothing changes
     * @param nodes in an order in which they can run
     * @param initializers constants by name
     * @param scope receives new constants, and a note
     */
    static List<Node> open(
            List<ValueInfo> inputs, List<Node> nodes, Map<String, Constant> initializers, UpgradeScope scope) {
        OptionalLong size = size(inputs);
        if (size.isEmpty()) {
            return nodes;
        }
        long batch = size.getAsLong();
        List<String> names = inputs.stream().map(ValueInfo::name).toList();
        Map<String, Value> values = FixedValues.of(inputs, nodes, initializers);
        RepeatedValues repeated = RepeatedValues.find(batch, names, nodes, values, scope);
        FixedBatch fixed = new FixedBatch(batch, scope, values, repeated.places());
        OpenedNodes opened = new OpenedNodes(batch, names.get(0), values, repeated, scope);
        Set<String> computed = new HashSet<>(names);
        repeated.origins().keySet().forEach(origin -> computed.add(repeated.repeated(origin)));
        List<String> changed = new ArrayList<>();
        for (Node node : nodes) {
            Node redirected = opened.redirected(node);
            if (redirected.inputs().stream().anyMatch(computed::contains)) {
                Node same = redirected.operator().equals("Reshape") ? fixed.open(redirected) : opened.open(redirected);
                opened.add(same);
                computed.addAll(node.outputs());
                if (!same.equals(node)) {
                    changed.add(node.name());
                }
            } else {
                opened.addStored(node);
            }
        }
        if (!changed.isEmpty()) {
            scope.note("the file was exported for a batch of " + batch + ", which is written into the nodes " + changed
                    + "; they accept any batch size now");
        }
        return opened.nodes();
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
        String name = node.inputs().size() > 1 ? node.inputs().get(1) : "";
        return Optional.ofNullable(values.get(name))
                .filter(value -> !places.isCount(name))
                .flatMap(Value::constant)
                .filter(constant -> constant.type().dataType() == DataType.INT64
                        && constant.type().shape().rank() == 1)
                .map(Constant::toLongs);
    }

    /** The shape with its batch open; empty if it is already open, or does not contain the batch. */
    private Optional<long[]> opened(Node node, long... dims) {
        Value result = values.get(node.outputs().get(0));
        Optional<BatchPlaces.Place> place = result == null ? Optional.empty() : places.reshaped(node, result.shape());
        int axis = place.map(BatchPlaces.Place::axis).orElse(0);
        if (dims.length <= axis || dims[axis] <= 0 || dims[axis] % batch != 0) {
            return Optional.empty();
        }
        long[] open = dims.clone();
        if (LongStream.of(dims).noneMatch(dim -> dim == FOLLOWS)) {
            // A product of sizes follows from all others, unless one of these is copied from a dimension that does not
            // exist.
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
