package org.dpmodel;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dpmodel.checkpoint.TrainingState;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.StartingValues;
import org.dpmodel.optimizer.OptimizerState;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.training.CheckedFeatures;
import org.dpmodel.training.CheckedTargets;
import org.dpmodel.training.DatasetShape;
import org.dpmodel.training.ForwardRunner;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.Parameters;
import org.dpmodel.training.StepSettings;
import org.dpmodel.training.StepSums;
import org.dpmodel.validation.Require;

/** The mutable part of a model: parameters, optimizer, ledger, compiled graphs. For one thread at a time. */
final class ModelState implements AutoCloseable {
    private final ModelSettings settings;
    private final NetworkGraph network;
    private final Parameters parameters;
    private final OptimizerState optimizer;
    private final ParameterUpdate update;
    private final Optional<IterateAverage> average;
    private final RunLedger ledger;
    private final TrainedShare share;
    private final GradientComputer gradients;
    private ForwardRunner predictor;
    private RandomStreams random;
    private OptionalDouble adaptedClippingNorm;

    ModelState(ModelSettings settings) {
        this.settings = settings;
        this.random = settings.random();
        this.network = StartingValues.ofFrozen(settings.network(), random);
        this.parameters = new Parameters(network);
        StartingValues.ofTrained(settings.network(), random, parameters::set);
        this.optimizer = settings.optimizer().newState(parameters.sizes());
        this.update = new ParameterUpdate(parameters, optimizer);
        this.average = settings.averaging().map(averaging -> new IterateAverage(averaging, parameters.copy()));
        this.ledger = new RunLedger(settings, network);
        this.share = new TrainedShare(settings.network());
        this.adaptedClippingNorm = settings.plan().initialClippingNorm();
        this.gradients = new GradientComputer(
                new StepSettings(
                        network,
                        settings.loss(),
                        settings.device(),
                        settings.execution(),
                        settings.plan().clipMechanism(),
                        settings.plan().unitRows(),
                        settings.rows(),
                        settings.network().dropout()),
                parameters);
    }

    /** The network. Its parameters have the values of the file, or zeros where the starting values were drawn. */
    NetworkGraph network() {
        return network;
    }

    /** Checks a dataset, and compiles for it ahead of the first step, so that errors show before anything is spent. */
    void prepare(Dataset dataset, StepSums sums) {
        NetworkGraph bound = Networks.bind(network, 2);
        TensorType targets = settings.loss().targets(bound.output().type());
        DatasetShape.check(dataset, bound.features(), targets);
        sums.prepare();
    }

    /**
     * Updates the parameters by a noisy sum of gradients, divided by the public expected number of units.
     *
     * @param sums one array for each parameter
     * @param noiseDeviation standard deviation of the noise on each element of the sums
     * @param step the step within the call of {@code train}, from 1
     * @param steps the number of steps of the call, as far as is known
     */
    void update(double[][] sums, double noiseDeviation, long step, long steps) {
        update.apply(sums, settings.plan().expectedUnits(), noiseDeviation);
        average.ifPresent(taken -> taken.take(parameters, step, steps));
    }

    /** The learning rate of the next step. */
    double learningRate() {
        return optimizer
                .learningRate()
                .orElseGet(() -> settings.optimizer().learningRate().at(optimizer.steps()));
    }

    /** Sets the learning rate of the steps from the next one on. */
    void changeLearningRate(double learningRate) {
        optimizer.changeLearningRate(learningRate);
    }

    /** Saves what a resumed run needs besides its ledger, if there is a folder. */
    void save() {
        if (ledger.isKept()) {
            ledger.save(new TrainingState(
                    ledger.spending().steps(),
                    adaptedClippingNorm,
                    settings.optimizer().name(),
                    optimizer.snapshot(),
                    random.orderKey(),
                    parameters.byName(),
                    average.map(IterateAverage::snapshot),
                    Optional.empty()));
        }
    }

    /** Takes over a run from its folder. */
    Resumption resume(Path directory) {
        Optional<TrainingState> saved = ledger.resume(directory, this::restore);
        long spent = ledger.spending().steps();
        return new Resumption(
                spent,
                spent - saved.map(TrainingState::steps).orElse(0L),
                ledger.position().stepsOfResumedRun());
    }

    private void restore(TrainingState saved) {
        if (!saved.optimizer().equals(settings.optimizer().name())) {
            throw Require.broken(
                    "the optimizer of a resumed run",
                    "must be the one that it began with, " + saved.optimizer(),
                    settings.optimizer().name(),
                    "build the model with the same settings");
        }
        if (random.isSeeded() && !Arrays.equals(saved.orderKey(), random.orderKey())) {
            throw new IllegalArgumentException("the seed of a resumed run must be the one that the run began with, "
                    + "found a different one, or weights of other earlier trainings: build the model with the same "
                    + "seed and on the same network");
        }
        IterateAverage.check(saved.average(), settings.averaging());
        // All checks come before the first change.
        settings.optimizer().newState(parameters.sizes()).restore(saved.optimizerState());
        parameters.replace(saved.parameters());
        average.ifPresent(taken -> taken.restore(saved.average(), parameters));
        optimizer.restore(saved.optimizerState());
        adaptedClippingNorm = saved.clippingNorm();
        random = random.withOrderKey(saved.orderKey());
    }

    /** The network with the values of some parameters, and the statements of all trainings that its weights went through. */
    Network network(Parameters values) {
        return new Network(
                values.snapshot(),
                settings.network().opset(),
                Map.of(),
                statements().all(settings.delta()),
                List.of(),
                settings.network().adapters(),
                settings.network().dropout(),
                settings.network().preprocessing());
    }

    Statements statements() {
        return new Statements(settings, ledger, network, share);
    }

    ForwardRunner predictor() {
        Parameters present = released();
        if (predictor == null) {
            predictor = new ForwardRunner(network, settings.loss(), settings.device(), settings.execution(), present);
        }
        return predictor;
    }

    /** Exact metrics, each example computed in a graph of its own. */
    Map<String, Double> evalOneByOne(Dataset dataset) {
        try (ForwardRunner single =
                new ForwardRunner(network, settings.loss(), settings.device(), settings.execution(), released(), 1)) {
            return single.eval(checked(dataset), settings.metrics());
        }
    }

    ModelSettings settings() {
        return settings;
    }

    /** Where training continues from. */
    Parameters parameters() {
        return parameters;
    }

    /** The parameters that are evaluated, saved and returned: the average if there is one. */
    Parameters released() {
        return average.map(IterateAverage::parameters).orElse(parameters);
    }

    RunLedger ledger() {
        return ledger;
    }

    /** A dataset whose features and targets are checked whenever they are read. */
    Dataset checked(Dataset dataset) {
        return CheckedTargets.of(CheckedFeatures.of(dataset, network()), settings.loss(), network());
    }

    /** The sums of a training on a dataset, wherever the dataset is stored. */
    StepSums sums(Dataset dataset) {
        return gradients.sums(dataset, settings.network().opset());
    }

    RandomStreams random() {
        return random;
    }

    /** The current clipping norm of adaptive clipping, or the plan's initial one; empty if nothing is clipped. */
    OptionalDouble adaptedClippingNorm() {
        return adaptedClippingNorm;
    }

    void adaptClippingNorm(double norm) {
        adaptedClippingNorm = OptionalDouble.of(norm);
    }

    @Override
    public void close() {
        gradients.close();
        ledger.close();
        if (predictor != null) {
            predictor.close();
        }
    }
}
