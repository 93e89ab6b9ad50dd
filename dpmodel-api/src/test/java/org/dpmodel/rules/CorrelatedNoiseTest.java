package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dpmodel.BudgetForecast;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.PrivacyBudget;
import org.dpmodel.TrainingEnd;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.noise.NoiseSchedule;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Noise that is correlated over the steps: what is released, and that it is charged by ADR 106.
 *
 * <p>Seen to fail when each step was charged for itself, when groups were counted from the first step of the model, and when
 * a new call of {@code train} continued the noise of the one before.
 */
class CorrelatedNoiseTest {
    private static final int SIZE = 60;
    private static final int EXPECTED = 6;
    private static final int STEPS_PER_EPOCH = 10;
    private static final int INPUTS = 40;
    private static final Rows NOTHING = Rows.repeated(SIZE, new float[INPUTS], new float[] {0});

    private static DPModelBuilder banded(int bands) {
        return Tiny.regression(Tiny.linear(INPUTS, 1))
                .sampling(SamplingSchemes.cyclic(EXPECTED, bands))
                .noise(NoiseMechanisms.banded(1, bands));
    }

    private static DpEvent group(int parts, double noiseMultiplier) {
        return new DpEvent.Gaussian(noiseMultiplier).poissonSampled(parts * ((double) EXPECTED / SIZE));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 10})
    void anyNumberOfStepsCostsItsGroups(int bands) {
        for (int steps : new int[] {1, 2, 3, 4, 5, 6, 9, 10, 11, 19, 20}) {
            try (DPModel model = banded(bands).build()) {
                model.train(2, NOTHING, List.of(KeptRun.stopAfter(steps)));
                assertEquals(steps, model.steps());
                int groups = (steps + bands - 1) / bands;
                assertEquals(List.of(group(bands, 1).times(groups)), times(model.ledger()));
                RdpAccountant priced = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
                priced.compose(new PlannedRun(model.plan().orElseThrow(), SIZE, steps).event());
                double epsilon = model.privacyStatement(1e-5).epsilon();
                assertEquals(priced.epsilon(1e-5), epsilon, 1e-12 * epsilon);
            }
        }
    }

    private static List<DpEvent> times(DpEvent.Composed ledger) {
        return ledger.events().stream()
                .map(event -> event instanceof DpEvent.SelfComposed ? event : event.times(1))
                .toList();
    }

    /** Another call has other noise, so that its groups begin with its own first step. */
    @Test
    void aNewCallIsCountedAndChargedAnew() {
        try (DPModel model = banded(4).build()) {
            model.train(1, NOTHING, List.of(KeptRun.stopAfter(5)));
            model.train(1, NOTHING, List.of(KeptRun.stopAfter(6)));
            model.train(1, NOTHING, List.of(KeptRun.stopAfter(7)));
            assertEquals(List.of(group(4, 1).times(4)), model.ledger().events());
        }
    }

    @Test
    void oneBandIsGaussianNoiseWithPoissonSampling() {
        GradientRecorder recorder = new GradientRecorder();
        GradientRecorder poisson = new GradientRecorder();
        try (DPModel model = banded(1).seed(3).optimizer(recorder).build();
                DPModel independent = Tiny.regression(Tiny.linear(INPUTS, 1))
                        .sampling(SamplingSchemes.poisson(EXPECTED))
                        .seed(3)
                        .optimizer(poisson)
                        .build()) {
            model.train(2, NOTHING, List.of());
            independent.train(2, NOTHING, List.of());
            assertEquals(independent.ledger(), model.ledger());
            assertEquals(
                    independent.privacyStatement().epsilon(),
                    model.privacyStatement().epsilon());
        }
        for (int step = 0; step < 2 * STEPS_PER_EPOCH; step++) {
            assertArrayEquals(
                    poisson.gradients().get(step), recorder.gradients().get(step), 1e-6f);
        }
    }

    @Test
    void replaceOneHasTwiceTheSensitivity() {
        try (DPModel model = banded(4).adjacency(Adjacency.REPLACE_ONE).build()) {
            model.train(1, NOTHING, List.of());
            assertEquals(List.of(group(4, 0.5).times(3)), model.ledger().events());
        }
    }

    /** Fewer bands than parts are as many, some of them 0; independent noise has one. */
    @Test
    void fewerBandsThanPartsAreChargedByTheParts() {
        for (NoiseMechanism noise : List.of(NoiseMechanisms.banded(1, 3), NoiseMechanisms.gaussian(1))) {
            try (DPModel model = banded(5).noise(noise).build()) {
                model.train(1, NOTHING, List.of());
                assertEquals(List.of(group(5, 1).times(2)), model.ledger().events());
            }
        }
    }

    private static List<float[]> gradients(DPModelBuilder builder, Rows rows, int steps) {
        GradientRecorder recorder = new GradientRecorder();
        try (DPModel model = builder.optimizer(recorder).build()) {
            model.train(2, rows, List.of(KeptRun.stopAfter(steps)));
        }
        return recorder.gradients();
    }

    private static void assertEqual(List<float[]> expected, List<float[]> found) {
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i));
        }
    }

    /** Later steps take back a part of the noise, so that it shrinks in their sum. */
    @Test
    void stepsTakeNoiseBack() {
        double independent = squaredSum(
                gradients(banded(10).noise(NoiseMechanisms.gaussian(1)).seed(5), NOTHING, 20));
        double correlated = squaredSum(gradients(banded(10).seed(5), NOTHING, 20));
        assertTrue(correlated < 0.5 * independent, correlated + " against " + independent);
    }

    private static double squaredSum(List<float[]> gradients) {
        double[] sum = new double[INPUTS];
        gradients.forEach(gradient -> Arrays.setAll(sum, i -> sum[i] + gradient[i]));
        return Arrays.stream(sum).map(x -> x * x).sum();
    }

    @Test
    void aSeedRepeatsARun() {
        assertEqual(
                gradients(banded(4).seed(6), NOTHING, 20), gradients(banded(4).seed(6), NOTHING, 20));
        assertFalse(Arrays.equals(
                gradients(banded(4), NOTHING, 1).get(0),
                gradients(banded(4), NOTHING, 1).get(0)));
    }

    /** What is not finite contributes nothing, and the noise of its step is as if nothing had been drawn. */
    @Test
    void examplesThatAreNotFiniteLeaveTheNoiseAlone() {
        float[] broken = new float[INPUTS];
        broken[3] = Float.NaN;
        assertEqual(
                gradients(banded(4).seed(7), NOTHING, 9),
                gradients(banded(4).seed(7), Rows.repeated(SIZE, broken, new float[] {0}), 9));
    }

    @Test
    void aCallAfterAFailedStepHasNoiseOfItsOwn() {
        GradientRecorder failing = new GradientRecorder().failingAt(1);
        try (DPModel model = banded(4).optimizer(failing).build()) {
            assertThrows(IllegalStateException.class, () -> model.train(1, NOTHING, List.of()));
            assertEquals(2, model.steps());
            assertEquals(List.of(group(4, 1)), model.ledger().events());
            model.train(1, NOTHING, List.of(KeptRun.stopAfter(3)));
            assertEquals(List.of(group(4, 1).times(2)), model.ledger().events());
        }
    }

    /** More rows than the heap of this process can hold: no ledger is begun. */
    @Test
    @Timeout(60)
    void noiseThatCannotBeBegunIsNotCharged(@TempDir Path temporary) {
        int inputs = 1 << 20;
        int bands = (int) (Runtime.getRuntime().maxMemory() / inputs / Double.BYTES) + 2;
        Path folder = temporary.resolve("run");
        try (DPModel model = Tiny.regression(Tiny.linear(inputs, 1))
                .sampling(SamplingSchemes.cyclic(1, bands))
                .noise(NoiseMechanisms.banded(1, bands))
                .directory(folder)
                .build()) {
            Rows rows = Rows.repeated(bands, new float[inputs], new float[] {0});
            String message = assertThrows(IllegalArgumentException.class, () -> model.train(1, rows, List.of()))
                    .getMessage();
            assertTrue(message.contains("with " + bands + " bands of " + inputs + " parameters"), message);
            assertEquals(0, model.steps());
            assertEquals(List.of(), model.ledger().events());
        }
        assertFalse(Files.exists(folder), "a ledger was begun");
    }

    /** The wall stands where a group would begin; within a group steps are paid for. */
    @Test
    void aBudgetEndsBetweenGroupsAsTheForecastSays() {
        RdpAccountant three = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        three.compose(group(4, 1).times(3));
        double epsilon = three.epsilon(1e-5) * (1 + 1e-9);
        try (DPModel model = banded(4).budget(new PrivacyBudget(epsilon, 1e-5)).build()) {
            assertEquals(Optional.empty(), model.budgetForecast(1, SIZE).map(BudgetForecast::steps));
            BudgetForecast forecast = model.budgetForecast(2, SIZE).orElseThrow();
            assertEquals(12, forecast.steps());
            assertEquals(TrainingEnd.BUDGET_REACHED, model.train(2, NOTHING, List.of()));
            assertEquals(12, model.steps());
            double lasting = forecast.lastingNoiseMultiplier().orElseThrow();
            RdpAccountant five = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
            five.compose(group(4, lasting).times(5));
            assertTrue(five.epsilon(1e-5) <= epsilon);
        }
    }

    @Test
    void noiseIsSolvedForATarget() {
        try (DPModel model = DPModel.builder(Tiny.linear(INPUTS, 1), Losses.meanSquaredError())
                .engine(ReferenceEngine.DEVICE)
                .accountant(RdpAccountant::new)
                .optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(1))
                .sampling(SamplingSchemes.cyclic(EXPECTED, 4))
                .targetEpsilon(3, 1e-5, multiplier -> NoiseMechanisms.banded(multiplier, 4))
                .epochs(2)
                .datasetSize(SIZE)
                .build()) {
            model.train(NOTHING, List.of());
            double spent = model.privacyStatement().epsilon();
            assertTrue(spent <= 3 && spent > 2.99, "spent " + spent);
        }
    }

    private static void refused(DPModelBuilder builder, String rule, String found, String cure) {
        String message =
                assertThrows(IllegalArgumentException.class, builder::build).getMessage();
        assertTrue(
                message.startsWith(rule) && message.contains(", found " + found) && message.contains(": " + cure),
                message);
    }

    @Test
    void whatIsNotProvenIsRefused() {
        for (SamplingScheme scheme : List.of(
                SamplingSchemes.poisson(6),
                SamplingSchemes.truncatedPoisson(6),
                SamplingSchemes.ballsInBins(6),
                SamplingSchemes.shuffled(6),
                SamplingSchemes.withoutReplacement(6))) {
            refused(
                    banded(4).sampling(scheme),
                    "sampling must be cyclic with noise of 4 bands",
                    scheme.name(),
                    "use SamplingSchemes.cyclic(6, 4)");
        }
        refused(
                banded(4).noise(NoiseMechanisms.banded(1, 5)),
                "the noise's bands must be at most the 4 parts",
                "5",
                "pass as many parts as bands");
        refused(
                banded(4)
                        .clipping(ClipMechanisms.adaptive()
                                .fractionStandardDeviation(1)
                                .build()),
                "clipping must not adapt with correlated noise",
                "adaptive",
                "use fixed, per-layer or automatic clipping");
        refused(
                banded(4).noise(NoiseMechanisms.adaGaussian(NoiseSchedule.exponential(1, 0.1))),
                "noise must have one multiplier for all steps with cyclic sampling",
                "AdaGaussian",
                "use gaussian or banded noise");
        refused(banded(4).microbatchSize(2), "microbatchSize must be 1 with cyclic Poisson sampling", "2", "use");
        try (DPModel model = banded(11).build()) {
            String message = assertThrows(IllegalArgumentException.class, () -> model.train(1, NOTHING, List.of()))
                    .getMessage();
            assertTrue(message.startsWith("parts must be at most dataset size / expected batch size = 10"), message);
            assertEquals(0, model.steps());
        }
    }

    @Test
    void theStatementSaysHowItWas() {
        try (DPModel model = banded(4).build()) {
            model.train(1, NOTHING, List.of());
            String text = model.privacyStatement().toText();
            assertTrue(text.contains("cyclic Poisson, 4 parts, sampling probability 0.4 within"), text);
            assertTrue(text.contains("BandedGaussian, noise multiplier 1.0, 4 bands"), text);
        }
    }
}
