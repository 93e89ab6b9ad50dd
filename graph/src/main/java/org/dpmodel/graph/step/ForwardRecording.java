package org.dpmodel.graph.step;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.clipping.FlatClipping;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationProof;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.lowering.Rewrite;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.type.OperatorCall;

/** The forward pass of a network, proven to keep examples apart and written into a new graph, with its backward pass. */
final class ForwardRecording {
    /** The scope of the nodes of the loss. */
    static final String LOSS = "loss";

    /** A node with its way back. */
    record Entry(Node node, Recording recording) {}

    private static final Set<String> RESERVED = new TreeSet<>(Set.of(
            StepGraph.FEATURES,
            StepGraph.TARGETS,
            StepGraph.UNIT_MASK,
            StepGraph.DROPOUT,
            StepGraph.LOSSES,
            StepGraph.NORMS,
            ForwardGraph.PREDICTIONS,
            FlatClipping.CLIPPING_NORM));

    private final GraphTarget target;
    private final Units units;
    private final Ops ops;
    private final Graph graph;
    /** The scope of all nodes; each has its own if this is empty. */
    private final String scope;

    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Value> parameters = new LinkedHashMap<>();
    private final Set<String> trained = new HashSet<>();
    private final List<Entry> tape = new ArrayList<>();
    private final Set<String> shared = new HashSet<>();
    private DropoutInput dropout = DropoutInput.none();
    private final ParameterExpressions expressions = new ParameterExpressions(this);

    private ForwardRecording(Ops ops, Graph graph, String scope, GraphTarget target, Units units) {
        this.target = target;
        this.units = units;
        this.graph = graph;
        this.scope = scope;
        this.ops = ops;
    }

    /**
     * Records a network.
     *
     * @param name name of the new graph
     * @param network the network
     * @param target the device family
     * @param units physical batch size and unit size
     */
    static ForwardRecording of(String name, NetworkGraph network, GraphTarget target, Units units) {
        return of(name, network, target, units, false);
    }

    /**
     * Records a network.
     *
     * @param name name of the new graph
     * @param network the network
     * @param target the device family
     * @param units physical batch size and unit size
     * @param dropout whether the network's dropouts are active
     */
    static ForwardRecording of(String name, NetworkGraph network, GraphTarget target, Units units, boolean dropout) {
        Networks.proveIsolation(network, units.examples());
        BoundNetwork proven = NetworkBinder.bind(network, Networks.toldApart(units.examples()));
        NetworkGraph bound = proven.network();
        for (Rewrite rewrite : target.rewrites()) {
            bound = new NetworkGraph(rewrite.apply(bound), bound.parameters());
        }
        // The rewritten network is the one that runs, so it is proven as well.
        Map<String, Dependence> dependences =
                IsolationProof.prove(bound.graph(), Operators::find, Operators::network, proven.counts());
        if (units.examples() == 1) {
            bound = OneExample.of(bound, dependences);
        }
        Ops ops = new Ops(new GraphBuilder(name, Operators::find), target.opset(), target.rowSums());
        ForwardRecording recording = new ForwardRecording(ops, bound.graph(), "", target, units);
        recording.declare(bound);
        if (dropout) {
            recording.dropout = DropoutInput.declare(ops, bound.graph(), dependences, units.examples());
        }
        recording.record(dependences);
        return recording;
    }

    /**
     * Records what comes after a network into the same graph.
     *
     * @param network the network
     * @param graph what comes after it, bound and proven
     * @param dependences what each of its values depends on
     * @param inputs its inputs, in the graph of the network
     * @param tracked the input whose derivatives are needed
     */
    static ForwardRecording behind(
            ForwardRecording network,
            Graph graph,
            Map<String, Dependence> dependences,
            Map<String, Value> inputs,
            String tracked) {
        ForwardRecording recording = new ForwardRecording(network.ops, graph, LOSS, network.target, network.units);
        recording.values.putAll(inputs);
        recording.trained.add(inputs.get(tracked).name());
        graph.initializers()
                .forEach((name, constant) ->
                        recording.values.put(name, recording.builder().constant(constant)));
        recording.record(dependences);
        return recording;
    }

