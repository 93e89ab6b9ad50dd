package org.dpmodel.graph.step;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.isolation.Dependence;

/**
 * Rewrites nodes that pick by row numbers ({@link RowNumbers}) without them: the examples get a separate axis, and
 * elements are picked within each example.
 */
final class RowPicks {
    private final BoundValues values;
    private final RowNumbers rowNumbers;
    private final Consumer<Node> place;

    /**
     * For one graph.
     *
     * @param values its values, filled as they are bound
     * @param rowNumbers its row numbers
     * @param place adds a node
     */
    RowPicks(BoundValues values, RowNumbers rowNumbers, Consumer<Node> place) {
        this.values = values;
        this.rowNumbers = rowNumbers;
        this.place = place;
    }

    /**
     * Writes a node within the examples, if it picks by row numbers.
     *
     * @param node the node
     * @return whether it does
     */
    boolean writes(Node node) {
        Optional<Node> join = rowNumbers.join(node);
        Optional<RowNumbers.Picked> picked = rowNumbers.picked(node);
        if (join.isPresent()) {
            pick(node, join.get());
        } else if (picked.isPresent()
                && hasSlices(node.inputs().get(0), picked.get().size())) {
            pick(node, picked.get());
        } else {
            return false;
        }
        return true;
    }

    /** Writes a GatherND whose tuples begin with row numbers as one within the examples. */
    private void pick(Node node, Node join) {
        RowNumbers.Numbers numbers = rowNumbers.in(join);
        String data = node.inputs().get(0);
        if (!values.dependence(data).equals(Dependence.ROWS)
                || values.get(data).shape().rank() < 2) {
            place.accept(numbers.range());
        }
        Optional<Constant> places = rowNumbers.sharedPlaces(join);
        if (places.isPresent()) {
            String name = values.constant(node, "places", places.get());
            Attributes second = Attributes.none().with("axis", 1);
            place.accept(new Node(node.name(), "Gather", List.of(data, name), node.outputs(), second));
        } else {
            Attributes within = node.attributes().without("batch_dims").with("batch_dims", 1);
            List<String> inputs = List.of(data, join.inputs().get(1));
            place.accept(new Node(node.name(), node.operator(), inputs, node.outputs(), within));
        }
    }

    /** Whether a value has examples on its first axis, each with the given number of adjacent slices. */
    private boolean hasSlices(String value, long size) {
        return values.dependence(value).equals(Dependence.perExample(0, size, 1));
    }

    /** Writes a Gather by row numbers as one within the examples. */
    private void pick(Node node, RowNumbers.Picked picked) {
        String data = node.inputs().get(0);
        long[] dims = values.get(data).shape().dims();
        long[] apart = new long[dims.length + 1];
        apart[0] = -1;
        apart[1] = picked.size();
        System.arraycopy(dims, 1, apart, 2, dims.length - 1);
        String shape = values.constant(node, "shape", Constant.ints(apart));
        String examples = values.free(node, "examples");
        List<String> outputs = List.of(examples);
        place.accept(new Node(examples, "Reshape", List.of(data, shape), outputs, Attributes.none()));
        if (picked.computed().isPresent()) {
            String last = values.constant(node, "last", Constant.ints(-1));
            String places = values.free(node, "places");
            List<String> tuples = List.of(places);
            List<String> numbers = List.of(picked.computed().get(), last);
            place.accept(new Node(places, "Unsqueeze", numbers, tuples, Attributes.none()));
            Attributes within = Attributes.none().with("batch_dims", 1);
            place.accept(new Node(node.name(), "GatherND", List.of(examples, places), node.outputs(), within));
            return;
        }
        String places = values.constant(node, "places", picked.places().orElseThrow());
        Attributes second = Attributes.none().with("axis", 1);
        place.accept(new Node(node.name(), "Gather", List.of(examples, places), node.outputs(), second));
    }
}
