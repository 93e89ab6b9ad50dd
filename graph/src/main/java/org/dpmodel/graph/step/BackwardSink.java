package org.dpmodel.graph.step;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Ops;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.gradient.GradientSink;
import org.dpmodel.graph.gradient.ParameterGradient;

/** Collects what the backward pass of one node gives, and asks only for what is needed. */
final class BackwardSink implements GradientSink {
    private final Ops ops;
    private final Node node;
    private final Map<String, Value> values;
    private final Map<String, Value> parameters;
    private final Set<String> trained;
    private final Map<String, Value> gradients;
    private final Map<String, List<ParameterGradient>> uses;
    private final Set<Integer> served = new HashSet<>();

    BackwardSink(
            Ops ops,
            Node node,
            Map<String, Value> values,
            Map<String, Value> parameters,
            Set<String> trained,
            Map<String, Value> gradients,
            Map<String, List<ParameterGradient>> uses) {
        this.ops = ops;
        this.node = node;
        this.values = values;
        this.parameters = parameters;
        this.trained = trained;
        this.gradients = gradients;
        this.uses = uses;
    }

    private Value value(int input) {
        return values.get(node.inputs().get(input));
    }

    private boolean isParameter(int input) {
        return parameters.containsKey(value(input).name());
    }

    @Override
    public void activation(int input, Supplier<Value> gradient) {
        if (!isParameter(input) && trained.contains(value(input).name())) {
            served.add(input);
            gradients.merge(value(input).name(), gradient.get(), ops::add);
        }
    }

    @Override
    public void parameter(int input, Supplier<ParameterGradient> gradient) {
        if (isParameter(input)) {
            served.add(input);
            uses.computeIfAbsent(value(input).name(), name -> new ArrayList<>()).add(gradient.get());
        }
    }

    /** Everything trained that the node reads must have got its gradient, or training would silently be incomplete. */
    void checkAllServed() {
        for (int i = 0; i < node.inputs().size(); i++) {
            if (trained.contains(value(i).name()) && !served.contains(i)) {
                throw new GraphException(
                        "node " + node.name() + " (" + node.operator() + ") has no derivative for its input " + i + " ("
                                + node.inputs().get(i) + "): freeze the parameters that it depends on");
            }
        }
    }
}