    private void declare(NetworkGraph network) {
        Value features = builder().input(StepGraph.FEATURES, network.features());
        // Parameters keep their names, so they are added first; other values get the remaining names.
        graph.initializers().forEach((name, constant) -> {
            if (network.parameters().contains(name)) {
                Value parameter = builder().input(checkFree(name), constant.type());
                values.put(name, parameter);
                parameters.put(name, parameter);
                trained.add(parameter.name());
                shared.add(parameter.name());
            }
        });
        values.putAll(InputPacking.unpack(ops, network, features));
        graph.initializers().forEach((name, constant) -> {
            if (!network.parameters().contains(name)) {
                values.put(name, builder().constant(constant));
            }
        });
    }

    private static String checkFree(String parameter) {
        if (RESERVED.contains(parameter)) {
            throw new GraphException(
                    "parameter " + parameter + " has the name of an input or output of compiled graphs;"
                            + " rename it to something other than " + RESERVED);
        }
        return parameter;
    }

    private void record(Map<String, Dependence> dependences) {
        Set<String> computed = new HashSet<>();
        values.values().forEach(value -> computed.add(value.name()));
        for (Node node : graph.nodes()) {
            builder().scope(scope.isEmpty() ? StepCompiler.identifier(node.name()) : scope);
            OperatorCall call = TypeInference.call(node, values);
            String name = node.outputs().get(0);
            Dependence dependence = dependences.get(name);
            Recording recording = Operators.network(node.operator(), node.name())
                    .record(
                            NodeRecorder.of(
                                    ops,
                                    target,
                                    units,
                                    dependence,
                                    () -> dropout.factors(
                                            ops, node, call.input(0).shape())),
                            call);
            for (int i = 0; i < node.outputs().size(); i++) {
                values.put(node.outputs().get(i), recording.outputs().get(i));
            }
            // A node that passes on its input, or repeats another one, already has its backward pass.
            boolean isNew = false;
            for (Value output : recording.outputs()) {
                isNew |= computed.add(output.name());
            }
            if (isNew && dependsOnParameters(node, call, recording.outputs().get(0))) {
                recording.outputs().forEach(other -> trained.add(other.name()));
                if (dependence.onExamples()) {
                    tape.add(new Entry(node, recording));
                } else {
                    recording.outputs().forEach(output -> shared.add(output.name()));
                    expressions.add(node, call, recording.outputs());
                }
            }
        }
    }

    /** Whether a differentiable path leads from a parameter to the output of a node. */
    private boolean dependsOnParameters(Node node, OperatorCall call, Value output) {
        return output.type().dataType().isReal()
                && Operators.network(node.operator(), node.name()).hasDerivative()
                && call.inputs().stream().anyMatch(this::isTrained);
    }

    /** Every trained value that a node reads must have received its gradient, which would otherwise be silently incomplete. */
    void checkServed(Node node, List<Value> inputs, Collection<Integer> served) {
        for (int i = 0; i < inputs.size(); i++) {
            if (isTrained(inputs.get(i)) && !served.contains(i)) {
                throw new GraphException("node " + node.name() + " (" + node.operator()
                        + ") has no derivative for its input " + i + " ("
                        + node.inputs().get(i)
                        + "): freeze the parameters that it depends on");
            }
        }
    }

    GraphBuilder builder() {
        return ops.builder();
    }

    /** The network's output in the new graph. */
    Value predictions() {
        return value(graph.outputs().get(0).name());
    }

    /** A value of the recorded graph, in the new graph. */
    Value value(String name) {
        return values.get(name);
    }

    /** The recorded nodes that depend on trained parameters, in order. */
    List<Entry> tape() {
        return tape;
    }

    /** The value in the new graph of an input of a node. */
    Value input(Node node, int position) {
        return values.get(node.inputs().get(position));
    }

    /** The values in the new graph of all inputs of a node. */
    List<Value> inputs(Node node) {
        return TypeInference.call(node, values).inputs();
    }

    /** Where numbers are dropped. */
    List<DroppedNumbers> dropouts() {
        return dropout.dropouts();
    }

    /** The trained parameters, in the order of the network. */
    Map<String, Value> parameters() {
        return parameters;
    }

    /** Whether a value is, or depends on, a trained parameter. */
    boolean isTrained(Value value) {
        return trained.contains(value.name());
    }

    /** Whether a value is, or depends on, trained parameters, and does not depend on examples. */
    boolean isSharedAndTrained(Value value) {
        return shared.contains(value.name());
    }

    /** The nodes that compute from parameters alone. */
    ParameterExpressions expressions() {
        return expressions;
    }

    Ops ops() {
        return ops;
    }

    GraphTarget target() {
        return target;
    }

    Units units() {
        return units;
    }
}
