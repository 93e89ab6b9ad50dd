package org.dpmodel.cli.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dpmodel.audit.AuditClaim;
import org.dpmodel.audit.AuditReport;
import org.dpmodel.audit.estimate.GaussianEstimate;
import org.dpmodel.cli.options.PlanJson;
import org.dpmodel.plan.PlannedRun;

/** The report for programs: one JSON object. */
final class AuditJson {
    private AuditJson() {}

    static ObjectNode of(AuditReport report, double seconds) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("claim", claim(report.claim()));
        json.set("plan", plan(report.claim().run()));
        ObjectNode tried = json.putObject("tried");
        tried.put("canaries", report.canaries());
        tried.put("tookPart", report.tookPart());
        tried.put("rowsOfNobody", report.rowsOfNobody());
        tried.put("steps", report.steps());
        json.set("ranks", ranks(report.ranks()));
        ObjectNode guesses = json.putObject("guesses");
        guesses.put("guessed", report.guesses().guessed());
        guesses.put("correct", report.guesses().correct());
        guesses.put("epsilonLower", report.guessedEpsilon());
        json.put("epsilonLower", report.epsilonLower());
        json.put("confidence", 1 - report.error());
        json.put("refuted", report.exceedsClaim());
        json.put("seconds", seconds);
        return json;
    }

    static ObjectNode claim(AuditClaim claim) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("epsilon", claim.epsilon());
        json.put("delta", claim.delta());
        return json;
    }

    static ObjectNode plan(PlannedRun run) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("description", run.plan().describe());
        json.put("examples", run.datasetSize());
        json.put("steps", run.steps());
        PlanJson.put(json, run);
        json.put("noiseMultiplier", run.plan().noise().noiseMultiplier(0));
        json.put("adjacency", run.plan().adjacency().jsonName());
        return json;
    }

    static ObjectNode ranks(GaussianEstimate estimate) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("areaUnderCurve", estimate.separation().area());
        json.put("mu", estimate.mu());
        json.put("muLower", estimate.muLower());
        json.put("epsilon", estimate.epsilon());
        json.put("epsilonLower", estimate.epsilonLower());
        return json;
    }
}
