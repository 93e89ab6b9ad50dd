package org.dpmodel.graph.step;

import java.util.ArrayList;
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
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.lowering.Rewrite;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.operator.Recorder;
import org.dpmodel.graph.type.OperatorCall;

/** The forward pass of a network, proven to keep examples apart and written into a new graph, with the way back. */
final class ForwardRecording implements Recorder {
    /** A node with its way back. */
    record Entry(Node node, Recording recording) {}

    private static final Set<String> RESERVED = new TreeSet<>(Set.of(
            StepGraph.FEATURES,
            StepGraph.TARGETS,
            StepGraph.UNIT_MASK,
            StepGraph.LOSSES,
            StepGraph.NORMS,
            ForwardGraph.PREDICTIONS,
            FlatClipping.CLIPPING_NORM));

    private final GraphTarget target;
    private final Units units;
    private final Ops ops;
    private final NetworkGraph network;
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Value> parameters = new LinkedHashMap<>();
    private final Set<String> trained = new HashSet<>();
    private final List<Entry> tape = new ArrayList<>();
    private final ParameterExpressions expressions = new ParameterExpressions();

    private ForwardRecording(String name, NetworkGraph network, GraphTarget target, Units units) {
        this.target = target;
        this.units = units;
        this.network = network;
        this.ops = new Ops(new GraphBuilder(name, Operators::find), target.opset(), target.rowSums());
    }

    /**
     * Records a network.
     *
     * @param name name of the new graph
     * @param network the network
     * @param target the device family
     * @param units physical batch size and unit size
     * @param trained whether parameters are trained, and must therefore stand where they have a per-example rule
     */
    static ForwardRecording of(String name, NetworkGraph network, GraphTarget target, Units units, boolean trained) {
        Networks.proveIsolation(network, units.examples());
        NetworkGraph bound = Networks.bind(network, units.examples());
        for (Rewrite rewrite : target.rewrites()) {
            bound = new NetworkGraph(rewrite.apply(bound), bound.parameters());
        }
        ForwardRecording recording = new ForwardRecording(name, bound, target, units);
        recording.declare();
        // The rewritten network is what runs, so it is proven as well.
        recording.record(Networks.dependences(bound.graph()), trained);
        return recording;
    }

    private void declare() {
        Graph graph = network.graph();
        values.put(
                network.input().name(),
                builder().input(StepGraph.FEATURES, network.input().type()));
        // Parameters keep their names, so they come before constants, which take what is left.
        graph.initializers().forEach((name, constant) -> {
            if (network.parameters().contains(name)) {
                Value parameter = builder().input(checkFree(name), constant.type());
                values.put(name, parameter);
                parameters.put(name, parameter);
                trained.add(parameter.name());
                expressions.parameter(name, parameter);
            }
        });
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

    private void record(Map<String, Dependence> dependences, boolean training) {
        Set<String> live = TrainedInitializers.withDerivative(network.graph());
        Set<String> computed = new HashSet<>();
        values.values().forEach(value -> computed.add(value.name()));
        for (Node node : network.graph().nodes()) {
            builder().scope(StepCompiler.identifier(node.name()));
            OperatorCall call = TypeInference.call(node, values);
            Recording recording =
                    Operators.network(node.operator(), node.name()).record(this, call);
            Value output = recording.outputs().get(0);
            String name = node.outputs().get(0);
            values.put(name, output);
            // A node that passes its input on, or repeats another, has its way back already.
            if (computed.add(output.name())
                    && call.inputs().stream().anyMatch(input -> trained.contains(input.name()))) {
                trained.add(output.name());
                if (!dependences.get(name).onExamples()) {
                    expressions.add(node, call.inputs(), output, live.contains(name));
                } else {
                    checkExamplesFirst(node, call, dependences.get(name), training);
                    tape.add(new Entry(node, recording));
                }
            }
        }
        if (training) {
            expressions.check();
        }
    }

    /** The rules of parameters take the first axis for the examples. */
    private void checkExamplesFirst(Node node, OperatorCall call, Dependence dependence, boolean training) {
        if (training && dependence.exampleAxis() != 0 && call.inputs().stream().anyMatch(parameters::containsValue)) {
            throw new GraphException("node " + node.name() + " (" + node.operator() + ") uses a parameter where the"
                    + " examples lie on axis " + dependence.exampleAxis()
                    + ": transpose them to the first axis before, or freeze the parameter");
        }
    }

    GraphBuilder builder() {
        return ops.builder();
    }

    /** The network's output in the new graph. */
    Value predictions() {
        return values.get(network.output().name());
    }

    /** The recorded nodes that depend on trained parameters, in order. */
    List<Entry> tape() {
        return tape;
    }

    /** The value in the new graph of an input of a node. */
    Value input(Node node, int position) {
        return values.get(node.inputs().get(position));
    }

    /** The trained parameters, in the order of the network. */
    Map<String, Value> parameters() {
        return parameters;
    }

    /** Whether a value is, or depends on, a trained parameter. */
    boolean isTrained(Value value) {
        return trained.contains(value.name());
    }

    @Override
    public Ops ops() {
        return ops;
    }

    @Override
    public GraphTarget target() {
        return target;
    }

    @Override
    public Units units() {
        return units;
    }
}
