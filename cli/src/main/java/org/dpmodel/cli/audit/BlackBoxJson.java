package org.dpmodel.cli.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dpmodel.audit.membership.BlackBoxReport;

/** The report of an audit by final models, for programs. */
final class BlackBoxJson {
    private BlackBoxJson() {}

    static ObjectNode of(BlackBoxReport report, double seconds) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("claim", AuditJson.claim(report.claim()));
        json.set("plan", AuditJson.plan(report.claim().run()));
        json.putObject("tried").put("modelsWith", report.runs()).put("modelsWithout", report.runs());
        json.set("ranks", AuditJson.ranks(report.ranks()));
        json.put("epsilonLower", report.ranks().epsilonLower());
        json.put("confidence", 1 - report.error());
        json.put("refuted", report.exceedsClaim());
        json.put("seconds", seconds);
        return json;
    }
}
