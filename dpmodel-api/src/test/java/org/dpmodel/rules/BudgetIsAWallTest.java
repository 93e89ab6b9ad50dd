package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.PrivacyBudget;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.noise.NoiseSchedule;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.ShuffledBatches;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule 6: the step that would exceed the budget does not run.
 *
 * <p>Seen to fail when the budget was compared after the charge, when {@code BudgetWall} applied what it knew of one event to
 * the next, and when it looked ahead one step less than it then allowed.
 */
class BudgetIsAWallTest {
    private static final double DELTA = 1e-5;
    private static final int SIZE = 40;
    private static final Rows ROWS = Tiny.twoClasses(SIZE);

    private static DPModelBuilder builder(Function<Adjacency, PrivacyAccountant> accountant) {
        return Tiny.classifier()
                .sampling(new PoissonSampling(4))
                .accountant(accountant)
                .seed(11);
    }

    private static double epsilonOf(DPModel model) {
        return model.privacyStatement(DELTA).epsilon();
    }

    @ParameterizedTest
    @ValueSource(doubles = {4, 6, 9})
    void trainingEndsAtTheLastAffordableStep(double epsilon) {
        endsAtTheLastAffordableStep(RdpAccountant::new, epsilon);
    }

    @Test
    void thePldAccountantGuardsItToo() {
        endsAtTheLastAffordableStep(PldAccountant::new, 4);
    }

    /** Each step costs more than the one before, so that no step predicts the next. */
    @ParameterizedTest
    @ValueSource(doubles = {5, 8, 12})
    @Tag("slow")
    void theWallStandsWhereNoiseFallsFromStepToStep(double epsilon) {
        NoiseMechanism falling = NoiseMechanisms.adaGaussian(NoiseSchedule.exponential(1, 0.1));
        endsAtTheLastAffordableStep(builder(RdpAccountant::new).noise(falling), epsilon);
    }

    private static void endsAtTheLastAffordableStep(Function<Adjacency, PrivacyAccountant> accountant, double epsilon) {
        endsAtTheLastAffordableStep(builder(accountant), epsilon);
    }

    private static void endsAtTheLastAffordableStep(DPModelBuilder builder, double epsilon) {
        try (DPModel model = builder.budget(new PrivacyBudget(epsilon, DELTA)).build()) {
            boolean[] reached = new boolean[1];
            model.train(60, ROWS, List.of(new Callback() {
                @Override
                public void onTrainEnd(RunContext context) {
                    reached[0] = context.budgetReached();
                }
            }));
            assertTrue(reached[0], "callbacks do not see that the budget is reached");
            assertTrue(model.steps() > 0 && model.steps() < 600, "steps " + model.steps());
            assertTrue(model.accountant().epsilon(DELTA) <= epsilon, "spent more than the budget");
            PrivacyAccountant oneMore = model.accountant();
            oneMore.compose(
                    model.plan().orElseThrow().charge(model.steps(), 0, SIZE).orElseThrow());
            assertTrue(oneMore.epsilon(DELTA) > epsilon, "one more step was affordable");

            long steps = model.steps();
            model.train(1, ROWS, List.of());
            assertEquals(steps, model.steps(), "another call of train climbs over the wall");
        }
    }

    /** The wall must not change what is trained before it. */
    @Test
    void theModelIsThatOfTheLastAffordableStep() {
        try (DPModel walled = builder(RdpAccountant::new)
                        .budget(new PrivacyBudget(6, DELTA))
                        .build();
                DPModel free = builder(RdpAccountant::new).build()) {
            walled.train(60, ROWS, List.of());
            free.train(60, ROWS, List.of(new Callback() {
                @Override
                public void onTrainStepEnd(RunContext context) {
                    if (context.step() == walled.steps()) {
                        context.requestStop();
                    }
                }
            }));
            Tiny.parameters(walled)
                    .forEach((name, values) ->
                            assertArrayEquals(values, Tiny.parameters(free).get(name), name));
        }
    }

    @Test
    void aBudgetBelowTheFirstStepTrainsNothing() {
        try (DPModel model = builder(RdpAccountant::new)
                .budget(new PrivacyBudget(1e-3, DELTA))
                .build()) {
            model.train(1, ROWS, List.of());
            assertEquals(0, model.steps());
            assertEquals(0, epsilonOf(model));
        }
    }

    /** A shuffled epoch is paid for as a whole: where it is not affordable, not even its first step runs. */
    @Test
    void anEpochOfShuffledBatchesIsAffordedWholeOrNot() {
        DPModelBuilder shuffled = Tiny.classifier().sampling(new ShuffledBatches(4));
        try (DPModel model = shuffled.budget(new PrivacyBudget(22, DELTA)).build()) {
            model.train(20, ROWS, List.of());
            assertTrue(model.steps() > 0 && model.steps() < 200, "steps " + model.steps());
            assertEquals(0, model.steps() % 10, "a part of an epoch ran");
            assertTrue(epsilonOf(model) <= 22);
        }
    }

    @Test
    void withoutBudgetNothingStops() {
        try (DPModel model = builder(RdpAccountant::new).build()) {
            model.train(3, ROWS, List.of(new Callback() {
                @Override
                public void onTrainEnd(RunContext context) {
                    assertFalse(context.budgetReached());
                }
            }));
            assertEquals(30, model.steps());
        }
    }

    @Test
    void aBudgetWithoutPrivacyIsRefused() {
        String message = assertThrows(
                        IllegalStateException.class, () -> DPModel.builder(Tiny.linear(1, 1), Losses.meanSquaredError())
                                .optimizer(Optimizers.sgd(0.1))
                                .budget(new PrivacyBudget(1, DELTA))
                                .buildWithoutPrivacy())
                .getMessage();
        assertTrue(message.contains("a budget was set"), message);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void anEpsilonThatSaysNothingIsRefused(double epsilon) {
        String message = assertThrows(IllegalArgumentException.class, () -> new PrivacyBudget(epsilon, DELTA))
                .getMessage();
        assertTrue(message.contains("epsilon") && message.contains(Double.toString(epsilon)), message);
    }
}
