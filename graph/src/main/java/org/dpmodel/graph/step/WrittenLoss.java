package org.dpmodel.graph.step;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.type.AxisRange;

/**
 * A loss as written for a given number of examples. What is computed for an example must not depend on their number, so
 * the graph for another number may differ only in the sizes of the axis of examples. Integers are compared too, since
 * they can become values by a comparison, a cast or as indices.
 *
 * @param graph the loss, bound and proven
 * @param examples the number of examples
 * @param dependences what each of its values depends on
 */
record WrittenLoss(Graph graph, int examples, Map<String, Dependence> dependences) {
    /** Operators whose second or only input is the shape of their output, which is compared instead. */
    private static final Set<String> SHAPED = Set.of("ConstantOfShape", "Expand", "Reshape", "Tile");

    /** Whether the graph for another number of examples computes the same for each example. */
    boolean computesSameAs(WrittenLoss other) {
        Map<String, Value> here = TypeInference.values(graph, Operators::find);
        Map<String, Value> there = TypeInference.values(other.graph, Operators::find);
        Map<String, String> names = new HashMap<>();
        List<Node> nodes = graph.nodes();
        List<Node> others = other.graph.nodes();
        boolean same = nodes.size() == others.size();
        for (int i = 0; same && i < nodes.size(); i++) {
            Node node = nodes.get(i);
            Node found = others.get(i);
            same = sameNode(node, other, found, names) && sameRanges(node, here, found, there);
            for (int k = 0; same && k < node.outputs().size(); k++) {
                String output = node.outputs().get(k);
                names.put(output, found.outputs().get(k));
                same = sameShape(output, here, other, there.get(found.outputs().get(k)));
            }
        }
        return same;
    }

    private boolean sameNode(Node node, WrittenLoss other, Node found, Map<String, String> names) {
        boolean same = node.operator().equals(found.operator())
                && node.attributes().equals(found.attributes())
                && node.inputs().size() == found.inputs().size()
                && node.outputs().size() == found.outputs().size();
        for (int i = 0; same && i < node.inputs().size(); i++) {
            String input = node.inputs().get(i);
            Constant constant = graph.initializers().get(input);
            Constant second = other.graph.initializers().get(found.inputs().get(i));
            same = constant == null
                    ? second == null && found.inputs().get(i).equals(names.getOrDefault(input, input))
                    : constant.equals(second) || (isSize(node, i, constant) && second != null);
        }
        return same;
    }

    /** Whether a constant only determines a size; the result is compared instead. */
    private static boolean isSize(Node node, int input, Constant constant) {
        boolean shape =
                SHAPED.contains(node.operator()) && input == node.inputs().size() - 1;
        return constant.type().dataType() == DataType.INT64
                && (shape || (node.operator().equals("Slice") && input > 0));
    }

    private boolean sameShape(String output, Map<String, Value> here, WrittenLoss other, Value found) {
        Dependence dependence = dependences.get(output);
        Shape shape = here.get(output).shape();
        Shape expected = dependence.onExamples()
                ? shape.with(dependence.exampleAxis(), dependence.slices() * other.examples)
                : shape;
        return found.shape().equals(expected);
    }

    /** Ranges must be equal, except for that of all examples. */
    private boolean sameRanges(Node node, Map<String, Value> here, Node found, Map<String, Value> there) {
        return !node.operator().equals("Slice") || ranges(node, here).equals(ranges(found, there));
    }

    private List<AxisRange> ranges(Node node, Map<String, Value> values) {
        Value data = values.get(node.inputs().get(0));
        Dependence dependence = dependences.getOrDefault(node.inputs().get(0), Dependence.SHARED);
        return AxisRange.of(TypeInference.call(node, values)).stream()
                .filter(range -> !(dependence.onExamples()
                        && range.axis() == dependence.exampleAxis()
                        && range.isWhole(data.shape())))
                .toList();
    }
}
