package org.dpmodel.callbacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dpmodel.DPModel;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.optimizer.LearningRateSchedule;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.optimizer.StepDecay;
import org.dpmodel.sampling.SamplingSchemes;
import org.dpmodel.training.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callbacks that change the learning rate: when, to what, and that training really follows. */
class LearningRateCallbacksTest {
    private static final int STEPS = SmallTraining.STEPS_PER_EPOCH;

    @TempDir
    Path folder;

    /** Keeps the rate that each step is about to use. */
    private static final class Rates implements Callback {
        private final List<Double> rates = new ArrayList<>();

        @Override
        public void onTrainStepBegin(RunContext context) {
            rates.add(context.learningRate());
        }
    }

    private static List<Double> reductions(ReduceLROnPlateau plateau, double... values) {
        FakeRun run = new FakeRun(values.length, 1).begin(plateau);
        List<Double> rates = new ArrayList<>();
        for (double value : values) {
            plateau.look(value, run);
            rates.add(run.learningRate());
        }
        return rates;
    }

    @Test
    void theRateFallsAfterEpochsWithoutABetterValue() {
        ReduceLROnPlateau plateau = ReduceLROnPlateau.onPublicDataBySmallest(SmallTraining.points(), "Loss", 0.5, 2);
        assertEquals(List.of(1.0, 1.0, 1.0, 0.5, 0.5, 0.25), reductions(plateau, 3, 2, 2, Double.NaN, 2, 2));
        ReduceLROnPlateau largest = ReduceLROnPlateau.onPublicDataByLargest(SmallTraining.points(), "Accuracy", 0.1, 1);
        assertEquals(List.of(1.0, 1.0, 0.1), reductions(largest, 0.5, 0.6, 0.6));
        assertEquals(
                List.of(1.0, 0.1, 0.1),
                reductions(largest.withMinimumChange(0.2), 0.5, 0.6, 0.8),
                "0.8 is better than 0.5 by more than 0.2, 0.6 is not");
    }

    @Test
    void afterAReductionEpochsRest_andTheSmallestRateIsKept() {
        ReduceLROnPlateau plateau = ReduceLROnPlateau.onPublicDataByLargest(SmallTraining.points(), "Accuracy", 0.5, 1);
        assertEquals(
                List.of(1.0, 0.5, 0.5, 0.5, 0.25),
                reductions(plateau.withCooldown(2), 9, 1, 1, 1, 1),
                "two epochs rest");
        assertEquals(List.of(1.0, 0.5, 0.4, 0.4), reductions(plateau.withSmallestRate(0.4), 9, 1, 1, 1));
    }

    @Test
    void aRealTrainingFollowsAPlateau() {
        Rates rates = new Rates();
        ReduceLROnPlateau plateau = ReduceLROnPlateau.onPublicDataByLargest(SmallTraining.points(), "Accuracy", 0.1, 1)
                .withMinimumChange(1);
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 3, plateau, rates);
        }
        assertEquals(0.5, rates.rates.get(2 * STEPS - 1));
        assertEquals(0.05, rates.rates.get(2 * STEPS), 1e-15, "the second epoch is no better by 1 than the first");
    }

    @Test
    void rulesOfArguments() {
        var points = SmallTraining.points();
        String factor = assertThrows(
                        IllegalArgumentException.class,
                        () -> ReduceLROnPlateau.onPublicDataByLargest(points, "Accuracy", 1, 1))
                .getMessage();
        assertTrue(factor.contains("factor must be in [0, 1), found 1.0"), factor);
        assertThrows(
                IllegalArgumentException.class,
                () -> ReduceLROnPlateau.onPublicDataByLargest(points, "Accuracy", 0.1, 0));
        ReduceLROnPlateau plateau = ReduceLROnPlateau.onPublicDataByLargest(points, "Accuracy", 0.1, 1);
        assertThrows(IllegalArgumentException.class, () -> plateau.withCooldown(-1));
        assertThrows(IllegalArgumentException.class, () -> plateau.withSmallestRate(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> plateau.withMinimumChange(-1));
    }

    @Test
    void functionsOfStepAndEpochSetTheRate() {
        Rates byStep = new Rates();
        Rates byEpoch = new Rates();
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(
                    model, 2, LearningRateScheduler.byStep((rate, step) -> step == 3 ? rate / 2 : rate), byStep);
        }
        assertEquals(List.of(0.5, 0.5, 0.5, 0.25), byStep.rates.subList(0, 4));
        assertEquals(0.25, byStep.rates.get(2 * STEPS - 1));
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(
                    model, 3, LearningRateScheduler.byEpoch((rate, epoch) -> epoch < 3 ? 0.25 : 0.125), byEpoch);
            assertEquals(0.25, byEpoch.rates.get(0));
            assertEquals(0.25, byEpoch.rates.get(2 * STEPS - 1));
            assertEquals(0.125, byEpoch.rates.get(2 * STEPS));
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> SmallTraining.train(
                                    model, 1, LearningRateScheduler.byEpoch((rate, epoch) -> Double.NaN)))
                    .getMessage();
            assertTrue(message.contains("learningRate") && message.contains("NaN"), message);
        }
    }

    /** The same weights to the bit as by the schedule that says the same. */
    @Test
    void parametersMoveByTheRate() {
        try (DPModel scheduled = SmallTraining.builder(SamplingSchemes.poisson(8))
                        .optimizer(Optimizers.momentum(new StepDecay(0.5, 0.5, STEPS), 0.9))
                        .buildWithoutPrivacy();
                DPModel called = SmallTraining.builder(SamplingSchemes.poisson(8))
                        .optimizer(Optimizers.momentum(LearningRateSchedule.constant(0.5), 0.9))
                        .buildWithoutPrivacy()) {
            SmallTraining.train(scheduled, 3);
            SmallTraining.train(
                    called,
                    3,
                    LearningRateScheduler.byEpoch((rate, epoch) -> 0.5 * Math.pow(0.5, (double) (epoch - 1))));
            assertSameWeights(scheduled, called);
        }
    }

    /** What a callback has set is part of the state of the run: a resumed one keeps it. */
    @Test
    void aResumedRunKeepsItsRate() {
        Callback lowering = LearningRateScheduler.byStep((rate, step) -> step == STEPS ? 0.125 : rate);
        try (DPModel first = SmallTraining.modelIn(folder)) {
            SmallTraining.train(first, 1, lowering);
        }
        try (DPModel whole = SmallTraining.model();
                DPModel second = SmallTraining.modelIn(folder)) {
            SmallTraining.train(whole, 2, lowering);
            second.resume(folder);
            Rates rates = new Rates();
            SmallTraining.train(second, 2, rates);
            assertEquals(0.125, rates.rates.get(0));
            assertSameWeights(whole, second);
        }
    }

    private static void assertSameWeights(DPModel expected, DPModel found) {
        NetworkGraph one = expected.network().graph();
        NetworkGraph other = found.network().graph();
        Map<String, float[]> weights = weights(other);
        weights(one).forEach((name, values) -> assertArrayEquals(values, weights.get(name), name));
    }

    private static Map<String, float[]> weights(NetworkGraph network) {
        return new Parameters(network).byName();
    }
}
