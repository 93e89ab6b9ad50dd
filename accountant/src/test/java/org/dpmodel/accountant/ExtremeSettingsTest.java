package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import org.dpmodel.accountant.calibration.GroupPrivacy;
import org.dpmodel.accountant.gdp.GaussianPrivacyCurve;
import org.dpmodel.accountant.gdp.GdpAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.accountant.rdp.RdpOrders;
import org.dpmodel.accountant.rdp.RenyiDivergence;
import org.dpmodel.accountant.zcdp.ZcdpAccountant;
import org.dpmodel.accountant.zcdp.ZcdpConversion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The far ends of every number: an upper bound above 0 or an error that says why, never 0, NaN or a hang. */
class ExtremeSettingsTest {
    private static final double[] NOISE = {1e-150, 1e-9, 1, 1e15, 1e150};
    private static final double[] PROBABILITIES = {Double.MIN_VALUE, 1e-12, Math.nextDown(1.0), 1};
    private static final long[] STEPS = {1, 1L << 53};

    @ParameterizedTest
    @ValueSource(doubles = {1e162, 1e300, Double.MAX_VALUE, 1e-200, Double.MIN_VALUE, 1e-151})
    void noiseWhoseSquareIsNoNumberIsRefused(double noise) {
        for (var make : Arrays.<java.util.function.DoubleFunction<DpEvent>>asList(
                DpEvent.Gaussian::new, DpEvent.DiscreteGaussian::new)) {
            String message = assertThrows(IllegalArgumentException.class, () -> make.apply(noise))
                    .getMessage();
            assertTrue(
                    message.startsWith("noiseMultiplier must be 0 or in [1.0E-150, 1.0E150], found " + noise), message);
        }
    }

    @ParameterizedTest
    @EnumSource(Adjacency.class)
    void everyAccountantTellsMoreThanNothing(Adjacency adjacency) {
        for (double noise : NOISE) {
            for (double q : PROBABILITIES) {
                for (long steps : STEPS) {
                    for (PrivacyAccountant accountant : new PrivacyAccountant[] {
                        new RdpAccountant(adjacency),
                        new ZcdpAccountant(adjacency),
                        new ZcdpAccountant(adjacency, ZcdpConversion.SIMPLE),
                        new GdpAccountant(adjacency),
                        new PldAccountant(adjacency)
                    }) {
                        DpEvent event = new DpEvent.Gaussian(noise).poissonSampled(q);
                        // the grid of so many steps takes a minute; ManyStepsExactTest asks for it
                        boolean slow = accountant instanceof PldAccountant && steps > 1 && noise >= 1;
                        if (accountant.supports(event) && !slow) {
                            accountant.compose(event, steps);
                            String what = accountant.name() + " z " + noise + " q " + q + " steps " + steps;
                            assertTimeoutPreemptively(Duration.ofMinutes(5), () -> check(accountant, what), what);
                        }
                    }
                }
            }
        }
    }

    private static void check(PrivacyAccountant accountant, String what) {
        for (double epsilon : new double[] {0, Double.MIN_VALUE, 1, 1e300}) {
            double delta = accountant.delta(epsilon);
            assertTrue(delta > 0 && delta <= 1, () -> what + " epsilon " + epsilon + " delta " + delta);
            if (accountant instanceof PldAccountant pld) {
                double lower = pld.lowerDelta(epsilon);
                assertTrue(lower >= 0 && lower <= delta, () -> what + " epsilon " + epsilon + " lower " + lower);
            }
        }
        for (double delta : new double[] {Double.MIN_VALUE, 1e-5, Math.nextDown(1.0)}) {
            double epsilon = accountant.epsilon(delta);
            assertTrue(epsilon >= 0, () -> what + " delta " + delta + " epsilon " + epsilon);
            if (accountant instanceof PldAccountant pld) {
                double lower = pld.lowerEpsilon(delta);
                assertTrue(lower >= 0 && lower <= epsilon, () -> what + " delta " + delta + " lower " + lower);
            }
        }
    }

    /** The total variation of two Gaussians is known; no conversion may go below it, least of all by rounding. */
    @Test
    void faintNoiseIsNotRoundedAway() {
        for (double exponent = 0; exponent < 150; exponent += 0.13) {
            double noise = Math.pow(10, exponent);
            double truth = new GaussianPrivacyCurve(1 / noise).lowerDelta(0);
            for (PrivacyAccountant accountant : new PrivacyAccountant[] {
                new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE), new ZcdpAccountant(Adjacency.ADD_OR_REMOVE_ONE)
            }) {
                accountant.compose(new DpEvent.Gaussian(noise));
                double stated = accountant.delta(0);
                assertTrue(
                        stated >= truth,
                        () -> accountant.name() + " z " + noise + " stated " + stated + " true " + truth);
                assertTrue(accountant.epsilon(truth * 0.9) > 0, () -> accountant.name() + " z " + noise);
            }
        }
    }

    @Test
    void divergencesOfAnyNoiseAreAboveZero() {
        RdpOrders orders = RdpOrders.of(1.001, 1.5, 2, 64, 1024);
        for (double noise : new double[] {1e100, 1e160, 1e200, Double.MAX_VALUE}) {
            for (double divergence : RenyiDivergence.poissonGaussian(orders, 1e-200, noise, Adjacency.REPLACE_ONE)) {
                assertTrue(divergence > 0);
            }
            for (double divergence : RenyiDivergence.poissonDiscreteGaussian(orders, 1e-200, noise)) {
                assertTrue(divergence > 0);
            }
        }
    }

    /** Little noise: the integrand's peak lies far out, and a rule with too few points would step over it. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8})
    void samplingWithoutReplacementCostsMoreWithLessNoise(double noise) {
        RdpAccountant most = new RdpAccountant(Adjacency.REPLACE_ONE);
        RdpAccountant least = new RdpAccountant(Adjacency.REPLACE_ONE);
        most.compose(new DpEvent.SampledWithoutReplacement(1000, 999, new DpEvent.Gaussian(noise)));
        least.compose(new DpEvent.SampledWithoutReplacement(1000, 999, new DpEvent.Gaussian(2 * noise)));
        for (int i = 0; i < most.divergences().length; i++) {
            assertTrue(most.divergences()[i] >= least.divergences()[i]);
        }
        // in the limit of no noise, order a tells the examples apart: at least a / (a - 1) ln q more than mu² a / 2
        double order = most.orders().get(9);
        assertEquals(2, order);
        double floor = 1 / (noise * noise) + 2 * Math.log(0.999) - 1e-3 / (noise * noise);
        assertTrue(most.divergences()[9] >= floor, () -> most.divergences()[9] + " below " + floor);
    }

    /** 100 examples of one user at noise 1 are one at noise 0.01: mu = 100. Where deltas underflow, nothing may be claimed. */
    @Test
    void groupsAreNotPrivateByUnderflow() {
        PldAccountant one = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        one.compose(new DpEvent.Gaussian(1));
        double truth = new GaussianPrivacyCurve(100).lowerEpsilon(1e-5);
        double stated = GroupPrivacy.epsilon(one, 100, 1e-5);
        assertTrue(stated >= truth, () -> "stated " + stated + ", true " + truth);
    }

    /** A cut that is as good as impossible still costs delta e^epsilon times its probability. */
    @Test
    void theProbabilityOfACutIsNotZero() {
        RdpAccountant accountant = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(new DpEvent.TruncatedPoissonSampled(1e-4, 1000, 1_000_000, new DpEvent.Gaussian(1)), 1);
        assertEquals(1, accountant.delta(720));
    }
}
