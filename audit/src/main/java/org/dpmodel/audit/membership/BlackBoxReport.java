package org.dpmodel.audit.membership;

import java.util.Locale;
import org.dpmodel.audit.AuditClaim;
import org.dpmodel.audit.estimate.GaussianEstimate;

/**
 * What final models revealed about one record. A lower bound below the claim does not prove it; one above refutes it.
 *
 * @param claim the claim
 * @param runs trainings with the record, and as many without
 * @param error probability that the lower bound is too high
 * @param ranks the estimate from the record's loss in all final models: Gaussian differential privacy
 */
public record BlackBoxReport(AuditClaim claim, int runs, double error, GaussianEstimate ranks) {
    /**
     * Whether the claim is refuted, which is valid for mechanisms with Gaussian noise, such as the claim's plan.
     *
     * @return true if the lower bound exceeds it
     */
    public boolean exceedsClaim() {
        return ranks.epsilonLower() > claim.epsilon();
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
                        "%d final models with one record, %d without; %d records, %d steps each",
                        runs,
                        runs,
                        claim.run().datasetSize(),
                        claim.run().steps()),
                AuditClaim.line("ranks", "%s", ranks.describe()),
                AuditClaim.line(
                        "verdict",
                        exceedsClaim()
                                ? "REFUTED: epsilon is at least %.4f, with %s confidence"
                                : "not refuted: a lower bound of %.4f, with %s confidence, leaves room for the claim",
                        ranks.epsilonLower(),
                        sure));
    }
}
