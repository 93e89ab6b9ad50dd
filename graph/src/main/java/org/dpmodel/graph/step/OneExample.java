package org.dpmodel.graph.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;

/**
 * A network bound to a single example. The axis of a single example cannot be distinguished from other axes of size 1, so
 * the proof is made with more examples, and the sizes of shapes are then reduced along that axis.
 */
final class OneExample {
    private final Graph graph;
    private final Map<String, Dependence> dependences;
    private final Map<String, Value> values;
    private final Map<String, Constant> initializers;

    private OneExample(Graph graph, Map<String, Dependence> dependences) {
        this.graph = graph;
        this.dependences = dependences;
        this.values = TypeInference.values(graph, Operators::find);
        this.initializers = new LinkedHashMap<>(graph.initializers());
    }

    /**
     * The network for one example.
     *
     * @param network bound to more than one example
     * @param dependences what each of its values depends on
     * @return the same nodes, with the same names
     */
    static NetworkGraph of(NetworkGraph network, Map<String, Dependence> dependences) {
        return new NetworkGraph(of(network.graph(), dependences), network.parameters());
    }

    /**
     * A graph for one example.
     *
     * @param graph bound to more than one example
     * @param dependences what each of its values depends on
     * @return the same nodes, with the same names
     */
    static Graph of(Graph graph, Map<String, Dependence> dependences) {
        return new OneExample(graph, dependences).graph();
    }

    private Graph graph() {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Dependence output = dependences.get(node.outputs().get(0));
            nodes.add(output.onExamples() ? smaller(node, output) : node);
        }
        return new Graph(graph.name(), smaller(graph.inputs()), smaller(graph.outputs()), nodes, initializers);
    }

    private static List<ValueInfo> smaller(List<ValueInfo> rows) {
        return rows.stream()
                .map(info -> new ValueInfo(
                        info.name(), info.type().withShape(info.type().shape().with(0, 1))))
                .toList();
    }

    private Node smaller(Node node, Dependence output) {
        Shape shape = values.get(node.outputs().get(0)).shape().with(output.exampleAxis(), output.slices());
        return switch (node.operator()) {
            case "ConstantOfShape" -> with(node, 0, shape.dims());
            case "Reshape", "Expand" -> with(node, 1, shape.dims());
            case "Tile" -> with(node, 1, repeats(node, output));
            case "Resize" -> resized(node, output);
            default -> node;
        };
    }

    /** A value that did not depend on examples was repeated for each of them, once or several times. */
    private long[] repeats(Node node, Dependence output) {
        long[] repeats = ints(node.inputs().get(1));
        int axis = output.exampleAxis();
        if (!dependences.get(node.inputs().get(0)).onExamples()) {
            Shape repeated = values.get(node.inputs().get(0)).shape();
            repeats[axis] = output.slices() / repeated.dim(axis);
        }
        return repeats;
    }

    private Node resized(Node node, Dependence output) {
        int sizes = 3;
        if (node.inputs().size() <= sizes || node.inputs().get(sizes).isEmpty()) {
            return node;
        }
        long[] given = ints(node.inputs().get(sizes));
        Shape shape = values.get(node.inputs().get(0)).shape();
        long[] all = LongStream.range(0, shape.rank()).toArray();
        long[] axes = node.attributes().integers("axes", all);
        for (int i = 0; i < given.length && i < axes.length; i++) {
            if (shape.axis(axes[i]) == output.exampleAxis()) {
                given[i] = output.slices();
            }
        }
        return with(node, sizes, given);
    }

    private long[] ints(String name) {
        return values.get(name).constant().orElseThrow().toLongs();
    }

    private Node with(Node node, int input, long... sizes) {
        String name = node.name() + "/of_one";
        while (values.containsKey(name) || initializers.containsKey(name)) {
            name += "_";
        }
        initializers.put(name, Constant.ints(sizes));
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(input, name);
        return new Node(node.name(), node.operator(), inputs, node.outputs(), node.attributes());
    }
}
