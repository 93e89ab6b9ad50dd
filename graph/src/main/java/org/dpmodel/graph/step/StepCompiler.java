package org.dpmodel.graph.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphBuilder;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.GraphTarget;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Ops;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.TypeInference;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.gradient.ParameterGradient;
import org.dpmodel.graph.gradient.Recorder;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.gradient.SharedParameterGradient;
import org.dpmodel.graph.gradient.UnitWeights;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationProof;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.lowering.Rewrite;
import org.dpmodel.graph.operator.OperatorCall;
import org.dpmodel.graph.operator.Operators;

/**
 * Derives, ahead of time, one static graph for a whole training step: forward pass, one backward pass, norms of the
 * units' gradients, clipping, and the sum of the clipped gradients (Bu et al. 2022, arXiv:2210.00038). It first proves
 * that the network keeps examples apart.
 */
public final class StepCompiler {
    private record Recorded(Node node, Recording recording) {}

    private final GraphTarget target;
    private final Units units;
    private final Ops ops;
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Value> parameters = new LinkedHashMap<>();
    private final Set<String> trained = new HashSet<>();
    private final List<Recorded> tape = new ArrayList<>();

    private StepCompiler(String name, StepOptions options) {
        this.target = options.target();
        this.units = options.units();
        this.ops = new Ops(new GraphBuilder(name), target.opset());
    }

    /**
     * Compiles a step.
     *
     * @param network the network
     * @param loss loss of each example
     * @param options device family, batch and clipping
     * @return the step graph
     * @throws org.dpmodel.graph.isolation.ExamplesMixException if the network mixes examples
     * @throws GraphException if an operator or a parameter's place has no rule
     */
    public static StepGraph compile(NetworkGraph network, Loss loss, StepOptions options) {
        Units units = options.units();
        NetworkGraph bound = network.bind(units.examples());
        IsolationProof.prove(bound.graph());
        // The rewritten network is what runs, so it is proven as well.
        for (Rewrite rewrite : options.target().rewrites()) {
            bound = new NetworkGraph(rewrite.apply(bound), bound.parameters());
        }
        StepCompiler compiler = new StepCompiler(network.graph().name() + "_step", options);
        compiler.declare(bound);
        Value mask = compiler.builder().input(StepGraph.UNIT_MASK, TensorType.floats(units.count()));
        TensorType targetType = loss.targets(bound.output().type());
        Value targets = compiler.builder().input(StepGraph.TARGETS, targetType);
        compiler.recordForward(bound.graph(), IsolationProof.prove(bound.graph()));

        compiler.builder().scope("loss");
        Value predictions = compiler.values.get(bound.output().name());
        Loss.Recorded recorded = loss.record(compiler.ops, predictions, targets);
        Value gradient = compiler.unitMean(recorded.gradient());
        if (options.clipping().isEmpty()) {
            gradient = compiler.maskRows(gradient, mask);
        }
        Map<String, ParameterGradient> gradients = compiler.backward(predictions, gradient);
        compiler.builder().scope("");
        options.clipping()
                .ifPresentOrElse(
                        rule -> compiler.outputClippedSums(gradients, rule, mask),
                        () -> compiler.outputPlainSums(gradients));
        compiler.builder().scope("");
        compiler.builder().output(StepGraph.LOSSES, recorded.losses());
        OnnxModel model =
                new OnnxModel(compiler.builder().build(), options.target().opset());
        return new StepGraph(model, units, List.copyOf(bound.parameters()));
    }

    private GraphBuilder builder() {
        return ops.builder();
    }

    private void declare(NetworkGraph network) {
        Graph graph = network.graph();
        values.put(
                network.input().name(),
                builder().input(StepGraph.FEATURES, network.input().type()));
        graph.initializers().forEach((name, constant) -> {
            if (network.parameters().contains(name)) {
                Value parameter = builder().input(name, constant.type());
                values.put(name, parameter);
                parameters.put(name, parameter);
                trained.add(parameter.name());
            } else {
                values.put(name, builder().constant(constant));
            }
        });
    }

