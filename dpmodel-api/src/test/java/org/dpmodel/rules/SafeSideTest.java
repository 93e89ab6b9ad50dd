package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.statistics.TailBounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rule 13: where the library cannot tell, it says more than the truth or nothing, never less.
 *
 * <p>Seen to fail when the accountant's adjacency was not compared with the plan's (Poisson sampling with add-or-remove-one
 * noise was then stated for replace-one), when callbacks could change the ledger, and when a model could be closed by its
 * own callback.
 */
class SafeSideTest {
    private static DPModelBuilder builder() {
        return Tiny.regression(Tiny.linear(2, 1)).sampling(new PoissonSampling(2));
    }

    private static Rows rows() {
        return Rows.repeated(10, new float[] {1, 1}, new float[] {1});
    }

    @ParameterizedTest
    @CsvSource({"ADD_OR_REMOVE_ONE, REPLACE_ONE", "REPLACE_ONE, ADD_OR_REMOVE_ONE"})
    void anAccountantOfAnotherAdjacencyIsRefused(Adjacency plan, Adjacency accountant) {
        String message = assertThrows(IllegalArgumentException.class, () -> builder()
                        .adjacency(plan)
                        .accountant(asked -> new RdpAccountant(accountant))
                        .build())
                .getMessage();
        assertTrue(
                message.startsWith("the accountant's adjacency must be the plan's, " + plan + ", found " + accountant),
                message);
    }

    /** Spent elsewhere on the same data: the statement includes it. */
    @Test
    void anAccountantBringsWhatItHasCharged() {
        RdpAccountant before = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        before.compose(new DpEvent.NonPrivate());
        try (DPModel model = builder().accountant(adjacency -> before).build()) {
            assertEquals(Double.POSITIVE_INFINITY, model.privacyStatement().epsilon());
        }
    }

    @Test
    void nobodyOutsideReachesTheLedger() {
        PrivacyAccountant[] kept = new PrivacyAccountant[1];
        try (DPModel model = builder()
                .accountant(adjacency -> kept[0] = new RdpAccountant(adjacency))
                .build()) {
            model.train(1, rows(), List.of());
            double epsilon = model.privacyStatement().epsilon();
            model.accountant().compose(new DpEvent.NonPrivate());
            kept[0].compose(new DpEvent.NonPrivate());
            assertEquals(epsilon, model.privacyStatement().epsilon());
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> model.ledger().events().clear());
        }
    }

    @ParameterizedTest
    @CsvSource({"1e-3", "0.1", "1", "10"})
    void theStatementIsNotBelowTheExactGaussian(double noiseMultiplier) {
        try (DPModel model = builder()
                .sampling(new PoissonSampling(10))
                .accountant(PldAccountant::new)
                .noise(NoiseMechanisms.gaussian(noiseMultiplier))
                .build()) {
            model.train(1, rows(), List.of());
            // Without sampling one step is a Gaussian mechanism, whose exact delta is known (Balle and Wang 2018).
            double epsilon = model.privacyStatement(1e-5).epsilon();
            assertTrue(exactDelta(epsilon, noiseMultiplier) <= 1e-5 * (1 + 1e-9), () -> "epsilon " + epsilon);
            assertTrue(exactDelta(0.98 * epsilon, noiseMultiplier) > 1e-5, "the check is blind");
        }
    }

    /** Φ(a) − exp(ε) Φ(−b) with a = 1/(2σ) − εσ and b = 1/(2σ) + εσ; exp(ε) φ(b) = φ(a), so nothing over- or underflows. */
    private static double exactDelta(double epsilon, double sigma) {
        double a = 1 / (2 * sigma) - epsilon * sigma;
        double b = 1 / (2 * sigma) + epsilon * sigma;
        double density = Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);
        return TailBounds.normalCdf(a) - density * millsRatio(b);
    }

    /** Φ(−x) / φ(x), for large x by Laplace's continued fraction 1/(x + 1/(x + 2/(x + 3/(x + ...)))). */
    private static double millsRatio(double x) {
        if (x < 3) {
            return TailBounds.normalCdf(-x) * Math.exp(x * x / 2) * Math.sqrt(2 * Math.PI);
        }
        double fraction = x;
        for (int k = 100; k >= 1; k--) {
            fraction = x + k / fraction;
        }
        return 1 / fraction;
    }

    private static Callback atStepEnd(Consumer<RunContext> action) {
        return new Callback() {
            @Override
            public void onTrainStepEnd(RunContext context) {
                action.accept(context);
            }
        };
    }

    @Test
    @SuppressWarnings("try") // The model is closed to see that refused.
    void aCallbackCannotTrainOrCloseTheModelThatCallsIt() {
        try (DPModel model = builder().build()) {
            Callback nested = atStepEnd(context -> model.train(1, rows(), List.of()));
            assertTrue(assertThrows(IllegalStateException.class, () -> model.train(1, rows(), List.of(nested)))
                    .getMessage()
                    .contains("in training already"));
            Callback closing = atStepEnd(context -> model.close());
            assertTrue(assertThrows(IllegalStateException.class, () -> model.train(1, rows(), List.of(closing)))
                    .getMessage()
                    .contains("request the stop of the run"));
            assertEquals(2, model.steps());
            model.train(1, rows(), List.of());
            assertEquals(2 + 5, model.steps());
        }
    }

    @Test
    void aClosedModelKeepsItsStatementAndRefusesToTrain() {
        DPModel model = builder().build();
        model.train(1, rows(), List.of());
        double epsilon = model.privacyStatement().epsilon();
        model.close();
        assertEquals(epsilon, model.privacyStatement().epsilon());
        assertThrows(IllegalStateException.class, () -> model.train(1, rows(), List.of()));
        assertThrows(IllegalStateException.class, () -> model.eval(rows()));
    }

    @Test
    void aDatasetThatIsTooSmallIsRefusedBeforeAnythingIsSpent() {
        try (DPModel model = builder().sampling(new PoissonSampling(11)).build()) {
            String message = assertThrows(IllegalArgumentException.class, () -> model.train(1, rows(), List.of()))
                    .getMessage();
            assertTrue(message.startsWith("expectedBatchSize must be at most the dataset size 10, found 11"), message);
            assertTrue(model.ledger().events().isEmpty());
        }
    }
}
