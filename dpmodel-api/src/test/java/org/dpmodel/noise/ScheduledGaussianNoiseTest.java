package org.dpmodel.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MindArmour's decays, and that each step is charged with its own multiplier. */
class ScheduledGaussianNoiseTest {
    private static final long[] STEPS = {0, 1, 234, 2340};

    /** MindArmour's formulas (mindarmour/privacy/diff_privacy/mechanisms), iterated as it iterates them. */
    @Test
    void theDecaysAreMindArmours() {
        double initial = 1.5;
        double rate = 6e-4;
        double stepped = initial;
        for (long t = 0; t <= 2340; t++) {
            assertEquals(
                    initial / (1 + rate * t), NoiseSchedule.time(initial, rate).at(t), 1e-12);
            assertEquals(stepped, NoiseSchedule.step(initial, rate).at(t), 1e-12);
            assertEquals(
                    initial * Math.exp(-rate * t),
                    NoiseSchedule.exponential(initial, rate).at(t),
                    1e-12);
            stepped *= 1 - rate;
        }
        assertEquals(
                "Exp decay of 1.5 by 6.0E-4",
                NoiseSchedule.exponential(initial, rate).toString());
    }

    private static PrivacyPlan plan(NoiseMechanism noise) {
        return new PrivacyPlan(
                SamplingSchemes.poisson(256), ClipMechanisms.fixed(1), noise, Adjacency.ADD_OR_REMOVE_ONE, 1);
    }

    @Test
    @Tag("slow")
    void epsilonIsThatOfTheStepsComposedOneByOne() {
        PrivacyPlan plan = plan(NoiseMechanisms.adaGaussian(NoiseSchedule.time(1.0, 6e-4)));
        RdpAccountant planned = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        planned.compose(plan.charges(2340, 60_000));
        RdpAccountant oneByOne = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        for (long t = 0; t < 2340; t++) {
            oneByOne.compose(new DpEvent.Gaussian(1.0 / (1 + 6e-4 * t)).poissonSampled(256.0 / 60_000));
        }
        assertEquals(oneByOne.epsilon(1e-5), planned.epsilon(1e-5), 1e-12);
        RdpAccountant constant = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        constant.compose(new DpEvent.Gaussian(1).poissonSampled(256.0 / 60_000), 2340);
        assertTrue(planned.epsilon(1e-5) > constant.epsilon(1e-5) * 1.5, "decaying noise costs more");
    }

    /** The tightest accountant on a few steps of very different noise: heterogeneous composition, not an average. */
    @Test
    void pldComposesDifferentSteps() {
        PrivacyPlan plan = plan(NoiseMechanisms.adaGaussian("halving", step -> Math.pow(0.5, (double) step)));
        PldAccountant planned = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        planned.compose(plan.charges(2, 1000));
        PldAccountant oneByOne = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        LongStream.range(0, 2)
                .forEach(t -> oneByOne.compose(new DpEvent.Gaussian(Math.pow(0.5, (double) t)).poissonSampled(0.256)));
        assertEquals(oneByOne.epsilon(1e-5), planned.epsilon(1e-5), 1e-6);
    }

    @Test
    void theNoiseFollowsTheScheduleAndTheCurrentClippingNorm() {
        PrivacyPlan plan = plan(NoiseMechanisms.adaGaussian("by step", step -> 1.0 + step));
        for (long step : STEPS) {
            assertEquals((1.0 + step) * 0.25, plan.noiseStandardDeviation(step, 0.25, 10));
            assertEquals(new DpEvent.Gaussian(1.0 + step), plan.mechanism(step));
        }
    }

    @Test
    void aShuffledEpochIsChargedWithItsLeastNoise() {
        PrivacyPlan plan = new PrivacyPlan(
                SamplingSchemes.shuffled(100),
                ClipMechanisms.fixed(1),
                NoiseMechanisms.adaGaussian("falling", step -> 10.0 - step),
                Adjacency.REPLACE_ONE,
                1);
        assertEquals(
                new DpEvent.ShuffledEpoch(5, new DpEvent.Gaussian(6.0 / 2)),
                plan.charge(0, 0, 500).orElseThrow());
    }

    @Test
    void theNoiseIsThatOfGaussianNoise() {
        double[] ada = new double[1000];
        double[] plain = new double[1000];
        RandomStreams streams = RandomStreams.seeded(1);
        NoiseMechanisms.adaGaussian(NoiseSchedule.step(1, 0.1)).addTo(ada, 0.3, streams.stream(StreamPurpose.NOISE, 4));
        NoiseMechanisms.gaussian(1).addTo(plain, 0.3, streams.stream(StreamPurpose.NOISE, 4));
        assertArrayEquals(plain, ada);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aScheduleWithoutNoiseIsRefusedBeforeItsStepIsCharged(double multiplier) {
        PrivacyPlan plan = plan(NoiseMechanisms.adaGaussian("ending", step -> step < 3 ? 1 : multiplier));
        String message = assertThrows(IllegalArgumentException.class, () -> plan.charge(3, 3, 1000))
                .getMessage();
        assertTrue(message.contains("the noise multiplier of step 3") && message.contains("" + multiplier), message);
        assertThrows(IllegalArgumentException.class, () -> NoiseMechanisms.adaGaussian("none", step -> multiplier));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
    void ratesOutsideTheUnitIntervalAreRefused(double rate) {
        String message = assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.time(1, rate))
                .getMessage();
        assertTrue(message.contains("noiseDecayRate must be in (0, 1)"), message);
    }
}