    private void recordForward(Graph graph, Map<String, Dependence> dependences) {
        Recorder recorder = new StepRecorder();
        Set<String> computed = new HashSet<>();
        values.values().forEach(value -> computed.add(value.name()));
        for (Node node : graph.nodes()) {
            builder().scope(identifier(node.name()));
            OperatorCall call = TypeInference.call(node, values);
            Recording recording =
                    Operators.network(node.operator(), node.name()).record(recorder, call);
            Value output = recording.outputs().get(0);
            values.put(node.outputs().get(0), output);
            // A node that passes its input on, or repeats another, has its way back already.
            if (computed.add(output.name())
                    && call.inputs().stream().anyMatch(input -> trained.contains(input.name()))) {
                checkPerExample(node, dependences);
                trained.add(output.name());
                tape.add(new Recorded(node, recording));
            }
        }
    }

    private static void checkPerExample(Node node, Map<String, Dependence> dependences) {
        if (!dependences.get(node.outputs().get(0)).onExamples()) {
            throw new GraphException(
                    "node " + node.name() + " (" + node.operator() + ") computes from parameters alone,"
                            + " which has no per-example rule: store its result as the parameter, or freeze the parameter");
        }
    }

    /** A unit's gradient is the mean over its members, as MindArmour's micro-batches have it. */
    private Value unitMean(Value gradient) {
        return units.unitSize() == 1 ? gradient : ops.mul(gradient, ops.scalar(1f / units.unitSize()));
    }

    private Value maskRows(Value gradient, Value mask) {
        long[] column = new long[gradient.shape().rank()];
        Arrays.fill(column, 1);
        column[0] = units.examples();
        Value rows = new UnitWeights(mask, units).perExample(ops);
        return ops.mul(gradient, ops.reshape(rows, column));
    }

    private Map<String, ParameterGradient> backward(Value predictions, Value gradient) {
        Map<String, Value> gradients = new HashMap<>();
        gradients.put(predictions.name(), gradient);
        Map<String, List<ParameterGradient>> uses = new HashMap<>();
        for (int i = tape.size() - 1; i >= 0; i--) {
            Node node = tape.get(i).node();
            Recording recording = tape.get(i).recording();
            Value outputGradient = gradients.get(recording.outputs().get(0).name());
            if (outputGradient != null) {
                builder().scope(identifier(node.name()) + "_backward");
                BackwardSink sink = new BackwardSink(ops, node, values, parameters, trained, gradients, uses);
                recording.pullback().pull(outputGradient, sink);
                sink.checkAllServed();
            }
        }
        Map<String, ParameterGradient> result = new LinkedHashMap<>();
        parameters.forEach((name, value) -> {
            List<ParameterGradient> all = uses.get(name);
            if (all == null) {
                throw new GraphException("parameter " + name + " does not influence the output: freeze or remove it");
            }
            result.put(name, all.size() == 1 ? all.get(0) : new SharedParameterGradient(all, value.shape()));
        });
        return result;
    }

    private void outputClippedSums(Map<String, ParameterGradient> gradients, ClippingRule rule, Value mask) {
        Map<String, Value> squaredNorms = new LinkedHashMap<>();
        gradients.forEach((name, gradient) -> {
            builder().scope(identifier(name) + "_norm");
            squaredNorms.put(name, gradient.squaredNorms(ops));
        });
        builder().scope("clipping");
        ClippingRule.Weights weights = rule.weigh(ops, units, squaredNorms, mask);
        gradients.forEach((name, gradient) -> {
            builder().scope(identifier(name) + "_sum");
            Value sum = gradient.weightedSum(ops, weights.perParameter().get(name));
            builder().output(StepGraph.gradientSum(name), sum);
        });
        builder().output(StepGraph.NORMS, weights.norms());
    }

    private void outputPlainSums(Map<String, ParameterGradient> gradients) {
        gradients.forEach((name, gradient) -> {
            builder().scope(identifier(name) + "_sum");
            builder().output(StepGraph.gradientSum(name), gradient.sum(ops));
        });
    }

    private static String identifier(String name) {
        return name.replaceAll("[^A-Za-z0-9_]", "_");
    }

    private final class StepRecorder implements Recorder {
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
}
