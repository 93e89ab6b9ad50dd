package org.dpmodel;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.graph.step.NetworkGraph;

/** Says what a model reveals, from its ledger. */
final class Statements {
    private final ModelSettings settings;
    private final RunLedger ledger;
    private final NetworkGraph network;

    Statements(ModelSettings settings, RunLedger ledger, NetworkGraph network) {
        this.settings = settings;
        this.ledger = ledger;
        this.network = network;
    }

    PrivacyStatement at(double delta) {
        String sampler = ledger.samplers().isEmpty() ? "none: not trained" : String.join("; then ", ledger.samplers());
        String mechanism = settings.plan().map(PrivacyPlan::mechanismText).orElse("none: trained WITHOUT privacy");
        PrivacyStatement statement = PrivacyStatement.of(ledger.accountant(), delta, sampler, mechanism, ledger.steps())
                .withSeeded(settings.random().isSeeded())
                .withNotes(notes(delta));
        return settings.plan()
                .filter(plan -> ledger.steps() > 0)
                .flatMap(plan -> plan.chargesIfPoissonSampled(ledger.steps(), ledger.largestDataset()))
                .filter(RunLedger.newAccountant(settings)::supports)
                .map(event -> statement.withEpsilonIfPoissonSampled(epsilon(event, delta)))
                .orElse(statement);
    }

    private double epsilon(DpEvent event, double delta) {
        PrivacyAccountant fresh = RunLedger.newAccountant(settings);
        fresh.compose(event);
        return fresh.epsilon(delta);
    }

    private List<String> notes(double delta) {
        List<String> notes = new ArrayList<>();
        if (ledger.samplers().size() > 1) {
            notes.add("The model was trained on several datasets. All their steps are charged together: the statement"
                    + " holds for an example of any of them, and for a person with one example in each.");
        }
        if (delta * ledger.largestDataset() >= 1) {
            notes.add("delta is not below 1 / number of examples (" + ledger.largestDataset()
                    + "): publishing one example" + " chosen at random would satisfy it. Choose a smaller delta.");
        }
        if (!settings.network().initializers().keySet().containsAll(network.parameters())) {
            notes.add("Training started from given weights. What they reveal of the data that they were computed from"
                    + " is not included.");
        }
        notes.addAll(ledger.remarks());
        return notes;
    }
}
