package org.dpmodel.graph.step;

import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.network.NetworkGraph;

/**
 * A compiled forward pass. Inputs: {@link StepGraph#FEATURES}, each parameter under its own name and, with a loss,
 * {@link StepGraph#TARGETS}. Outputs: {@link #PREDICTIONS} and, with a loss, {@link StepGraph#LOSSES}.
 *
 * @param model the graph
 * @param examples physical batch size
 * @param parameters names of the parameters, in the order of the network
 */
public record ForwardGraph(OnnxModel model, int examples, List<String> parameters) {
    /** Output: the network's output, {@code [examples, ...]}. */
    public static final String PREDICTIONS = "predictions";

    /** Copies the list. */
    public ForwardGraph {
        parameters = List.copyOf(parameters);
    }

    /**
     * Compiles a forward pass.
     *
     * @param network the network
     * @param loss loss of each example, if it should be computed
     * @param target the device family
     * @param examples physical batch size
     * @return the forward graph
     * @throws org.dpmodel.graph.GraphException if the network cannot be compiled
     */
    public static ForwardGraph compile(NetworkGraph network, Optional<Loss> loss, GraphTarget target, int examples) {
        String name = network.graph().name() + "_forward";
        ForwardRecording forward = ForwardRecording.of(name, network, target, new Units(examples, 1));
        Value predictions = forward.predictions();
        forward.builder().scope("");
        loss.ifPresent(l -> {
            Value targets = forward.builder().input(StepGraph.TARGETS, l.targets(predictions.type()));
            forward.builder()
                    .output(
                            StepGraph.LOSSES,
                            LossRecording.of(l, forward, targets, false).losses());
        });
        forward.builder().output(PREDICTIONS, predictions);
        OnnxModel model = new OnnxModel(forward.builder().build(), target.opset());
        return new ForwardGraph(
                model, examples, List.copyOf(forward.parameters().keySet()));
    }
}
