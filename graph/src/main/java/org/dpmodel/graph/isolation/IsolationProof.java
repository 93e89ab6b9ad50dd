package org.dpmodel.graph.isolation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.type.OperatorCall;
import org.dpmodel.graph.type.OperatorTypes;

/**
 * Proves, node by node, that row i of a network's output depends on row i of its input alone, and not on i. By induction
 * over the nodes: each operator's rule says what its output depends on, given what was proven about its inputs.
 */
public final class IsolationProof {
    /** Finds the rules of operators. */
    @FunctionalInterface
    public interface Rules {
        /**
         * The rule of an operator.
         *
         * @param operator ONNX name
         * @param node the node that uses it, for the message
         * @return the operator
         * @throws GraphException if networks cannot contain it
         */
        IsolatedOperator find(String operator, String node);
    }

    private IsolationProof() {}

    /**
     * Proves isolation for a graph, or names the node that breaks it.
     *
     * @param graph a network with its batch bound
     * @param types infers the types of operators
     * @param rules the isolation rules of operators
     * @param constants initializers with elements that follow from the number of examples
     * @return what each value depends on
     * @throws ExamplesMixException naming the node, the reason and how to fix it
     * @throws GraphException if an output does not depend on the examples row by row
     */
    public static Map<String, Dependence> prove(
            Graph graph, OperatorTypes types, Rules rules, Map<String, Dependence> constants) {
        Map<String, Value> values = TypeInference.values(graph, types);
        Map<String, Dependence> known = new HashMap<>();
        long examples = graph.inputs().get(0).type().shape().dim(0);
        graph.initializers().keySet().forEach(name -> known.put(name, Dependence.SHARED));
        known.putAll(constants);
        graph.inputs().forEach(input -> known.put(input.name(), Dependence.ROWS));
        for (Node node : graph.nodes()) {
            List<Dependence> inputs = node.inputs().stream()
                    .map(name -> known.getOrDefault(name, Dependence.SHARED))
                    .toList();
            OperatorCall call = TypeInference.call(node, values);
            Dependence found = rules.find(node.operator(), node.name()).isolation(call, inputs);
            Dependence output = found.onExamples() && inputs.stream().noneMatch(Dependence::onExamples)
                    ? IsolationRules.repeated(
                            call, values.get(node.outputs().get(0)).shape(), found, examples)
                    : found;
            node.outputs().forEach(name -> known.put(name, output));
        }
        for (ValueInfo output : graph.outputs()) {
            if (!known.get(output.name()).equals(Dependence.ROWS)) {
                throw new GraphException(
                        "output " + output.name() + " of the network must have one row for each example on"
                                + " its first axis, found " + known.get(output.name()));
            }
        }
        return known;
    }
}
