package org.dpmodel.audit;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.audit.canary.Canaries;
import org.dpmodel.audit.canary.CanaryScores;
import org.dpmodel.audit.estimate.GaussianEstimate;
import org.dpmodel.audit.estimate.GuessRule;
import org.dpmodel.audit.estimate.Guesses;
import org.dpmodel.audit.estimate.RankSeparation;
import org.dpmodel.validation.Require;

/**
 * An audit by canaries of any training, even one that this library does not run: train on {@link #canaries}, pass each
 * step's result to {@link #released}, then ask for the {@link #report}. {@link CanaryAudit} does this for a model of
 * this library.
 *
 * <pre>{@code
 * CanaryTrial trial = new CanaryTrial(claim, 5000, 0.05, coins);
 * for (int step = 0; step < steps; step++) {
 *     float[] sum = myNoisySumOfClippedGradients(trial.canaries());
 *     trial.released(sum, 1 / clippingNorm);
 * }
 * System.out.println(trial.report().describe());
 * }</pre>
 *
 * <p>What the report refutes depends on the noise of the training, which cannot be seen here. If it is Gaussian, as the
 * claim's plan says, a claim is refuted by either bound. For any other noise {@link AuditReport#guessedEpsilon} alone is a
 * bound: {@link AuditReport#exceedsClaim} also uses ranks, whose epsilon is that of a Gaussian mechanism, and could then
 * refute a correct claim.
 *
 * <p>Mutable; for one thread.
 */
public final class CanaryTrial {
    private static final int UNOWNED_ROWS_PER_CANARY = 4;
    private static final int MAX_UNOWNED_ROWS = 20_000;

    private final AuditClaim claim;
    private final double error;
    private final Canaries canaries;
    private final CanaryScores scores;
    private final GuessRule rule;

    /**
     * Flips the coins, and fixes how many canaries will be guessed.
     *
     * @param claim the claim
     * @param canaries number of canaries, at least 4
     * @param error probability that a lower bound of the report is too high, in (0, 1)
     * @param coins decides who takes part
     */
    public CanaryTrial(AuditClaim claim, int canaries, double error, UniformRandomProvider coins) {
        this.claim = claim;
        this.error = checkError(error);
        Adjacency adjacency = claim.run().plan().adjacency();
        // Under replace-one an excluded record pulls the other way, so a row that belongs to nobody does not represent
        // one.
        int nobody = adjacency == Adjacency.REPLACE_ONE
                ? 0
                : (int) Math.min(MAX_UNOWNED_ROWS, (long) UNOWNED_ROWS_PER_CANARY * canaries);
        Canaries drawn = Canaries.draw(
                canaries,
                claim.run().datasetSize(),
                nobody,
                adjacency,
                claim.run().plan().clipping().initialClippingNorm(),
                coins);
        this.canaries = claim.run()
                .plan()
                .people()
                .map(people -> drawn.ofPeople(people.recordsPerPerson()))
                .orElse(drawn);
        this.scores = new CanaryScores(
                claim.run().plan(), claim.run().datasetSize(), claim.run().steps(), canaries + nobody);
        this.rule = GuessRule.forClaim(claim.epsilon(), claim.delta(), canaries, error / 2);
    }

    static double checkError(double error) {
        return Require.openFraction("error", error, "pass 0.05");
    }

    /**
     * The dataset to train on.
     *
     * @return a dataset of the claimed size; if the plan draws people, of as many people, each with as many records as
     *     the plan keeps per person
     */
    public Canaries canaries() {
        return canaries;
    }

    /**
     * Receives a released step.
     *
     * @param rows the released numbers of all rows of {@link #canaries}
     * @param scale factor that converts them to a sum in clipping norms, for example expected batch size / clipping
     *     norm of a mean
     */
    public void released(float[] rows, double scale) {
        if (rows.length != canaries.rows()) {
            throw Require.broken(
                    "the number of rows", "must be " + canaries.rows(), rows.length, "pass the whole table's gradient");
        }
        scores.step(rows, scale);
    }

    /**
     * What was seen.
     *
     * @return the report
     */
    public AuditReport report() {
        double[] all = scores.values();
        double[] ofCanaries = Arrays.copyOf(all, canaries.count());
        boolean[] coins = canaries.tookPart();
        int included = 0;
        for (boolean coin : coins) {
            included += coin ? 1 : 0;
        }
        double[] in = new double[included];
        double[] out = new double[all.length - included];
        int nextIn = 0;
        int nextOut = 0;
        for (int row = 0; row < all.length; row++) {
            if (row < coins.length && coins[row]) {
                in[nextIn++] = all[row];
            } else {
                out[nextOut++] = all[row];
            }
        }
        Guesses guesses = rule.guess(ofCanaries, coins);
        return new AuditReport(
                claim,
                coins.length,
                included,
                canaries.rowsOfNobody(),
                scores.steps(),
                error,
                GaussianEstimate.of(RankSeparation.ofAny(in, out), claim.delta(), error / 2),
                guesses,
                guesses.lowerEpsilon(claim.delta(), error / 2));
    }
}
