package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.PrivacyBudget;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule: an epsilon is a bound for a number of steps that was fixed in advance, so results that end a training save none. */
class EarlyStoppingIsPlannedTest extends KeptRun {
    private static final double DELTA = 1e-5;
    private static final int EPOCHS = 4;

    /** Ends the training after some steps, because of results or for another reason. */
    private static Callback stopping(long after, boolean byResults) {
        return new Callback() {
            @Override
            public boolean endsByResults() {
                return byResults;
            }

            @Override
            public void onTrainStepEnd(RunContext context) {
                if (context.step() == after) {
                    context.requestStop();
                }
            }
        };
    }

    private static SamplingScheme scheme(String name) {
        return name.equals("shuffled") ? SHUFFLED : POISSON;
    }

    private static PrivacyStatement trained(SamplingScheme sampling, Callback... callbacks) {
        try (DPModel model = builder(sampling).build()) {
            model.train(EPOCHS, ROWS, List.of(callbacks));
            return model.privacyStatement(DELTA);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poisson", "shuffled"})
    void whatResultsEndCostsAllPlannedSteps(String sampling) {
        PrivacyStatement whole = trained(scheme(sampling));
        PrivacyStatement ended = trained(scheme(sampling), stopping(STEPS_PER_EPOCH + 3, true));
        assertEquals(STEPS_PER_EPOCH + 3, ended.steps());
        assertEquals(whole.epsilon(), ended.epsilon(), 1e-9 * whole.epsilon());
        assertTrue(ended.toText().contains("all " + EPOCHS * STEPS_PER_EPOCH + " planned steps"), ended.toText());
    }

    @Test
    void stopForAnotherReasonCostsTheStepsThatRan() {
        PrivacyStatement ended = trained(POISSON, stopping(STEPS_PER_EPOCH + 3, false));
        assertTrue(ended.epsilon() < 0.9 * trained(POISSON).epsilon(), ended.toText());
        assertFalse(ended.toText().contains("planned"), ended.toText());
    }

    /** A file that was written in an early epoch may be the one that results choose. */
    @Test
    void statementsDuringTheTrainingAreAboutTheWholePlan() {
        AtomicReference<PrivacyStatement> first = new AtomicReference<>();
        Callback saving = new Callback() {
            @Override
            public void onTrainEpochEnd(RunContext context) {
                first.compareAndSet(null, context.model().privacyStatement(DELTA));
            }
        };
        PrivacyStatement whole = trained(POISSON, saving, stopping(Long.MAX_VALUE, true));
        assertEquals(STEPS_PER_EPOCH, first.get().steps());
        assertEquals(whole.epsilon(), first.get().epsilon(), 1e-9 * whole.epsilon());
        assertFalse(whole.toText().contains("planned"), "nothing to say of a training that took all its steps");
    }

    @Test
    void planIsInTheLedgerBeforeTheFirstStepAndOutlivesTheProcess() {
        runAndDie(kept(POISSON), EPOCHS, List.of(stopping(3, true)), 3);
        List<LedgerRecord> records = LedgerContent.read(ledger).records();
        List<Class<?>> kinds = records.stream().<Class<?>>map(Object::getClass).toList();
        assertTrue(
                kinds.indexOf(LedgerRecord.Planned.class) >= 0
                        && kinds.indexOf(LedgerRecord.Planned.class) < kinds.indexOf(LedgerRecord.Step.class),
                kinds::toString);
        PrivacyStatement whole = trained(POISSON);
        try (DPModel model = kept(POISSON).build()) {
            model.resume(folder);
            assertEquals(whole.epsilon(), model.privacyStatement(DELTA).epsilon(), 1e-9 * whole.epsilon());
            model.train(EPOCHS, ROWS, List.of());
            assertEquals(EPOCHS * STEPS_PER_EPOCH, model.steps());
            assertEquals(whole.epsilon(), model.privacyStatement(DELTA).epsilon(), 1e-9 * whole.epsilon());
        }
    }

    /** The budget ends the plan, too. */
    @Test
    void planEndsWhereTheBudgetDoes() {
        double epsilon = trained(POISSON).epsilon() * 0.8;
        try (DPModel model =
                builder(POISSON).budget(new PrivacyBudget(epsilon, DELTA)).build()) {
            model.train(EPOCHS, ROWS, List.of(stopping(3, true)));
            double stated = model.privacyStatement(DELTA).epsilon();
            assertTrue(stated <= epsilon && stated > 0.9 * epsilon, stated + " of " + epsilon);
        }
    }

    /** Where no step is left, nothing more is planned. */
    @Test
    void exhaustedBudgetIsNotExceededByAPlan() {
        PrivacyBudget budget = new PrivacyBudget(trained(POISSON).epsilon() * 0.5, DELTA);
        try (DPModel model = builder(POISSON).budget(budget).build()) {
            model.train(EPOCHS, ROWS, List.of());
            model.train(EPOCHS, ROWS, List.of(stopping(Long.MAX_VALUE, true)));
            PrivacyStatement statement = model.privacyStatement(DELTA);
            assertTrue(statement.epsilon() <= budget.epsilon(), statement.toText());
        }
    }

    /** At which step a further training begins depends on the data, so all that was planned before it counts. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void furtherTrainingComesOnTopOfThePlan(boolean byResults) {
        PrivacyStatement whole = trainedFor(EPOCHS + 1);
        try (DPModel model = builder(POISSON).build()) {
            model.train(EPOCHS, ROWS, List.of(stopping(3, true)));
            model.train(1, ROWS, List.of(stopping(Long.MAX_VALUE, byResults)));
            PrivacyStatement statement = model.privacyStatement(DELTA);
            assertEquals(3 + STEPS_PER_EPOCH, statement.steps());
            assertEquals(whole.epsilon(), statement.epsilon(), 1e-9 * whole.epsilon());
            assertTrue(
                    statement.toText().contains("all " + (EPOCHS + 1) * STEPS_PER_EPOCH + " planned steps"),
                    statement.toText());
        }
    }

    /** The budget ends every training, however many there were before. */
    @Test
    void furtherPlansReachNoFurtherThanTheBudget() {
        double epsilon = trained(POISSON).epsilon() * 1.1;
        try (DPModel model =
                builder(POISSON).budget(new PrivacyBudget(epsilon, DELTA)).build()) {
            for (int call = 0; call < 3; call++) {
                model.train(EPOCHS, ROWS, List.of(stopping(3, true)));
            }
            long planned = EPOCHS * STEPS_PER_EPOCH + model.steps() - 3;
            String statement = model.privacyStatement(DELTA).toText();
            assertTrue(statement.contains("all " + planned + " planned steps"), statement);
            double stated = model.privacyStatement(DELTA).epsilon();
            assertTrue(stated <= epsilon && stated > trained(POISSON).epsilon(), stated + " of " + epsilon);
        }
    }

    /** A training of correlated noise that is interrupted pays again for what it had begun to pay for. */
    @Test
    void planOfAnInterruptedRunHasWhatIsPaidAgain() {
        SamplingScheme cyclic = SamplingSchemes.cyclic(4, 4);
        for (long after = 1; after <= 3; after++) {
            try (DPModel model = correlated(kept(cyclic))) {
                if (after > 1) {
                    model.resume(folder);
                }
                model.train(2, ROWS, List.of(stopping(after, true)));
            }
        }
        try (DPModel model = correlated(kept(cyclic))) {
            model.resume(folder);
            double early = model.privacyStatement(DELTA).epsilon();
            model.train(2, ROWS, List.of(stopping(Long.MAX_VALUE, true)));
            double all = model.privacyStatement(DELTA).epsilon();
            assertTrue(early > 1.05 * plannedOnce(cyclic), early + " after three beginnings");
            assertTrue(all >= early, all + " when the last resumed training has ended, " + early + " before it");
            long planned = LedgerContent.read(ledger).records().stream()
                    .filter(LedgerRecord.Planned.class::isInstance)
                    .count();
            assertEquals(4, planned, "each beginning is planned with what the earlier ones have paid for");
        }
    }

    private static double plannedOnce(SamplingScheme cyclic) {
        try (DPModel model = correlated(builder(cyclic))) {
            model.train(2, ROWS, List.of());
            return model.privacyStatement(DELTA).epsilon();
        }
    }

    /** Steps that a budget cut off one plan come back when a later process has another budget. */
    @Test
    void raisedBudgetDoesNotForgetWhatWasPlanned() {
        PrivacyBudget budget = new PrivacyBudget(trained(POISSON).epsilon() * 1.1, DELTA);
        try (DPModel model = kept(POISSON).budget(budget).build()) {
            model.train(EPOCHS, ROWS, List.of(stopping(3, true)));
            model.train(EPOCHS, ROWS, List.of(stopping(5, true)));
            assertTrue(model.privacyStatement(DELTA).epsilon() <= budget.epsilon());
        }
        try (DPModel model = kept(POISSON).build()) {
            model.resume(folder);
            model.train(EPOCHS, ROWS, List.of(stopping(7, true)));
            double stated = model.privacyStatement(DELTA).epsilon();
            assertEquals(trainedFor(2 * EPOCHS).epsilon(), stated, 1e-9 * stated);
        }
    }

    /** What results ended may be resumed for less, as planned, or for more; the earlier plan is never lowered. */
    @ParameterizedTest
    @ValueSource(ints = {1, EPOCHS, EPOCHS + 2})
    void resumedRunCostsTheLargerPlan(int epochs) {
        PrivacyStatement whole = trainedFor(Math.max(epochs, EPOCHS));
        try (DPModel model = kept(POISSON).build()) {
            model.train(EPOCHS, ROWS, List.of(stopping(3, true)));
        }
        for (boolean byResults : new boolean[] {true, false}) {
            try (DPModel model = kept(POISSON).build()) {
                model.resume(folder);
                model.train(epochs, ROWS, List.of(stopping(5, byResults)));
                double stated = model.privacyStatement(DELTA).epsilon();
                assertEquals(whole.epsilon(), stated, 1e-9 * stated);
            }
        }
    }

    private static DPModel correlated(DPModelBuilder builder) {
        return builder.clipping(ClipMechanisms.fixed(0.5))
                .noise(NoiseMechanisms.banded(1, 4))
                .build();
    }

    private static PrivacyStatement trainedFor(int epochs) {
        try (DPModel model = builder(POISSON).build()) {
            model.train(epochs, ROWS, List.of());
            return model.privacyStatement(DELTA);
        }
    }
}
