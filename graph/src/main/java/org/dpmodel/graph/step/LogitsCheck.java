package org.dpmodel.graph.step;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;

/**
 * Refuses a network that ends in probabilities with a loss that takes logits. The softmax of a softmax trains without an
 * error, but hardly learns: with K probabilities, the loss cannot fall below −log(e / (e + K − 1)).
 *
 * <p>The same holds for any other function of a bounded range, such as {@code 0.5 tanh(z) + 0.5} or the mean of two softmax
 * functions, and for outputs of one sign with a loss that takes the sigmoid or the exponential of them.
 *
 * <p>A LogSoftmax over all classes is harmless: log softmax(log softmax(z)) = log softmax(z), and the same holds for the
 * gradient.
 */
public final class LogitsCheck {
    private static final Set<String> PROBABILITIES = Set.of("Softmax", "Sigmoid", "HardSigmoid");

    /** Operators that do not extend the range of their input values, in addition to those that pass them on. */
    private static final Set<String> KEEP_RANGE = Set.of("AveragePool", "Clip", "Concat", "LpNormalization", "Relu");

    private final NetworkGraph network;
    private final NetworkGraph bound;
    private final long classes;

    /** Names and operators come from the file, sizes from the bound network. */
    private LogitsCheck(NetworkGraph network, NetworkGraph bound) {
        this.network = network;
        this.bound = bound;
        Shape output = bound.output().type().shape();
        this.classes = output.rank() < 2 ? 1 : output.dim(-1);
    }

    /**
     * Checks that a network's output is what the loss expects.
     *
     * @param network the network
     * @param loss the loss
     * @throws GraphException naming the node that computes probabilities, and how to fix it
     */
    public static void check(NetworkGraph network, Loss loss) {
        NetworkGraph bound = Networks.bind(network, 2);
        loss.targets(bound.output().type());
        if (loss.link() != Loss.Link.NONE) {
            LogitsCheck check = new LogitsCheck(network, bound);
            if (loss.link() == Loss.Link.SOFTMAX && check.classes < 2) {
                throw new GraphException(
                        loss.name() + " needs at least 2 classes, found " + check.classes + " (output "
                                + network.output()
                                + "): the softmax of a single output is always 1, and nothing is learned; end"
                                + " the network with one output for each class, or use Losses.binaryCrossEntropy() or Losses.meanSquaredError()");
            }
            if (loss.link() != Loss.Link.EXPONENTIAL) {
                check.walk(loss);
            }
            check.checkRange(loss);
        }
    }

    /** Walks back from the output, through operators that pass on probabilities. */
    private void walk(Loss loss) {
        Deque<String> ahead = new ArrayDeque<>(Set.of(network.output().name()));
        Set<String> seen = new HashSet<>();
        while (!ahead.isEmpty()) {
            String value = ahead.pop();
            Optional<Node> producer = seen.add(value) ? network.producer(value) : Optional.empty();
            if (producer.isPresent()) {
                Node node = producer.get();
                boolean harmless = loss.link() == Loss.Link.SOFTMAX
                        && node.operator().equals("LogSoftmax")
                        && normalizesClasses(node);
                if (PROBABILITIES.contains(node.operator()) || (node.operator().equals("LogSoftmax") && !harmless)) {
                    throw refusal(node, node, loss);
                }
                Optional<Node> spelled = new SpelledProbabilities(network).logitsBefore(node);
                if (spelled.isPresent()) {
                    throw refusal(node, spelled.get(), loss);
                }
                if (harmless || OutputRange.KEEP.contains(node.operator()) || KEEP_RANGE.contains(node.operator())) {
                    ahead.addAll(
                            node.operator().equals("Concat")
                                    ? node.inputs()
                                    : node.inputs().subList(0, 1));
                }
            }
        }
    }

    /** Refuses outputs whose range prevents the loss's own function from reaching valid targets. */
    private void checkRange(Loss loss) {
        OutputRange ranges = new OutputRange(network);
        OutputRange.Range range = ranges.of(network.output().name());
        Optional<String> why =
                switch (loss.link()) {
                    case NONE -> Optional.empty();
                    case SOFTMAX -> range.width() <= 1 ? Optional.of(leastLoss(range.width())) : Optional.empty();
                    case SIGMOID ->
                        range.width() <= 1 || range.low() >= 0 || range.high() <= 0
                                ? Optional.of(String.format(
                                        Locale.ROOT,
                                        "all probabilities would be in [%.2f, %.2f]",
                                        sigmoid(range.low()),
                                        sigmoid(range.high())))
                                : Optional.empty();
                    case EXPONENTIAL ->
                        range.low() >= 0
                                ? Optional.of(String.format(
                                        Locale.ROOT, "no rate could fall below %.4g", Math.exp(range.low())))
                                : Optional.empty();
                };
        if (why.isPresent()) {
            Node bounding = ranges.source(network.output().name()).orElseThrow();
            throw new GraphException("the network's outputs are all in [" + range.low() + ", " + range.high()
                    + "], because of node " + bounding.name() + " (" + bounding.operator() + "), but " + loss.name()
                    + " takes " + (loss.link() == Loss.Link.EXPONENTIAL ? "logarithms of rates" : "logits")
                    + ", which may be any numbers: " + why.get() + cure(bounding));
        }
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /** A lower bound on the loss of a correct prediction if logits differ by at most the given width. */
    private String leastLoss(double width) {
        return String.format(
                Locale.ROOT,
                "with %d classes it could not fall below %.2f",
                classes,
                Math.log1p((classes - 1) * Math.exp(-width)));
    }

    private boolean normalizesClasses(Node node) {
        Map<String, Value> values = TypeInference.values(bound.graph(), Operators::find);
        return bound.graph().nodes().stream()
                .filter(placed -> placed.name().equals(node.name()))
                .map(placed -> values.get(placed.inputs().get(0)).shape())
                .anyMatch(shape -> shape.dim(Math.toIntExact(node.attributes().integer("axis", -1))) == classes);
    }

    private String inputNames() {
        return network.graph().inputs().stream().map(ValueInfo::name).collect(Collectors.joining("\", \""));
    }

    /** If a function is spelled out, its first node has to be removed, together with everything after it. */
    private GraphException refusal(Node node, Node first, Loss loss) {
        boolean softmax = loss.link() == Loss.Link.SOFTMAX;
        String why;
        if (!softmax) {
            why = "no output could come near 0 and 1";
        } else if (node.operator().equals("LogSoftmax")) {
            why = "it normalizes other groups than the " + classes + " classes";
        } else {
            why = leastLoss(1);
        }
        String what = node.operator();
        if (!PROBABILITIES.contains(what) && !what.equals("LogSoftmax")) {
            what += ", the last of a softmax or sigmoid that is spelled out";
        }
        return new GraphException("the network ends in node " + node.name() + " (" + what + "), but "
                + loss.name() + " takes logits and applies the " + (softmax ? "softmax" : "sigmoid") + " itself: " + why
                + cure(first));
    }

    private String cure(Node first) {
        String logits = first.inputs().get(0);
        return ". Take the node off: by network.before(\"" + first.name() + "\"), or --output " + logits
                + " in the program; or in Keras, export with activation=None in the last layer; in PyTorch or DJL,"
                + " return what comes before it; or cut the file with onnx.utils.extract_model(\"in.onnx\", \"out.onnx\", [\""
                + inputNames() + "\"], [\"" + logits + "\"])";
    }
}
