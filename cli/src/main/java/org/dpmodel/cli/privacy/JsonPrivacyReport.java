package org.dpmodel.cli.privacy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.cli.options.PlanJson;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.plan.PrivacyPlan;

/** The report as one JSON object: {@code run}, and what was requested. */
final class JsonPrivacyReport implements PrivacyReport {
    private static final String INFINITY = "Infinity";

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    JsonPrivacyReport(PlannedRun run) {
        PrivacyPlan plan = run.plan();
        ObjectNode node = json.putObject("run");
        PlanJson.put(node, run);
        node.put("noiseMultiplier", plan.noise().noiseMultiplier(0));
        node.put("sensitivityInClippingNorms", plan.sensitivityInClippingNorms());
        node.put("steps", run.steps());
        node.put("stepsPerEpoch", run.stepsPerEpoch());
        node.put("sampler", plan.sampling().name());
        node.put("adjacency", plan.adjacency().jsonName());
    }

    @Override
    public void statements(List<PrivacyStatement> statements) {
        ArrayNode array = json.putArray("statements");
        statements.forEach(statement -> array.add(statement.toJson()));
    }

    @Override
    public void membershipTest(MembershipTest test) {
        ObjectNode node = json.putObject("membershipTest");
        node.put("falsePositiveRate", test.shownFirst().falsePositive());
        node.put("truePositiveRateAtMost", test.shownFirst().truePositive());
        node.put("advantageAtMost", test.advantage());
        node.put("prior", MembershipTest.PRIOR);
        node.put("posteriorAtMost", test.posterior());
        ArrayNode rates = node.putArray("rates");
        for (MembershipTest.Rate rate : test.rates()) {
            rates.addObject()
                    .put("falsePositiveRate", rate.falsePositive())
                    .put("truePositiveRateAtMost", rate.truePositive());
        }
    }

    @Override
    public void solution(double targetEpsilon, List<BudgetSearch.Answer> answers) {
        json.put("targetEpsilon", targetEpsilon);
        ArrayNode array = json.putArray("solutions");
        for (BudgetSearch.Answer answer : answers) {
            ObjectNode node = array.addObject();
            node.put("accountant", answer.accountant().title());
            node.put("noiseMultiplier", answer.run().plan().noise().noiseMultiplier(0));
            node.put("steps", answer.run().steps());
            node.put("epochs", answer.run().steps() / answer.run().stepsPerEpoch());
        }
    }

    @Override
    public void table(AccountantChoice accountant, BudgetTable table) {
        ObjectNode node = json.putObject("table");
        node.put("accountant", accountant.title());
        node.put("delta", table.delta());
        ArrayNode noise = node.putArray("noiseMultipliers");
        table.noiseMultipliers().forEach(noise::add);
        ArrayNode epochs = node.putArray("epochs");
        table.epochs().forEach(epochs::add);
        ArrayNode rows = node.putArray("epsilons");
        for (List<Double> row : table.epsilons()) {
            ArrayNode cells = rows.addArray();
            for (double epsilon : row) {
                if (Double.isInfinite(epsilon)) {
                    cells.add(INFINITY);
                } else {
                    cells.add(epsilon);
                }
            }
        }
    }

    @Override
    public void plot(Path file) {
        json.put("plot", file.toString());
    }

    @Override
    public String finish() {
        return json.toPrettyString();
    }
}
