package org.dpmodel.accountant.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.gdp.CentralLimitApproximation;
import org.dpmodel.accountant.gdp.GdpAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final Calibration RDP = new Calibration(() -> new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE));
    private static final Calibration GDP = new Calibration(() -> new GdpAccountant(Adjacency.ADD_OR_REMOVE_ONE));
    private static final double Q = 256 / 60000.0;

    private static double rdp(DpEvent run, double delta) {
        RdpAccountant accountant = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(run);
        return accountant.epsilon(delta);
    }

    private static DpEvent run(double q, double noise) {
        return new DpEvent.Gaussian(noise).poissonSampled(q).times(2340);
    }

    /** accounting.json, noise-mnist-eps1: 1.1563656775920956. */
    @Test
    void noiseMultiplierMeetsTheTargetAndBarely() {
        double noise = RDP.noiseMultiplier(n -> run(Q, n), 1, 1e-5);
        assertEquals(1.1563656775920956, noise, 2e-5);
        assertTrue(rdp(run(Q, noise), 1e-5) <= 1);
        assertTrue(rdp(run(Q, noise * (1 - 2e-5)), 1e-5) > 1);
    }

    /** accounting.json, noise-gauss-eps1: 3.730631634815942 (Balle and Wang 2018). */
    @Test
    void noiseMultiplierOfThePlainGaussian() {
        assertEquals(3.730631634815942, GDP.noiseMultiplier(DpEvent.Gaussian::new, 1, 1e-5), 4e-5);
    }

    @Test
    void samplingProbabilityMeetsTheTargetAndBarely() {
        double q = RDP.samplingProbability(p -> run(p, 1), 1.5, 1e-5);
        assertTrue(rdp(run(q, 1), 1e-5) <= 1.5);
        assertTrue(rdp(run(q * (1 + 2e-5), 1), 1e-5) > 1.5);
        assertEquals(1, RDP.samplingProbability(p -> new DpEvent.Gaussian(100).poissonSampled(p), 10, 1e-5));
    }

    /** accounting.json: steps-mnist-eps1 535, steps-gauss 100 (exact), steps-none 0. */
    @Test
    void maxStepsIsTheLastThatHolds() {
        DpEvent step = new DpEvent.Gaussian(1).poissonSampled(Q);
        assertEquals(535, RDP.maxSteps(step, 1, 1e-5));
        assertTrue(rdp(step.times(535), 1e-5) <= 1 && rdp(step.times(536), 1e-5) > 1);
        assertEquals(2, RDP.maxEpochs(step, 234, 1, 1e-5));
        assertEquals(100, GDP.maxSteps(new DpEvent.Gaussian(20), 2, 1e-5));
        assertEquals(0, RDP.maxSteps(new DpEvent.Gaussian(0.5).poissonSampled(0.1), 0.5, 1e-9));
        assertEquals(1L << 42, RDP.maxSteps(DpEvent.nothing(), 1, 1e-5), "a free step has no limit but the search's");
    }

    @Test
    void saysWhyATargetCannotBeMet() {
        String message = assertThrows(
                        UnattainableTargetException.class,
                        () -> RDP.noiseMultiplier(n -> new DpEvent.NonPrivate(), 1, 1e-5))
                .getMessage();
        assertTrue(message.contains("epsilon"), message);
        assertThrows(UnattainableTargetException.class, () -> RDP.noiseMultiplier(DpEvent.Gaussian::new, 1, 0));
        assertThrows(
                UnattainableTargetException.class,
                () -> RDP.samplingProbability(p -> new DpEvent.Gaussian(1), 0.1, 1e-5));
        assertThrows(
                IllegalArgumentException.class, () -> RDP.noiseMultiplier(DpEvent.Gaussian::new, Double.NaN, 1e-5));
        assertThrows(IllegalArgumentException.class, () -> RDP.maxEpochs(DpEvent.nothing(), 0, 1, 1e-5));
    }

    /** Andrew et al. 2021, Theorem 1, and accounting.json, clip-small-sigma-b. */
    @Test
    void adaptiveClippingCostsWhatItIsChargedFor() {
        AdaptiveClippingNoise noise = new AdaptiveClippingNoise(1, 0.6);
        assertEquals(1.809068067466582, noise.gradientNoiseMultiplier(), 1e-12);
        assertEquals(0.7682212795973759, noise.effectiveNoiseMultiplierIfUncorrected(), 1e-12);
        double charged = rdp(new DpEvent.Gaussian(1).poissonSampled(Q).times(100), 1e-5);
        double joint = rdp(noise.event(Q).times(100), 1e-5);
        assertEquals(charged, joint, 1e-9 * charged);
        assertEquals(Double.POSITIVE_INFINITY, new AdaptiveClippingNoise(1.2, 0.6).gradientNoiseMultiplier());
        assertThrows(
                UnattainableTargetException.class, () -> new AdaptiveClippingNoise(2, 0.9).gradientNoiseMultiplier());
    }

    @Test
    void groupPrivacyIsAboveTheExactGaussianAndExactForOne() {
        GdpAccountant accountant = new GdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(new DpEvent.Gaussian(10));
        GdpAccountant three = new GdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        three.compose(new DpEvent.Gaussian(10 / 3.0));
        assertEquals(accountant.epsilon(1e-5), GroupPrivacy.epsilon(accountant, 1, 1e-5));
        double group = GroupPrivacy.epsilon(accountant, 3, 1e-5);
        assertTrue(group >= three.epsilon(1e-5) && group < 1.5 * three.epsilon(1e-5), () -> "" + group);
        accountant.compose(new DpEvent.NonPrivate());
        assertEquals(Double.POSITIVE_INFINITY, GroupPrivacy.epsilon(accountant, 2, 1e-5));
    }

    /** Bu et al. 2020: the approximation meets the truth where steps are many and small. */
    @Test
    void centralLimitApproximationIsCloseWhereItShouldBe() {
        PldAccountant pld = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        pld.compose(new DpEvent.Gaussian(4).poissonSampled(0.01), 10000);
        double approximate = CentralLimitApproximation.approximateEpsilon(0.01, 4, 10000, 1e-5);
        assertEquals(pld.epsilon(1e-5), approximate, 0.02 * approximate);
        assertEquals(0, CentralLimitApproximation.approximateEpsilon(0.01, 4, 0, 1e-5));
    }
}
