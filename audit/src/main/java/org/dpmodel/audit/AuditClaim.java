package org.dpmodel.audit;

import java.util.Locale;
import java.util.Objects;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.plan.PersonProtection;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.validation.Require;

/**
 * The claim that an audit tests: that a run of a plan is (epsilon, delta)-private for the unit it draws, which is an
 * example, or a person with all kept records. Plans that charge people as groups are refused.
 *
 * <p>The plan says which mechanism the claim is about: Gaussian noise, with or without sampling. That matters for what
 * refutes it. A bound from ranks ({@link org.dpmodel.audit.estimate.GaussianEstimate}) refutes an epsilon only for such
 * mechanisms, since for others, such as Laplace noise or randomized response, the same epsilon and delta allow larger
 * separations. A bound from guesses ({@link org.dpmodel.audit.estimate.Guesses}) refutes it for any mechanism.
 *
 * @param run the plan, the dataset's size and the steps
 * @param epsilon positive and finite
 * @param delta in (0, 1)
 */
public record AuditClaim(PlannedRun run, double epsilon, double delta) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public AuditClaim {
        Objects.requireNonNull(run, "run");
        Require.positive(
                "epsilon", epsilon, "a claim that is infinite cannot be refuted: audit a plan with more noise");
        Require.openFraction("delta", delta, "a usual value is 1e-5");
        run.plan().people().filter(people -> !people.drawsPeople()).ifPresent(AuditClaim::refuseGroup);
    }

    /**
     * A score for one record sees less than a group's claim allows, and scores for groups are not proven to be
     * independent.
     */
    private static void refuseGroup(PersonProtection people) {
        throw Require.broken(
                "the plan of an audit",
                "must not charge people as groups, whose records are drawn individually: a canary must be a unit "
                        + "that is drawn",
                people,
                "audit the claim for one record, with the same plan without recordsPerPerson; or draw people");
    }

    /**
     * This library's claim about a run.
     *
     * @param run the plan, the dataset's size and the steps
     * @param delta in (0, 1)
     * @return the claim, with the epsilon of {@link PldAccountant}
     */
    public static AuditClaim of(PlannedRun run, double delta) {
        PrivacyAccountant accountant =
                run.plan().accountant(new PldAccountant(run.plan().adjacency()));
        accountant.compose(run.event());
        return new AuditClaim(run, accountant.epsilon(delta), delta);
    }

    /**
     * Somebody else's claim about the same run: another epsilon of the same plan, not of another mechanism.
     *
     * @param claimed positive and finite
     * @return a changed copy
     */
    public AuditClaim withEpsilon(double claimed) {
        return new AuditClaim(run, claimed, delta);
    }

    /**
     * The claim, and the plan that it is about.
     *
     * @return two lines of a report
     */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "claim    epsilon %.4f at delta %s\nplan     %s",
                epsilon,
                delta,
                run.plan().describe());
    }

    /**
     * A line of a report, below those of {@link #describe}.
     *
     * @param name its label, at most eight letters
     * @param format the format of its text
     * @param values arguments of the format
     * @return the line
     */
    public static String line(String name, String format, Object... values) {
        return String.format(Locale.ROOT, "%-8s ", name) + String.format(Locale.ROOT, format, values);
    }
}
