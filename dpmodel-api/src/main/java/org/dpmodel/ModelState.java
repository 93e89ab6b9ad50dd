package org.dpmodel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.step.NetworkGraph;
import org.dpmodel.optimizer.OptimizerState;
import org.dpmodel.training.DatasetShape;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.Parameters;
import org.dpmodel.training.Predictor;
import org.dpmodel.training.StepSettings;
import org.dpmodel.validation.Require;

/** What changes while a model lives: parameters, optimizer, ledger, compiled graphs. Mutable, for one thread at a time. */
final class ModelState implements AutoCloseable {
    private final ModelSettings settings;
    private final NetworkGraph network;
    private final Parameters parameters;
    private final OptimizerState optimizer;
    private final PrivacyAccountant accountant;
    private final GradientComputer gradients;
    private final Set<String> samplers = new LinkedHashSet<>();
    private Predictor predictor;
    private long steps;
    private long samplingPosition;
    private int largestDataset;
    private double adaptedClippingNorm;

    ModelState(ModelSettings settings) {
        this.settings = settings;
        this.network = settings.network().initialized(settings.random());
        this.parameters = new Parameters(network);
        this.optimizer = settings.optimizer().newState(parameters.sizes());
        this.accountant = newAccountant(settings);
        this.adaptedClippingNorm = settings.plan()
                .map(plan -> plan.clipping().initialClippingNorm())
                .orElse(Double.NaN);
        this.gradients = new GradientComputer(
                new StepSettings(
                        network,
                        settings.loss(),
                        settings.device(),
                        settings.execution(),
                        settings.plan().map(PrivacyPlan::clipping),
                        settings.microbatchSize(),
                        settings.physicalBatchSize()),
                parameters);
    }

    /** An accountant of another adjacency would read the plan's events, which hold its sensitivity, for a smaller one. */
    private static PrivacyAccountant newAccountant(ModelSettings settings) {
        Adjacency adjacency = settings.plan().map(PrivacyPlan::adjacency).orElse(Adjacency.ADD_OR_REMOVE_ONE);
        PrivacyAccountant accountant = settings.accountant().apply(adjacency);
        if (accountant.adjacency() != adjacency) {
            throw Require.broken(
                    "the accountant's adjacency",
                    "must be the plan's, " + adjacency,
                    accountant.adjacency(),
                    "make the accountant for the adjacency that it is asked for, for example RdpAccountant::new");
        }
        return accountant.copy();
    }

    /** Checks a dataset, and compiles for it ahead of the first step, so that errors show before anything is spent. */
    void prepare(Dataset dataset, int size) {
        NetworkGraph bound = network.bind(1);
        TensorType targets = settings.loss().targets(bound.output().type());
        DatasetShape.check(dataset, bound.input().type(), targets);
        gradients.prepare(settings.sampling().expectedBatchSize());
        largestDataset = Math.max(largestDataset, size);
        samplers.add(settings.plan()
                .map(plan -> plan.samplerText(size))
                .orElse(settings.sampling().name() + " batches"));
    }

    /**
     * Writes a charge into the ledger and counts the step. Must come before the step's noise is drawn: a step that fails
     * later is spent, and its noise, which somebody may have seen, is not drawn again for another sum.
     */
    void charge(Optional<DpEvent> event) {
        event.ifPresent(accountant::compose);
        steps++;
    }

    /** Moves the parameters by a noisy mean gradient. */
    void update(float[][] gradient) {
        optimizer.update(parameters.values(), gradient);
        parameters.publish();
    }

    PrivacyStatement statement(double delta) {
        String sampler = samplers.isEmpty() ? "none: not trained" : String.join("; then ", samplers);
        String mechanism = settings.plan().map(PrivacyPlan::mechanismText).orElse("none: trained WITHOUT privacy");
        PrivacyStatement statement = PrivacyStatement.of(accountant, delta, sampler, mechanism, steps)
                .withSeeded(settings.random().isSeeded())
                .withNotes(notes(delta));
        return settings.plan()
                .filter(plan -> steps > 0)
                .flatMap(plan -> plan.chargesIfPoissonSampled(steps, largestDataset))
                .map(event -> statement.withEpsilonIfPoissonSampled(epsilon(event, delta)))
                .orElse(statement);
    }

    private double epsilon(DpEvent event, double delta) {
        PrivacyAccountant fresh = newAccountant(settings);
        fresh.compose(event);
        return fresh.epsilon(delta);
    }

    private List<String> notes(double delta) {
        List<String> notes = new ArrayList<>();
        if (samplers.size() > 1) {
            notes.add("The model was trained on several datasets. All their steps are charged together: the statement"
                    + " holds for an example of any of them, and for a person with one example in each.");
        }
        if (delta * largestDataset >= 1) {
            notes.add("delta is not below 1 / number of examples (" + largestDataset + "): publishing one example"
                    + " chosen at random would satisfy it. Choose a smaller delta.");
        }
        if (!settings.network().initializers().keySet().containsAll(network.parameters())) {
            notes.add("Training started from given weights. What they reveal of the data that they were computed from"
                    + " is not included.");
        }
        return notes;
    }

    Predictor predictor() {
        if (predictor == null) {
            predictor = new Predictor(network, settings.loss(), settings.device(), settings.execution(), parameters);
        }
        return predictor;
    }

    ModelSettings settings() {
        return settings;
    }

    Parameters parameters() {
        return parameters;
    }

    PrivacyAccountant accountant() {
        return accountant;
    }

    GradientComputer gradients() {
        return gradients;
    }

    /** The clipping norm that adaptation has arrived at; the initial one if the mechanism does not adapt. */
    double adaptedClippingNorm() {
        return adaptedClippingNorm;
    }

    void adaptClippingNorm(double norm) {
        adaptedClippingNorm = norm;
    }

    /** Steps charged so far; also the index of the next step's noise, which is therefore never drawn twice. */
    long steps() {
        return steps;
    }

    /** The first position of the sampler that begins an epoch and was not used yet. */
    long nextEpochPosition(int stepsPerEpoch) {
        return (samplingPosition + stepsPerEpoch - 1) / stepsPerEpoch * stepsPerEpoch;
    }

    void usedSamplingPosition(long position) {
        samplingPosition = position + 1;
    }

    @Override
    public void close() {
        gradients.close();
        if (predictor != null) {
            predictor.close();
        }
    }
}
