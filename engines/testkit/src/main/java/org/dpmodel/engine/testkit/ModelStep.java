package org.dpmodel.engine.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.ForwardGraph;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.graph.step.StepOptions;
import org.dpmodel.models.LeNet5;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.models.PrivacyTutorialCnn;
import org.dpmodel.nn.Network;

/**
 * A realistic training step: one of the library's models, with a clip mechanism and a microbatch size. For tests that
 * every such step compiles for a target, runs on a device, or equals another target's.
 *
 * @param name model, clipping and microbatch size, for reports
 * @param network the model
 * @param clipping the clip mechanism; empty for training that is explicitly without privacy
 * @param unitSize examples in a microbatch
 */
public record ModelStep(String name, Network network, Optional<ClipMechanism> clipping, int unitSize) {
    private static final int CLASSES = 10;
    private static final int PERCEPTRON_UNITS = 128;

    /**
     * Every model with every way of clipping, and none, in microbatches of 1 and of 16.
     *
     * @return steps of distinct names
     */
    public static List<ModelStep> all() {
        return of(models());
    }

    /**
     * The perceptron with every way of clipping, in microbatches of 1 and of 16, and every other model once.
     *
     * @return steps of distinct names
     */
    public static List<ModelStep> oncePerModel() {
        return clipped(all()).stream()
                .filter(step -> step.name().startsWith("perceptron")
                        || step.name().endsWith("fixed clipping, microbatches of 1"))
                .toList();
    }

    static List<ModelStep> clipped(List<ModelStep> steps) {
        return steps.stream().filter(step -> step.clipping().isPresent()).toList();
    }

    /**
     * A small convolutional network with every way of clipping, and none, in microbatches of 1 and of 16: for engines that
     * are slow by design.
     *
     * @return steps of distinct names
     */
    static List<ModelStep> small() {
        return of(Map.of("small convolutional network", SmallNetworks.convolutional()));
    }

    private static List<ModelStep> of(Map<String, Network> models) {
        List<ModelStep> all = new ArrayList<>();
        models.forEach((model, network) -> clippings().forEach((clipping, mechanism) -> {
            for (int unitSize : new int[] {1, 16}) {
                String name = model + ", " + clipping + ", microbatches of " + unitSize;
                all.add(new ModelStep(name, network, mechanism, unitSize));
            }
        }));
        return all;
    }

    /**
     * The library's models for ten classes.
     *
     * @return network by name of the model
     */
    public static Map<String, Network> models() {
        Map<String, Network> models = new LinkedHashMap<>();
        models.put("LeNet-5", LeNet5.network(CLASSES));
        models.put("LeNet-5 with ReLU", LeNet5.reluNetwork(CLASSES));
        models.put("tutorial CNN", PrivacyTutorialCnn.network(CLASSES));
        models.put("perceptron", MultilayerPerceptron.network(new long[] {1, 28, 28}, PERCEPTRON_UNITS, CLASSES));
        return models;
    }

    private static Map<String, Optional<ClipMechanism>> clippings() {
        Map<String, Optional<ClipMechanism>> clippings = new LinkedHashMap<>();
        clippings.put("fixed clipping", Optional.of(ClipMechanisms.fixed(1)));
        clippings.put("adaptive clipping", Optional.of(ClipMechanisms.adaptive().build()));
        clippings.put("clipping per layer", Optional.of(ClipMechanisms.perLayer(1)));
        clippings.put("automatic clipping", Optional.of(ClipMechanisms.automatic(1)));
        clippings.put("no clipping", Optional.empty());
        return clippings;
    }

    /**
     * The step graph.
     *
     * @param target the device family
     * @param examples physical batch size, a multiple of the microbatch size
     * @return the graph
     */
    public StepGraph compile(GraphTarget target, int examples) {
        return StepCompiler.compile(
                network.graph(),
                Losses.softmaxCrossEntropy(),
                new StepOptions(target, new Units(examples, unitSize), clipping.map(ClipMechanism::rule)));
    }

    /**
     * The graph that evaluates the model.
     *
     * @param target the device family
     * @param examples physical batch size
     * @return the graph
     */
    public ForwardGraph forward(GraphTarget target, int examples) {
        return ForwardGraph.compile(network.graph(), Optional.of(Losses.softmaxCrossEntropy()), target, examples);
    }

    /**
     * Random inputs; the same numbers for the same name and shape on every target. The last unit is padding.
     *
     * @param step a step of {@link #compile}
     * @param clippingNorm the clipping norm
     * @return tensor by name
     */
    public Map<String, ReferenceTensor> inputs(StepGraph step, double clippingNorm) {
        return StepProblem.inputs(step.model().graph().inputs(), clippingNorm);
    }

    /** The name, for test reports. */
    @Override
    public String toString() {
        return name;
    }
}
