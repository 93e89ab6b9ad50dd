package org.dpmodel.cli.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dpmodel.audit.AuditClaim;
import org.dpmodel.audit.membership.LiraAttack;
import org.dpmodel.audit.membership.LossAttack;

/**
 * The result of a membership attack on a final model.
 *
 * @param claim what was claimed
 * @param attack the attack
 * @param found what the attack found
 * @param error probability that the lower bound is too high
 * @param seconds how long it took
 */
record MembershipAnswer(AuditClaim claim, LiraAttack attack, LossAttack found, double error, double seconds) {
    boolean exceedsClaim() {
        return found.epsilonLower() > claim.epsilon();
    }

    /** For people. */
    String text() {
        return String.join(
                "\n",
                claim.describe(),
                AuditClaim.line(
                        "tried",
                        "one final model and %d shadow models; about %d of %d records each, %d steps",
                        2 * attack.shadowPairs(),
                        claim.run().datasetSize(),
                        attack.records().size(),
                        claim.run().steps()),
                AuditClaim.line("found", "%s", found.describe()),
                AuditClaim.line(
                        "verdict",
                        exceedsClaim()
                                ? "REFUTED: epsilon is at least %.4f, with %.3g %% confidence; in %.1f s"
                                : "not refuted: a lower bound of %.4f, with %.3g %% confidence, leaves room for the claim; in %.1f s",
                        found.epsilonLower(),
                        100 * (1 - error),
                        seconds));
    }

    /** For programs. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("claim", AuditJson.claim(claim));
        json.set("plan", AuditJson.plan(claim.run()));
        json.putObject("tried").put("records", attack.records().size()).put("shadowModels", 2 * attack.shadowPairs());
        json.put("areaUnderCurve", found.separation().area());
        json.put("truePositiveRate", found.truePositiveRate());
        json.put("falsePositiveRate", found.falsePositiveRate());
        json.put("epsilonLower", found.epsilonLower());
        json.put("confidence", 1 - error);
        json.put("refuted", exceedsClaim());
        json.put("seconds", seconds);
        return json;
    }
}
