package org.dpmodel.graph.step;

import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.ExamplesMixException;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.type.OperatorCall;

/**
 * A network for a given number of examples, proven to keep them apart: shapes are numbers, constants are folded, and all
 * its operators have their own derivative.
 *
 * @param network the network
 * @param examples the number of examples
 * @param counts the initializers with elements that follow from the number of examples
 * @param values the values that correspond to those of the original network, by their names there
 * @param dependences what each of them depends on
 * @param written the calls of composite operators that are rewritten in it
 */
record BoundNetwork(
        NetworkGraph network,
        int examples,
        Map<String, Dependence> counts,
        Map<String, Value> values,
        Map<String, Dependence> dependences,
        List<OperatorCall> written) {
    BoundNetwork {
        counts = Map.copyOf(counts);
        values = Map.copyOf(values);
        dependences = Map.copyOf(dependences);
        written = List.copyOf(written);
    }

    /**
     * Refuses a network that computes something different for an example when it is bound to another number of examples:
     * the number of slices of an example, the sizes of all other axes and the elements of constants must be the same.
     *
     * @param graph the network that was bound
     * @param other the same network with another number of examples
     * @throws ExamplesMixException naming the first node at fault
     */
    void requireSameFunction(Graph graph, BoundNetwork other) {
        for (Node node : graph.nodes()) {
            for (String output : node.outputs()) {
                if (!output.isEmpty() && values.containsKey(output) && !isSame(output, other)) {
                    throw new ExamplesMixException(
                            node.name(),
                            node.operator(),
                            "its output " + output + " is " + shown(output) + " for " + examples + " examples, and "
                                    + other.shown(output) + " for " + other.examples + ", so that what is computed"
                                    + " for each of them depends on how many there are",
                            "let the batch size determine the size of the axis of examples, and of no other");
                }
            }
        }
    }

    private boolean isSame(String name, BoundNetwork other) {
        Value here = values.get(name);
        Value there = other.values.get(name);
        Dependence dependence = dependences.get(name);
        Shape expected = dependence.onExamples()
                ? here.shape().with(dependence.exampleAxis(), dependence.slices() * other.examples)
                : here.shape();
        return there.shape().equals(expected)
                && (dependence.onCount() || here.constant().equals(there.constant()));
    }

    private String shown(String name) {
        return values.get(name).type() + " with " + dependences.get(name);
    }
}
