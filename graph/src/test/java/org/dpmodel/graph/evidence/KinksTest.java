package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where a function has a kink, the derivative is that of PyTorch 2.15, as there are numbers that are exactly 0 behind a
 * convolution of a black border, or between the edges of a table's bins.
 *
 * <p>Seen to fail for ReLU6 at 0 and 6, whose Clip let the gradient pass at its bounds.
 */
class KinksTest {
    private static final Attributes NONE = Attributes.none();

    private static Value number(NetworkSketch s, double value) {
        return s.builder().constant(Constant.floats(Shape.of(), (float) value));
    }

    private static Attributes real(String name, double value) {
        return NONE.with(name, new Attribute.Real((float) value));
    }

    private static NetworkSketch function(NetworkSketch s, String name) {
        return switch (name) {
            case "LeakyRelu" -> s.then("LeakyRelu", real("alpha", 0.1));
            case "PRelu" -> s.then("PRelu", number(s, 0.25));
            case "Elu" -> s.then("Elu", real("alpha", 1.5));
            case "Celu" -> s.then("Celu", real("alpha", 1.5));
            case "hard sigmoid of Keras 2" -> s.then("HardSigmoid");
            case "HardSigmoid" -> s.then("HardSigmoid", real("alpha", 1 / 6.0));
            case "clamp" -> s.then("Clip", number(s, 0));
            case "ReLU6" -> s.then("Clip", number(s, 0), number(s, 6));
            case "threshold" -> s.then("ThresholdedRelu", real("alpha", 1));
            case "norm" -> s.then("ReduceL2", s.ints(1));
            case "equal" -> s.then("Max", s.value());
            default -> s.then(name);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "Relu, 0, 0",
        "LeakyRelu, 0, 0.1",
        "PRelu, 0, 0.25",
        "Elu, 0, 1.5",
        "Selu, 0, 1.7580993408473766",
        "Celu, 0, 1",
        "Abs, 0, 0",
        "hard sigmoid of Keras 2, 2.5, 0",
        "hard sigmoid of Keras 2, -2.5, 0",
        "HardSigmoid, 3, 0",
        "HardSigmoid, -3, 0",
        "HardSigmoid, 0, 0.16666666666666666",
        "HardSwish, 3, 1",
        "HardSwish, -3, 0",
        "Softsign, 0, 1",
        "clamp, 0, 0",
        "ReLU6, 0, 0",
        "ReLU6, 6, 0",
        "ReLU6, 3, 1",
        "threshold, 1, 0",
        "norm, 0, 0",
        "equal, 1, 1",
        "Asinh, 0, 1",
    })
    void theDerivativeIsPyTorchs(String name, double x, double derivative) {
        // The loss is (f(x + p) - target)², with a target that is 1/2 below.
        TestNetwork all = TestNetwork.regression(NetworkSketch.input("kink of " + name, 1)
                .then(s -> s.then("Add", s.zeros(1)))
                .then(s -> function(s, name))
                .reshape(0, 1));
        TestNetwork test = new TestNetwork(all.name(), all.network().trainable(Set.of("p0")), all.loss());
        ReferenceTensor at = ReferenceTensor.floats(Shape.of(1, 1), x);
        double value = Step.clipped(test, 1, 1)
                .run(Runner.DOUBLE, new Batch(at, ReferenceTensor.floats(Shape.of(1, 1), 0)), 1e9)
                .losses()[0];
        double y = name.equals("Abs") || x >= 0
                ? Math.sqrt(value)
                : name.startsWith("hard") || name.equals("HardSigmoid") ? 0 : -Math.sqrt(value);
        Batch batch = new Batch(at, ReferenceTensor.floats(Shape.of(1, 1), y - 0.5));
        double found = Step.clipped(test, 1, 1).run(Runner.DOUBLE, batch, 1e9).norms()[0];
        assertEquals(derivative, found, 1e-6);
    }
}
