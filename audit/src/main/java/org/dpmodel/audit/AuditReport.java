package org.dpmodel.audit;

import java.util.Locale;
import org.dpmodel.audit.estimate.GaussianEstimate;
import org.dpmodel.audit.estimate.Guesses;

/**
 * The result of an audit by canaries. Lower bounds below the claim do not prove it; one above refutes it.
 *
 * @param claim what was claimed
 * @param canaries number of records with a coin
 * @param tookPart number of those that took part
 * @param rowsOfNobody number of rows whose scores contain only noise; they count as excluded
 * @param steps number of observed steps
 * @param error probability that one of the two lower bounds is too high; each has half of it
 * @param ranks the estimate from all scores: Gaussian differential privacy
 * @param guesses the guesses from the highest and lowest scores
 * @param guessedEpsilon lower bound from the guesses, for any mechanism
 */
public record AuditReport(
        AuditClaim claim,
        int canaries,
        int tookPart,
        int rowsOfNobody,
        long steps,
        double error,
        GaussianEstimate ranks,
        Guesses guesses,
        double guessedEpsilon) {
    /**
     * The larger of the lower bounds.
     *
     * @return at least 0
     */
    public double epsilonLower() {
        return Math.max(ranks.epsilonLower(), guessedEpsilon);
    }

    /**
     * Whether the claim is refuted, if noise is Gaussian as its plan says; for other mechanisms only {@link #guessedEpsilon}
     * refutes it.
     *
     * @return true if a lower bound exceeds it
     */
    public boolean exceedsClaim() {
        return epsilonLower() > claim.epsilon();
    }

    /**
     * The report in words.
     *
     * @return lines of text
     */
    public String describe() {
        String sure = String.format(Locale.ROOT, "%.3g %%", 100 * (1 - error));
        return String.join(
                "\n",
                claim.describe(),
                AuditClaim.line(
                        "tried",
                        "%d canaries of %d %s, %d took part; %d rows of nobody; %d steps of one training",
                        canaries,
                        claim.run().datasetSize(),
                        claim.run().plan().drawsPeople() ? "people" : "records",
                        tookPart,
                        rowsOfNobody,
                        steps),
                AuditClaim.line("ranks", "%s", ranks.describe()),
                AuditClaim.line(
                        "guesses",
                        "%d of %d right; as any mechanism: epsilon at least %.4f",
                        guesses.correct(),
                        guesses.guessed(),
                        guessedEpsilon),
                AuditClaim.line(
                        "verdict",
                        exceedsClaim()
                                ? "REFUTED: epsilon is at least %.4f, with %s confidence"
                                : "not refuted: a lower bound of %.4f, both with %s confidence, leaves room for the claim",
                        epsilonLower(),
                        sure));
    }
}
