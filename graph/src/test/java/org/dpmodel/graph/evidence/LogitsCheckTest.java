package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.loss.BinaryCrossEntropy;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.loss.PoissonLoss;
import org.dpmodel.graph.loss.SoftmaxCrossEntropy;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.LogitsCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loss that takes logits is not given probabilities. */
class LogitsCheckTest {
    private static final Attributes LAST = Attributes.none().with("axis", -1);

    private static NetworkGraph after(UnaryOperator<NetworkSketch> end) {
        return end.apply(NetworkSketch.input("ends", 4).dense(6)).network();
    }

    private static void assertRefused(NetworkGraph network, String... parts) {
        GraphException error =
                assertThrows(GraphException.class, () -> LogitsCheck.check(network, new SoftmaxCrossEntropy()));
        for (String part : parts) {
            assertTrue(error.getMessage().contains(part), error.getMessage());
        }
        assertDoesNotThrow(() -> LogitsCheck.check(network, new MeanSquaredError()));
    }

    private static void assertTaken(NetworkGraph network) {
        assertDoesNotThrow(() -> LogitsCheck.check(network, new SoftmaxCrossEntropy()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Softmax", "Sigmoid"})
    void probabilitiesAreRefusedWithNodeAndCure(String operator) {
        assertRefused(
                after(s -> s.then(operator)),
                "the network ends in node " + operator.toLowerCase(Locale.ROOT) + " (" + operator + ")",
                "softmax cross-entropy takes logits",
                "with 6 classes it could not fall below 1.04",
                ". Take the node off: by network.before(\"" + operator.toLowerCase(Locale.ROOT) + "\"), or --output ",
                "activation=None",
                "extract_model(\"in.onnx\", \"out.onnx\", [\"x\"], [\"");
    }

    @Test
    void whatComesBehindThemDoesNotHideThem() {
        assertRefused(
                after(s ->
                        s.then("Softmax", LAST).then("Identity").then("Dropout").then("Flatten")),
                "(Softmax)");
        assertRefused(
                after(s ->
                        s.then("Sigmoid").reshape(-1, 3, 2).transpose(0, 2, 1).then("Flatten")),
                "(Sigmoid)");
        assertRefused(after(s -> s.then("Softmax", LAST).then("Relu")), "(Softmax)");
        assertRefused(after(s -> s.then("Softmax", LAST).then("LogSoftmax", LAST)), "(Softmax)");
    }

    /** Operators that are written as others keep their names in what is said of them. */
    @Test
    void operatorsThatAreWrittenAsOthersDoNotHideThem() {
        assertRefused(after(s -> s.then("HardSigmoid")), "node hardsigmoid (HardSigmoid)", "before(\"hardsigmoid\")");
        assertRefused(
                after(s -> s.reshape(-1, 6, 1, 1)
                        .then("Sigmoid")
                        .then("GlobalAveragePool")
                        .then("Flatten")),
                "(Sigmoid)");
        // As scikit-learn's logistic regression ends.
        assertRefused(after(s -> s.then("Softmax", LAST).then("LpNormalization", LAST.with("p", 1))), "(Softmax)");
    }

    @Test
    void probabilitiesInsideAreTaken() {
        assertTaken(after(s -> s));
        assertTaken(after(s -> s.then("Softmax", LAST).dense(6)));
        assertTaken(after(s -> s.then("Sigmoid").dense(6).then("Flatten")));
        assertTaken(after(s -> s.then("Tanh")));
    }

    /** PyTorch's MNIST example ends so; the loss is the same with and without it. */
    @Test
    void logarithmsOfProbabilitiesOfAllClassesAreLogits() {
        assertTaken(after(s -> s.then("LogSoftmax", LAST)));
        assertTaken(after(s -> s.then("LogSoftmax", LAST).then("Flatten")));
    }

    @Test
    void logarithmsOfProbabilitiesOfOtherGroupsAreNot() {
        assertRefused(
                after(s -> s.reshape(-1, 3, 2).then("LogSoftmax", LAST).then("Flatten")),
                "(LogSoftmax)",
                "normalizes other groups than the 6 classes");
    }

    /** softmax(z) = 1 for a single z: the gradient is zero for ever. */
    @Test
    void oneClassIsNoClassification() {
        NetworkGraph network = NetworkSketch.input("one", 4).dense(1).network();
        assertRefused(network, "at least 2 classes, found 1", "meanSquaredError");
    }

    private static NetworkSketch quotient(NetworkSketch s, String positive, Attributes axis, boolean kept) {
        Value numerator = s.then(positive).value();
        Value sum = s.then("ReduceSum", axis, s.builder().constant(Constant.ints(1)))
                .then(part -> kept ? part.then("Add", part.parameter(1)) : part)
                .value();
        return s.from(numerator).then("Div", sum);
    }

    /** Was wrong once: a softmax that is spelled out passed for logits. */
    @Test
    void spelledProbabilitiesAreRefused() {
        assertRefused(after(s -> quotient(s, "Exp", Attributes.none(), false)), "(Div, ", "before(\"exp\")");
        assertRefused(after(s -> quotient(s, "Exp", Attributes.none(), true).then("Identity")), "(Div, ");
        assertRefused(after(s -> quotient(s, "Softplus", Attributes.none(), false)), "(Div, ", "before(\"div\")");
        assertRefused(after(s -> s.then("LogSoftmax", LAST).then("Exp")), "(Exp, ", "before(\"exp\")");
        assertRefused(
                after(s -> s.then("Neg").then("Exp").then("Add", s.parameter(1)).then("Reciprocal")),
                "(Reciprocal, ",
                "before(\"neg\")");
    }

    private static NetworkSketch then(NetworkSketch s, String operator, double number) {
        return s.then(operator, s.builder().constant(Constant.floats(Shape.of(), (float) number)));
    }

    private static NetworkSketch clipped(NetworkSketch s, double low, double high) {
        Value least = s.builder().constant(Constant.floats(Shape.of(), (float) low));
        return s.then("Clip", least, s.builder().constant(Constant.floats(Shape.of(), (float) high)));
    }

    /** Other functions with a range of 1: as older versions of Keras and of PyTorch write a hard sigmoid, and others. */
    @Test
    void outputsOfASmallRangeAreRefused() {
        assertRefused(
                after(s -> clipped(then(then(s, "Mul", 0.2), "Add", 0.5), 0, 1)),
                "all in [0.0, 1.0], because of node clip (Clip)",
                "with 6 classes it could not fall below 1.04",
                "before(\"clip\")");
        assertRefused(after(s -> then(clipped(then(s, "Add", 3), 0, 6), "Div", 6)), "(Clip)");
        assertRefused(after(s -> then(then(s.then("Tanh"), "Mul", 0.5), "Add", 0.5)), "(Tanh)", "before(\"tanh\")");
        assertRefused(after(s -> then(then(s.then("Erf"), "Add", 1), "Mul", 0.5).then("Identity")), "(Erf)");
        assertRefused(after(s -> then(s.then("Softmax", LAST), "Mul", 0.9)), "(Softmax)");
        assertRefused(after(s -> then(s.then("Softmax", LAST), "Add", 1e-7)), "(Softmax)");
        assertRefused(after(s -> then(s.then("Softmax", LAST), "Sub", 1).then("Neg")), "(Softmax)");
        assertRefused(after(s -> s.then("Softmax", LAST).then("Sqrt")), "(Softmax)");
        assertRefused(after(s -> {
            Value one = s.then("Softmax", LAST).value();
            return s.dense(6).then("Softmax", LAST).then("Mean", one);
        }));
        assertRefused(after(s -> s.then("Mul", s.value()).then("Neg").then("Exp")), "because of node");
    }

    @Test
    void outputsThatMayBeFarApartAreTaken() {
        assertTaken(after(s -> then(s.then("Softmax", LAST), "Mul", 10)));
        assertTaken(after(s -> s.then("Softmax", LAST).then("Mul", s.parameter(6))));
        assertTaken(after(s -> s.then("Softmax", LAST).then("Log")));
        assertTaken(after(s -> clipped(s, -20, 20)));
        assertTaken(after(s -> s.then("Relu")));
    }

    /** A sigmoid of numbers of one sign is on one side of 1/2, an exponential of numbers above 0 is above 1. */
    @Test
    void outputsOfOneSignAreRefusedWhereBothAreNeeded() {
        for (String operator : List.of("Relu", "Softplus", "Exp", "Abs")) {
            GraphException binary = assertThrows(
                    GraphException.class,
                    () -> LogitsCheck.check(after(s -> s.then(operator)), new BinaryCrossEntropy()));
            assertTrue(
                    binary.getMessage().contains("(" + operator + ")")
                            && binary.getMessage().contains("all probabilities would be in [0.50, 1.00]"),
                    binary.getMessage());
            GraphException rates = assertThrows(
                    GraphException.class, () -> LogitsCheck.check(after(s -> s.then(operator)), new PoissonLoss()));
            assertTrue(
                    rates.getMessage().contains("takes logarithms of rates")
                            && rates.getMessage().contains("no rate could fall below 1")
                            && rates.getMessage().contains("before(\"" + operator.toLowerCase(Locale.ROOT) + "\")"),
                    rates.getMessage());
        }
        assertDoesNotThrow(() -> LogitsCheck.check(after(s -> s), new PoissonLoss()));
        assertDoesNotThrow(() -> LogitsCheck.check(after(s -> s.then("Tanh")), new PoissonLoss()));
        assertDoesNotThrow(() -> LogitsCheck.check(after(s -> s.then("Tanh")), new BinaryCrossEntropy()));
    }

    @Test
    void quotientsThatAreNoProbabilitiesAreTaken() {
        assertTaken(after(s -> quotient(s, "Tanh", Attributes.none(), false)));
        assertTaken(after(s -> s.then("Div", s.parameter(1))));
        assertTaken(after(s -> s.then("Exp")));
        assertTaken(after(s -> quotient(s, "Exp", Attributes.none(), false).dense(6)));
    }
}
