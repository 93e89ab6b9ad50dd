package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bounds on n equal steps between what the exact curve of one step implies: n steps cost at least what one costs, and
 * delta of n steps at n epsilon is at most delta of one at epsilon, times 1 + e^epsilon + ... + e^((n - 1) epsilon).
 */
@Tag("slow")
class ManyStepsExactTest {
    private static final int CASES = 60;
    private static final int CASES_OF_A_SHORT_RUN = 8;

    private static int cases() {
        if (Boolean.getBoolean("dpmodel.full")) {
            return CASES;
        }
        System.err.println("SKIPPED: " + (CASES - CASES_OF_A_SHORT_RUN) + " of " + CASES
                + " random settings of many steps; -Ddpmodel.full=true runs all");
        return CASES_OF_A_SHORT_RUN;
    }

    @ParameterizedTest
    @EnumSource(Adjacency.class)
    void betweenOneStepAndBasicComposition(Adjacency adjacency) {
        Random random = new Random(77);
        int cases = cases();
        for (int i = 0; i < cases; i++) {
            double q = logUniform(random, 1e-20, 1);
            double z = logUniform(random, 0.3, 1e12);
            long n = (long) logUniform(random, 2, i % 4 == 0 ? 0x1p53 : 100);
            ExactStep step = new ExactStep(q, z, adjacency);
            double x = i % 5 == 0 ? 0 : 8 * random.nextDouble();
            double epsilon = Math.max(0, step.loss(x));
            BigDecimal one =
                    step.delta(epsilon, epsilon == 0 && adjacency == Adjacency.ADD_OR_REMOVE_ONE ? 0.5 / z : x);
            BigDecimal all = BigDecimal.valueOf(n).multiply(one).multiply(BigMath.exp(BigMath.of((n - 1) * epsilon)));
            PldAccountant accountant = new PldAccountant(adjacency);
            accountant.compose(new DpEvent.Gaussian(z).poissonSampled(q), n);
            String what = "q " + q + " z " + z + " steps " + n + " epsilon " + epsilon + " one " + one.doubleValue();
            double upper = accountant.delta(epsilon);
            assertTrue(BigMath.of(upper).compareTo(one) >= 0, () -> what + " upper " + upper);
            double lower = accountant.lowerDelta(n * epsilon);
            assertTrue(BigMath.of(lower).compareTo(all) <= 0, () -> what + " lower " + lower + " sum " + all);
            double delta = Math.max(1e-300, one.doubleValue());
            double stated = accountant.epsilon(delta * (1 - 1e-9));
            assertTrue(stated >= epsilon || one.doubleValue() < 1e-300, () -> what + " stated " + stated);
            if (all.doubleValue() < 0.5 && all.doubleValue() > 1e-300) {
                double least = accountant.lowerEpsilon(all.doubleValue() * (1 + 1e-9));
                assertTrue(least <= n * epsilon, () -> what + " stated at least " + least);
            }
            assertFalse(lower > accountant.delta(n * epsilon), what);
        }
    }

    private static double logUniform(Random random, double least, double most) {
        return Math.exp(Math.log(least) + random.nextDouble() * (Math.log(most) - Math.log(least)));
    }
}
