package org.dpmodel.graph.step;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.gradient.ParameterGradient;
import org.dpmodel.graph.gradient.SharedParameterGradient;
import org.dpmodel.graph.gradient.UnitWeights;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.network.NetworkGraph;

/**
 * Derives, ahead of time, one static graph for a whole training step: forward pass, one backward pass, norms of the
 * units' gradients, clipping, and the sum of the clipped gradients (Bu et al. 2022, arXiv:2210.00038). It first proves
 * that the network keeps examples apart.
 */
public final class StepCompiler {
    private final ForwardRecording forward;
    private final Units units;
    private final Ops ops;

    private StepCompiler(ForwardRecording forward) {
        this.forward = forward;
        this.units = forward.units();
        this.ops = forward.ops();
    }

    /**
     * Compiles a step.
     *
     * @param network the network
     * @param loss loss of each example
     * @param options target, batch and clipping
     * @return the step graph
     * @throws org.dpmodel.graph.isolation.ExamplesMixException if the network mixes examples
     * @throws GraphException if there is no rule for an operator or for a use of a parameter
     */
    public static StepGraph compile(NetworkGraph network, Loss loss, StepOptions options) {
        String name = network.graph().name() + "_step";
        ForwardRecording forward =
                ForwardRecording.of(name, network, options.target(), options.units(), options.dropout());
        requireReached(network, forward);
        new StepCompiler(forward).compile(loss, options);
        OnnxModel model =
                new OnnxModel(forward.builder().build(), options.target().opset());
        return new StepGraph(
                model, options.units(), List.copyOf(forward.parameters().keySet()), forward.dropouts());
    }

    /**
     * Refuses, before any compilation, a network with a parameter in a place without a per-example rule, in particular
     * one used by an operator that computes from parameters alone: such a parameter would not be trained.
     *
     * @param network the network
     * @throws org.dpmodel.graph.isolation.ExamplesMixException if the network mixes examples
     * @throws GraphException naming the parameters, the node and how to fix it
     */
    public static void checkTrainable(NetworkGraph network) {
        trialOfBoth(network);
    }

    /** Forward and backward pass; each parameter must get a gradient. */
    private static ForwardRecording trialOfBoth(NetworkGraph network) {
        ForwardRecording forward = trial(network);
        BackwardPass pass = new BackwardPass(forward);
        pass.run(forward.predictions());
        requireReached(network, forward);
        forward.parameters().keySet().forEach(parameter -> uses(pass, parameter));
        return forward;
    }

    /**
     * As {@link #checkTrainable(NetworkGraph)}, with the loss: it is proven as well, and must have a derivative.
     *
     * @param network the network
     * @param loss loss of each example
     * @throws org.dpmodel.graph.isolation.ExamplesMixException if the network or the loss mixes examples
     * @throws GraphException naming what has no rule, and how to fix it
     */
    public static void checkTrainable(NetworkGraph network, Loss loss) {
        ForwardRecording forward = trialOfBoth(network);
        Value targets = forward.builder()
                .input(StepGraph.TARGETS, loss.targets(forward.predictions().type()));
        LossRecording.of(loss, forward, targets, true);
    }

    /**
     * A description of how the gradients of single examples are computed.
     *
     * @param network the network
     * @return the rule by parameter, in the order of the network
     * @throws org.dpmodel.graph.isolation.ExamplesMixException if the network mixes examples
     * @throws GraphException as {@link #checkTrainable}
     */
    public static Map<String, String> parameterRules(NetworkGraph network) {
        StepCompiler compiler = new StepCompiler(trial(network));
        Map<String, String> rules = new LinkedHashMap<>();
        compiler.backward(compiler.forward.predictions()).forEach((name, rule) -> rules.put(name, rule.describe()));
        requireReached(network, compiler.forward);
        return rules;
    }

    private static ForwardRecording trial(NetworkGraph network) {
        return ForwardRecording.of(network.graph().name(), network, PortableTarget.target(), new Units(2, 1));
    }

    private void compile(Loss loss, StepOptions options) {
        Value predictions = forward.predictions();
        builder().scope("");
        Value mask = builder().input(StepGraph.UNIT_MASK, TensorType.floats(units.count()));
        Value targets = builder().input(StepGraph.TARGETS, loss.targets(predictions.type()));
        builder().scope(ForwardRecording.LOSS);
        Loss.Recorded recorded = LossRecording.of(loss, forward, targets, true);
        builder().scope(ForwardRecording.LOSS);
        Value gradient = unitMean(recorded.gradient().orElseThrow());
        if (options.clipping().isPresent()) {
            outputClippedSums(backward(gradient), options.clipping().get(), mask);
        } else {
            outputPlainSums(backward(maskRows(gradient, mask)));
        }
        builder().scope("");
        builder().output(StepGraph.LOSSES, recorded.losses());
    }

    private GraphBuilder builder() {
        return ops.builder();
    }

    /** A unit's gradient is the mean over its members, as in MindArmour's micro-batches. */
    private Value unitMean(Value gradient) {
        return units.unitSize() == 1 ? gradient : ops.mul(gradient, ops.scalar(1f / units.unitSize()));
    }

    private Value maskRows(Value gradient, Value mask) {
        long[] column = new long[gradient.shape().rank()];
        Arrays.fill(column, 1);
        column[0] = units.examples();
        return ops.mul(gradient, ops.reshape(new UnitWeights(mask, units).perExample(ops), column));
    }

    private Map<String, ParameterGradient> backward(Value gradientOfPredictions) {
        BackwardPass pass = new BackwardPass(forward);
        pass.run(gradientOfPredictions);
        Map<String, ParameterGradient> result = new LinkedHashMap<>();
        forward.parameters().forEach((name, value) -> {
            List<ParameterGradient> uses = uses(pass, name);
            result.put(name, uses.size() == 1 ? uses.get(0) : new SharedParameterGradient(uses, value.shape()));
        });
        if (result.isEmpty()) {
            throw new GraphException("the network has no trained parameter: there is nothing to train");
        }
        return result;
    }

    /** Each parameter must be read on the way to the output. */
    private static void requireReached(NetworkGraph network, ForwardRecording forward) {
        for (String parameter : network.parameters()) {
            if (!forward.parameters().containsKey(parameter)) {
                throw withoutInfluence(parameter);
            }
        }
    }

    /** The uses through which a gradient comes back to a parameter, at least one. */
    private static List<ParameterGradient> uses(BackwardPass pass, String parameter) {
        List<ParameterGradient> uses = pass.uses(parameter);
        if (uses.isEmpty()) {
            throw withoutInfluence(parameter);
        }
        return uses;
    }

    private static GraphException withoutInfluence(String parameter) {
        return new GraphException("parameter " + parameter
                + " does not influence the output, or only through functions that no gradient passes, such as Sign and "
                + "Round, so that it would learn nothing: freeze or remove it");
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

    static String identifier(String name) {
        return name.replaceAll("[^A-Za-z0-9_]", "_");
    }
}
