package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.form.PoissonGaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bounds on one step against its definition in eighty digits. No tolerance but that of the comparison itself: the exact
 * value is kept in full, so lower ≤ exact ≤ upper must hold as it stands.
 */
class OneStepExactTest {
    private static final int CASES = Boolean.getBoolean("dpmodel.full") ? 1000 : 300;
    /** What a double below which deltas cannot be distinguished from 0 may do to a relative gap. */
    private static final double NORMAL = 1e-290;

    private record Bounds(
            DoubleUnaryOperator lower,
            DoubleUnaryOperator upper,
            DoubleUnaryOperator lowerEpsilon,
            DoubleUnaryOperator epsilon) {}

    private static Bounds accountant(double q, double z, Adjacency adjacency) {
        PldAccountant it = new PldAccountant(adjacency);
        it.compose(new DpEvent.Gaussian(z).poissonSampled(q));
        return new Bounds(it::lowerDelta, it::delta, it::lowerEpsilon, it::epsilon);
    }

    /** The same without the accountant's look at Rényi divergences, which takes longer than all the rest. */
    private static Bounds curve(OneStepCurve it) {
        return new Bounds(
                e -> it.lowerDelta(e), e -> Math.max(Double.MIN_NORMAL, it.delta(e)), it::lowerEpsilon, it::epsilon);
    }

    @Test
    void theNormalTailIsKnown() {
        // Wolfram Alpha: erfc(1/sqrt(2))/2 and erfc(10/sqrt(2))/2
        BigDecimal near = BigMath.upperTail(BigDecimal.ONE);
        BigDecimal far = BigMath.upperTail(BigDecimal.TEN);
        assertEquals("0.15865525393145705141", near.round(new MathContext(20)).toString());
        assertEquals(7.619853024160527e-24, far.doubleValue(), 1e-38);
        BigDecimal atFive = BigMath.upperTail(new BigDecimal("5"));
        BigDecimal beyond = BigMath.upperTail(new BigDecimal("5").add(new BigDecimal("1e-40")));
        BigDecimal slope = atFive.subtract(beyond).movePointRight(40);
        assertEquals(BigMath.density(new BigDecimal("5")).doubleValue(), slope.doubleValue(), 1e-20, "both ways meet");
    }

    @ParameterizedTest
    @EnumSource(Adjacency.class)
    void lowerExactUpper(Adjacency adjacency) {
        if (CASES < 1000) {
            System.err.println("SKIPPED: 700 of 1,000 random steps; -Ddpmodel.full=true runs all");
        }
        Random random = new Random(20240607);
        double worst = 0;
        for (int i = 0; i < CASES; i++) {
            double q = i % 9 == 0 ? 1 : i % 9 == 1 ? 1 - logUniform(random, 1e-15, 0.5) : logUniform(random, 1e-25, 1);
            double z = i % 3 == 0 ? logUniform(random, 1e-3, 1e3) : logUniform(random, 0.05, 1e15);
            ExactStep step = new ExactStep(q, z, adjacency);
            double x = i % 11 == 0 ? 0 : 36 * random.nextDouble() + (random.nextBoolean() ? 0 : 1 / z);
            double epsilon = Math.max(0, step.loss(x));
            double start = epsilon == 0 && adjacency == Adjacency.ADD_OR_REMOVE_ONE ? 0.5 / z : x;
            BigDecimal exact = step.delta(epsilon, start);
            Bounds bounds = i % 16 == 0
                    ? accountant(q, z, adjacency)
                    : curve(new OneStepCurve(new PoissonGaussian(q, z), adjacency));
            double upper = bounds.upper().applyAsDouble(epsilon);
            double lower = bounds.lower().applyAsDouble(epsilon);
            String what = "q " + q + " z " + z + " epsilon " + epsilon + " exact " + exact.doubleValue() + " lower "
                    + lower + " upper " + upper;
            assertTrue(BigMath.of(lower).compareTo(exact) <= 0, what);
            assertTrue(BigMath.of(upper).compareTo(exact) >= 0, what);
            if (exact.doubleValue() > NORMAL) {
                worst = Math.max(worst, (upper - lower) / exact.doubleValue());
                checkEpsilon(bounds, epsilon, exact, what);
            }
        }
        // at 36 standard deviations one part in 1e15 of the place is 36² times that of delta; z = 1e-3 adds a thousand
        assertTrue(worst < 1e-8, "bounds apart by a share of " + worst);
    }

    /** The smallest epsilon of a delta a little above the exact one is not above epsilon, of one a little below not below. */
    private static void checkEpsilon(Bounds bounds, double epsilon, BigDecimal exact, String what) {
        double below = Math.nextDown(exact.doubleValue());
        double above = Math.nextUp(exact.doubleValue());
        if (BigMath.of(below).compareTo(exact) < 0 && below > 0 && below < 1) {
            assertTrue(
                    bounds.epsilon().applyAsDouble(below) >= epsilon,
                    () -> what + " stated " + bounds.epsilon().applyAsDouble(below));
        }
        if (BigMath.of(above).compareTo(exact) > 0 && above < 1) {
            assertTrue(
                    bounds.lowerEpsilon().applyAsDouble(above) <= epsilon,
                    () -> what + " stated at least " + bounds.lowerEpsilon().applyAsDouble(above));
        }
    }

    @Test
    void aRareFaintStep() {
        PldAccountant accountant = new PldAccountant(Adjacency.REPLACE_ONE);
        accountant.compose(new DpEvent.Gaussian(195.9).poissonSampled(5.56e-10));
        double exact = new ExactStep(5.56e-10, 195.9, Adjacency.REPLACE_ONE)
                .delta(0, 0)
                .doubleValue();
        assertEquals(1.132e-12, exact, 1e-15);
        assertEquals(exact, accountant.lowerDelta(0), 1e-10 * exact);
        assertEquals(exact, accountant.delta(0), 1e-10 * exact);
    }

    private static double logUniform(Random random, double least, double most) {
        return Math.exp(Math.log(least) + random.nextDouble() * (Math.log(most) - Math.log(least)));
    }
}
