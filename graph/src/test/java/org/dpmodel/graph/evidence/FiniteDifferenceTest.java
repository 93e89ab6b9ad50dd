package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each unit's gradient against central differences of its own loss, in double precision, along random directions d of
 * length 1 in each parameter:
 *
 * <pre>
 * (loss(θ + h d) − loss(θ − h d)) / 2h = gradient · d + h²/6 loss''' + rounding / h
 * </pre>
 *
 * With h = 1e-5 both errors are below 1e-9 for losses of size 1. Constants such as 1/9 are stored as float32, which
 * costs 6e-8 relative; hence the tolerance of 1e-6. Where a kink (of Relu, of MaxPool) lies within h, the two one-sided
 * differences disagree; such directions are left out, and may be few.
 */
class FiniteDifferenceTest {
    private static final int EXAMPLES = 3;
    private static final int DIRECTIONS = 2;
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-6;
    private static final double KINK = 1e-3;
    private static final double INFINITE = 1e30;

    static List<TestNetwork> networks() {
        return TestNetworks.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void gradientsAreSlopes(TestNetwork test) {
        Batch batch = Batch.draw(test, EXAMPLES, 10);
        Step step = Step.clipped(test, EXAMPLES, 1);
        Gradient[] gradients = new Gradient[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            double[] mask = new double[EXAMPLES];
            mask[i] = 1;
            Step.Result result = step.run(Runner.DOUBLE, batch, INFINITE, mask);
            gradients[i] = result.sum();
            assertEquals(gradients[i].norm(), result.norms()[i], 1e-9 * result.norms()[i], "norm of unit " + i);
        }
        MovedLosses losses = new MovedLosses(test, batch);
        Random random = new Random(11);
        int kinks = 0;
        int slopes = 0;
        for (String parameter : step.graph().parameters()) {
            for (int k = 0; k < DIRECTIONS; k++) {
                double[] direction = direction(gradients[0].parts().get(parameter).length, random);
                kinks += compare(losses, parameter, direction, gradients);
                slopes += EXAMPLES;
            }
        }
        assertTrue(10 * kinks <= slopes, kinks + " of " + slopes + " slopes at kinks");
    }

    /** Gives the number of examples that have a kink there. */
    private static int compare(MovedLosses losses, String parameter, double[] direction, Gradient[] gradients) {
        double[] middle = losses.at(Map.of(parameter, direction), 0);
        double[] after = losses.at(Map.of(parameter, direction), STEP);
        double[] before = losses.at(Map.of(parameter, direction), -STEP);
        int kinks = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            double right = (after[i] - middle[i]) / STEP;
            double left = (middle[i] - before[i]) / STEP;
            if (Math.abs(right - left) > KINK * Math.max(1e-2, Math.abs(right) + Math.abs(left))) {
                kinks++;
                continue;
            }
            double expected = (after[i] - before[i]) / (2 * STEP);
            double[] gradient = gradients[i].parts().get(parameter);
            double found = 0;
            for (int j = 0; j < direction.length; j++) {
                found += gradient[j] * direction[j];
            }
            double allowed = TOLERANCE * (Math.abs(expected) + 1e-2 * gradients[i].norm() + 1e-2);
            assertEquals(expected, found, allowed, "example " + i + ", parameter " + parameter);
        }
        return kinks;
    }

    private static double[] direction(int size, Random random) {
        double[] direction = random.doubles(size, -1, 1).toArray();
        double norm = Math.sqrt(Arrays.stream(direction).map(v -> v * v).sum());
        return Arrays.stream(direction).map(v -> v / norm).toArray();
    }
}
