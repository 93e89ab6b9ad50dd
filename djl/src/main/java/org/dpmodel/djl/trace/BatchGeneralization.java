package org.dpmodel.djl.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;

/**
 * Creates a graph for any number of examples from two traces of one block with different numbers. DJL's blocks write
 * the batch size into reshapes; where the two traces differ in one size of a reshape, that size is left open. If they
 * differ in anything else, the block behaves differently for other batch sizes, and is refused.
 */
final class BatchGeneralization {
    private final Graph first;
    private final Graph second;
    private final Map<String, String> secondNames = new HashMap<>();
    private final Map<String, Constant> initializers = new LinkedHashMap<>();

    private BatchGeneralization(Graph first, Graph second) {
        this.first = first;
        this.second = second;
        this.initializers.putAll(first.initializers());
    }

    /**
     * The common graph.
     *
     * @param first trace for one batch size
     * @param second trace for another
     * @return the first graph, whose reshapes take any batch size
     * @throws GraphException if the traces differ in anything else
     */
    static Graph of(Graph first, Graph second) {
        return new BatchGeneralization(first, second).merge();
    }

    private Graph merge() {
        if (first.nodes().size() != second.nodes().size()) {
            throw differs("it has " + first.nodes().size() + " operations for one batch size and "
                    + second.nodes().size() + " for another");
        }
        secondNames.put(first.inputs().get(0).name(), second.inputs().get(0).name());
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < first.nodes().size(); i++) {
            nodes.add(merge(first.nodes().get(i), second.nodes().get(i)));
        }
        Map<String, Constant> used = new LinkedHashMap<>(initializers);
        used.keySet()
                .retainAll(
                        nodes.stream().flatMap(node -> node.inputs().stream()).toList());
        return new Graph(first.name(), first.inputs(), first.outputs(), nodes, used);
    }

    private Node merge(Node one, Node other) {
        if (!one.operator().equals(other.operator())
                || !one.attributes().equals(other.attributes())
                || one.inputs().size() != other.inputs().size()) {
            throw differs("node " + one.name() + " is " + one.operator() + " "
                    + one.attributes().values()
                    + " for one batch size and " + other.operator() + " "
                    + other.attributes().values()
                    + " for another");
        }
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < one.inputs().size(); i++) {
            inputs.add(input(one, i, one.inputs().get(i), other.inputs().get(i)));
        }
        for (int i = 0; i < one.outputs().size(); i++) {
            secondNames.put(one.outputs().get(i), other.outputs().get(i));
        }
        return new Node(one.name(), one.operator(), inputs, one.outputs(), one.attributes());
    }

    private String input(Node node, int position, String one, String other) {
        Constant constant = first.initializers().get(one);
        Constant otherConstant = second.initializers().get(other);
        if (constant == null || otherConstant == null) {
            if (!other.equals(secondNames.getOrDefault(one, one))) {
                throw differs("node " + node.name() + " reads another value");
            }
            return one;
        }
        if (constant.equals(otherConstant)) {
            return one;
        }
        if (node.operator().equals("Reshape")
                && position == 1
                && constant.type().dataType() == DataType.INT64) {
            return open(node, constant.toLongs(), otherConstant.toLongs());
        }
        throw differs("node " + node.name() + " (" + node.operator() + ") computes with a constant of "
                + constant.type().shape() + " for one batch size and of "
                + otherConstant.type().shape() + " for another: create constants without the batch axis, so that "
                + "they broadcast");
    }

    /** The constant of a reshape, with the one size that follows the batch left open. */
    private String open(Node node, long[] one, long[] other) {
        long[] dims = one.clone();
        int open = 0;
        for (int axis = 0; axis < dims.length && one.length == other.length; axis++) {
            if (one[axis] != other[axis]) {
                dims[axis] = -1;
                open++;
            }
        }
        if (open != 1) {
            throw differs("node " + node.name() + " reshapes to " + Arrays.toString(one) + " for one batch size and to "
                    + Arrays.toString(other) + " for another");
        }
        String name = node.name() + "_shape";
        initializers.put(name, Constant.ints(dims));
        return name;
    }

    private GraphException differs(String how) {
        return new GraphException("the block " + first.name() + " is not one network for all batch sizes: " + how
                + "; write it so that only the first size of arrays is the batch");
    }
}
