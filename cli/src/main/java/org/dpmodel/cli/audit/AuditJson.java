package org.dpmodel.cli.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.audit.AuditReport;
import org.dpmodel.cli.options.PlanJson;
import org.dpmodel.plan.PlannedRun;

/** The answer for programs: one JSON object. */
final class AuditJson {
    private AuditJson() {}

    static ObjectNode of(AuditReport report, double seconds) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode claim = json.putObject("claim");
        claim.put("epsilon", report.claim().epsilon());
        claim.put("delta", report.claim().delta());
        PlannedRun run = report.claim().run();
        Adjacency adjacency = run.plan().adjacency();
        ObjectNode plan = json.putObject("plan");
        plan.put("description", run.plan().describe());
        plan.put("examples", run.datasetSize());
        plan.put("steps", run.steps());
        PlanJson.put(plan, run);
        plan.put("noiseMultiplier", run.plan().noise().noiseMultiplier(0));
        plan.put("adjacency", adjacency.jsonName());
        ObjectNode tried = json.putObject("tried");
        tried.put("canaries", report.canaries());
        tried.put("tookPart", report.tookPart());
        tried.put("rowsOfNobody", report.rowsOfNobody());
        tried.put("steps", report.steps());
        ObjectNode ranks = json.putObject("ranks");
        ranks.put("areaUnderCurve", report.ranks().separation().area());
        ranks.put("mu", report.ranks().mu());
        ranks.put("muLower", report.ranks().muLower());
        ranks.put("epsilon", report.ranks().epsilon());
        ranks.put("epsilonLower", report.ranks().epsilonLower());
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
}
