package org.dpmodel.graph.step;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
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
 * A loss, proven to keep examples apart and written behind a network. It is written into a graph of its own first, and what is
 * proven there is what runs: a loss may be anybody's code.
 */
final class LossRecording {
    private static final String PREDICTIONS = "predictions";
    private static final String TARGETS = "targets";
    private static final String LOSSES = "losses";
    private static final String GRADIENT = "gradient";

    /** Two numbers of examples that hardly any other size is equal to. */
    private static final int ANY = 97;

    private static final int OTHER = 101;

    private final Loss loss;
    private final ForwardRecording network;

    private LossRecording(Loss loss, ForwardRecording network) {
        this.loss = loss;
        this.network = network;
    }

    /**
     * Writes a loss behind a network.
     *
     * @param targets the loss's targets, in the network's graph
     * @param withGradient whether the gradient of the network's output is wanted
     * @return losses and, if it is wanted, the gradient
     * @throws ExamplesMixException if the loss mixes examples
     * @throws GraphException if it does not give what it should, or has no derivative
     */
    static Loss.Recorded of(Loss loss, ForwardRecording network, Value targets, boolean withGradient) {
        return new LossRecording(loss, network).record(targets, withGradient);
    }

    private Loss.Recorded record(Value targets, boolean withGradient) {
        requireSameFunction(bound(ANY), bound(OTHER));
        int examples = network.units().examples();
        Graph graph = bound(Networks.toldApart(examples));
        Map<String, Dependence> dependences = prove(graph);
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

    /** Each loss moves by 1: the gradient of every example is that of its own loss. */
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

    private Graph bound(int examples) {
        return NetworkBinder.bind(written(examples), examples);
    }

    private Graph written(int examples) {
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

    /** What is computed of an example must not follow from how many there are: shapes may, numbers and nodes may not. */
    private void requireSameFunction(Graph graph, Graph other) {
        Map<String, String> names = new HashMap<>();
        boolean same = graph.nodes().size() == other.nodes().size();
        for (int i = 0; same && i < graph.nodes().size(); i++) {
            same = sameNode(graph, graph.nodes().get(i), other, other.nodes().get(i), names);
        }
        if (!same) {
            throw new GraphException(
                    "the loss " + loss.name() + " must compute the same of an example for any number of"
                            + " examples, found another graph for " + OTHER + " of them than for " + ANY
                            + ": do not divide by the size of the batch, and use no constant with an element for each example");
        }
    }

    private static boolean sameNode(Graph graph, Node node, Graph other, Node found, Map<String, String> names) {
        boolean same = node.operator().equals(found.operator())
                && node.attributes().equals(found.attributes())
                && node.inputs().size() == found.inputs().size()
                && node.outputs().size() == found.outputs().size();
        for (int i = 0; same && i < node.inputs().size(); i++) {
            Constant constant = graph.initializers().get(node.inputs().get(i));
            Constant second = other.initializers().get(found.inputs().get(i));
            same = constant == null
                    ? second == null
                            && found.inputs()
                                    .get(i)
                                    .equals(renamed(node.inputs().get(i), names))
                    : constant.type().dataType() == DataType.INT64 || constant.equals(second);
        }
        for (int i = 0; same && i < node.outputs().size(); i++) {
            names.put(node.outputs().get(i), found.outputs().get(i));
        }
        return same;
    }

    private static String renamed(String input, Map<String, String> names) {
        return names.getOrDefault(input, input);
    }
}
