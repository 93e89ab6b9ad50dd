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

    ModelState(ModelSettings settings) {
        this.settings = settings;
        this.network = settings.network().initialized(settings.random());
        this.parameters = new Parameters(network);
        this.optimizer = settings.optimizer().newState(parameters.sizes());
        this.accountant = settings.accountant()
                .apply(settings.plan().map(PrivacyPlan::adjacency).orElse(Adjacency.ADD_OR_REMOVE_ONE));
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

    /** Checks a dataset, and compiles for it ahead of the first step, so that errors show before anything is spent. */
    void prepare(Dataset dataset) {
        NetworkGraph bound = network.bind(1);
        TensorType targets = settings.loss().targets(bound.output().type());
        DatasetShape.check(dataset, bound.input().type(), targets);
        gradients.prepare(settings.sampling().expectedBatchSize());
        samplers.add(settings.plan()
                .map(plan -> plan.samplerText(dataset.size()))
                .orElse(settings.sampling().name() + " batches"));
    }

    /** Writes a charge into the ledger. Must come before the step's noisy result is used. */
    void charge(Optional<DpEvent> event) {
        event.ifPresent(accountant::compose);
    }

    /** Moves the parameters by a noisy mean gradient. */
    void update(float[][] gradient) {
        optimizer.update(parameters.values(), gradient);
        parameters.publish();
        steps++;
    }

    PrivacyStatement statement(double delta) {
        List<String> notes = new ArrayList<>();
        if (samplers.size() > 1) {
            notes.add(
                    "The model was trained on several datasets; the statement holds for an example of any one of them,"
                            + " and only if no person has examples in more than one.");
        }
        String sampler = samplers.isEmpty() ? "none: not trained" : String.join("; then ", samplers);
        String mechanism = settings.plan().map(PrivacyPlan::mechanismText).orElse("none: trained WITHOUT privacy");
        return PrivacyStatement.of(accountant, delta, sampler, mechanism, steps)
                .withSeeded(settings.random().isSeeded())
                .withNotes(notes);
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

    /** Steps so far; also the index of the next step's noise, which is therefore never drawn twice. */
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
