package org.dpmodel.graph.step;

import java.util.Arrays;
import java.util.Map;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.ExamplesMixException;
import org.dpmodel.graph.isolation.IsolationProof;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.operator.Operators;

/**
 * A loss, proven to keep examples apart and appended to a network. It is first written into a separate graph, and what is
 * proven there is what runs: a loss may be user code.
 */
final class LossRecording {
    private static final String PREDICTIONS = "predictions";
    private static final String TARGETS = "targets";
    private static final String LOSSES = "losses";
    private static final String GRADIENT = "gradient";

    /** Two numbers of examples that hardly any other size equals. */
    private static final int ANY = 97;

    private static final int OTHER = 101;

    private final Loss loss;
    private final ForwardRecording network;

    private LossRecording(Loss loss, ForwardRecording network) {
        this.loss = loss;
        this.network = network;
    }

    /**
     * Appends a loss to a network.
     *
     * @param targets the loss's targets, in the network's graph
     * @param withGradient whether to compute the gradient of the network's output
     * @return losses and, if requested, the gradient
     * @throws ExamplesMixException if the loss mixes examples
     * @throws GraphException if its results do not have the right types, or it has no derivative
     */
    static Loss.Recorded of(Loss loss, ForwardRecording network, Value targets, boolean withGradient) {
        return new LossRecording(loss, network).record(targets, withGradient);
    }

    private Loss.Recorded record(Value targets, boolean withGradient) {
        WrittenLoss any = written(ANY);
        requireSameFunction(any, written(OTHER));
        int examples = network.units().examples();
        WrittenLoss written = written(Networks.toldApart(examples));
        requireSameFunction(any, written);
        Graph graph = written.graph();
        Map<String, Dependence> dependences = written.dependences();
        if (examples == 1) {
            graph = OneExample.of(graph, dependences);
        }
        Map<String, Value> inputs = Map.of(PREDICTIONS, network.predictions(), TARGETS, targets);
        ForwardRecording recording = ForwardRecording.behind(network, graph, dependences, inputs, PREDICTIONS);
        Value losses = recording.value(LOSSES);
        if (!withGradient) {
            return Loss.Recorded.derived(losses);
        }
        boolean own = graph.outputs().stream().anyMatch(output -> output.name().equals(GRADIENT));
        return new Loss.Recorded(losses, own ? recording.value(GRADIENT) : derived(recording, losses));
    }

    /** Each loss has the gradient 1, so the gradient of every example is that of its own loss. */
    private Value derived(ForwardRecording recording, Value losses) {
        float[] ones = new float[Math.toIntExact(losses.dim(0))];
        Arrays.fill(ones, 1);
        BackwardPass pass = new BackwardPass(recording);
        pass.run(losses, recording.ops().builder().constant(Constant.floats(losses.shape(), ones)));
        return pass.gradient(network.predictions())
                .orElseThrow(
                        () -> new GraphException(
                                "the loss " + loss.name() + " must depend on the predictions in a way"
                                        + " that has a derivative, found none: leave out Sign, comparisons and casts, or write a gradient"));
    }

    private WrittenLoss written(int examples) {
        Graph bound = NetworkBinder.bind(graph(examples), examples);
        return new WrittenLoss(bound, examples, prove(bound));
    }

    private Graph graph(int examples) {
        TensorType type = network.predictions().type();
        TensorType predictions = type.withShape(type.shape().with(0, examples));
        GraphBuilder builder = new GraphBuilder(loss.name(), Operators::find);
        Value p = builder.input(PREDICTIONS, predictions);
        Value y = builder.input(TARGETS, loss.targets(predictions));
        Loss.Recorded recorded = loss.record(
                new Ops(builder, network.target().opset(), network.target().rowSums()), p, y);
        builder.output(LOSSES, checked("losses", recorded.losses(), Shape.of(examples)));
        recorded.gradient()
                .ifPresent(gradient -> builder.output(GRADIENT, checked("gradient", gradient, predictions.shape())));
        return builder.build();
    }

    private Value checked(String what, Value found, Shape shape) {
        if (found.type().dataType() != DataType.FLOAT || !found.shape().equals(shape)) {
            throw new GraphException("the " + what + " of the loss " + loss.name() + " must be float32 " + shape
                    + " for " + shape.dim(0) + " examples, found " + found.type()
                    + ": give one loss for each example, and a gradient of the shape of the predictions");
        }
        return found;
    }

    private Map<String, Dependence> prove(Graph graph) {
        try {
            return IsolationProof.prove(graph, Operators::find, Operators::network, Map.of());
        } catch (ExamplesMixException e) {
            throw e;
        } catch (GraphException e) {
            throw new GraphException("the loss " + loss.name() + " does not keep examples apart: " + e.getMessage());
        }
    }

    private void requireSameFunction(WrittenLoss written, WrittenLoss other) {
        if (!written.computesSameAs(other)) {
            throw new GraphException(
                    "the loss " + loss.name() + " must compute the same for an example, whatever the number"
                            + " of examples, found different graphs for " + other.examples() + " and for "
                            + written.examples()
                            + ": do not divide by the batch size, and use no constant with an element for each example");
        }
    }
}
