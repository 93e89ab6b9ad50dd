package org.dpmodel;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.Sensitive;
import org.dpmodel.callback.StepReport;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.NativeCalls;
import org.dpmodel.graph.Shape;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.sampling.Sampler;
import org.dpmodel.training.CheckedTargets;
import org.dpmodel.training.ClippedSum;
import org.dpmodel.validation.Require;

/**
 * One call of {@code train}: draw, sum clipped gradients, charge, add noise, divide by the public expected size, update.
 */
final class TrainingRun implements RunContext {
    private final DPModel model;
    private final ModelState state;
    private final ModelSettings settings;
    private final Dataset dataset;
    /** Read once: the sampler and the accountant must speak of the same dataset, whatever size() says later. */
    private final int datasetSize;

    private final int epochs;
    private final List<Callback> callbacks;
    private final int stepsPerEpoch;
    private final Sampler sampler;
    private final float[][] means;
    private final Optional<PlanReadings> readings;
    private final NonFiniteSteps nonFiniteSteps = new NonFiniteSteps();
    private long firstPosition;
    private int epoch = 1;
    private int stepInEpoch;
    private Optional<DpEvent> charged = Optional.empty();
    private Sensitive<StepReport> report;
    private boolean stopRequested;
    private boolean budgetReached;

    TrainingRun(DPModel model, ModelState state, Dataset dataset, int epochs, List<? extends Callback> callbacks) {
        Require.atLeast("epochs", epochs, 1, "pass how often the dataset is gone through");
        this.model = model;
        this.state = state;
        this.settings = state.settings();
        this.dataset = CheckedTargets.of(dataset, settings.loss());
        this.epochs = epochs;
        this.callbacks = List.copyOf(callbacks);
        this.datasetSize = dataset.size();
        this.stepsPerEpoch = settings.sampling().stepsPerEpoch(datasetSize);
        this.means = state.parameters().zeros();
        this.sampler = settings.sampling().sampler(datasetSize, state.random());
        this.readings = settings.plan().map(PlanReadings::new);
    }

    void execute() {
        state.prepare(dataset);
        CheckedTargets.readAll(
                dataset, datasetSize, (int) Shape.of(dataset.targetShape()).size());
        readings.flatMap(plan -> plan.charge(state.ledger().steps(), 0, datasetSize))
                .ifPresent(state.ledger()::checkChargeable);
        firstPosition = state.ledger()
                .beginRun(datasetSize, stepsPerEpoch, state.random().orderKey(), readings);
        state.gradients().caveat().ifPresent(state.ledger()::remark);
        state.save();
        try {
            tell(callback -> callback.onTrainBegin(this));
            while (finishedSteps() < (long) epochs * stepsPerEpoch && goesOn()) {
                runEpoch();
                state.save();
            }
        } finally {
            tell(callback -> callback.onTrainEnd(this));
        }
    }

    /** Steps of this run that are charged, also those of an earlier process that it resumes. */
    private long finishedSteps() {
        return state.ledger().nextPosition() - firstPosition;
    }

    private void runEpoch() {
        epoch = (int) (finishedSteps() / stepsPerEpoch) + 1;
        stepInEpoch = (int) (finishedSteps() % stepsPerEpoch);
        tell(callback -> callback.onTrainEpochBegin(this));
        while (stepInEpoch < stepsPerEpoch && goesOn()) {
            stepInEpoch++;
            tell(callback -> callback.onTrainStepBegin(this));
            runStep();
            tell(callback -> callback.onTrainStepEnd(this));
            if (settings.saveStateEvery().isPresent()
                    && state.ledger().steps() % settings.saveStateEvery().getAsInt() == 0) {
                state.save();
            }
        }
        tell(callback -> callback.onTrainEpochEnd(this));
    }

    private boolean goesOn() {
        if (NativeCalls.awaitEndOfProcess()) {
            requestStop();
        }
        long left = (long) epochs * stepsPerEpoch - finishedSteps();
        budgetReached = budgetReached || !state.ledger().affords(this::charge, left);
        return !stopRequested() && !budgetReached;
    }

    /** What a step ahead is charged; 0 is the next one. It depends on nothing that the data could change. */
    private Optional<DpEvent> charge(long ahead) {
        int step = (int) ((finishedSteps() + ahead) % stepsPerEpoch);
        return readings.isPresent()
                ? readings.get().charge(state.ledger().steps() + ahead, step, datasetSize)
                : Optional.of(new DpEvent.NonPrivate());
    }

    private void runStep() {
        long step = state.ledger().steps();
        int[] drawn = rows(sampler.next(state.ledger().nextPosition()), step);
        OptionalDouble clippingNorm = clippingNorm(step);
        charged = charge(0);
        Runnable charging = state.ledger().charge(charged);
        ClippedSum sum;
        try {
            sum = state.gradients().sum(dataset, drawn, clippingNorm);
        } finally {
            charging.run();
        }
        double noiseDeviation = readings.map(read -> addNoise(read, sum, step)).orElse(0.0);
        state.update(divided(sum.totals(), expectedUnits()), noiseDeviation / expectedUnits());
        report = Sensitive.of(sum.report());
        nonFiniteSteps.count(step, sum.report());
    }

    /**
     * The drawn units in a secret random order: with one example more, in a random place, all others but one can keep theirs,
     * so that few chunks of the sum change (ADR 302). What belongs to one unit stays together.
     */
    private int[] rows(int[] drawn, long step) {
        return RowOrder.shuffled(drawn, settings.microbatchSize(), state.random().stream(StreamPurpose.ROWS, step));
    }

    private OptionalDouble clippingNorm(long step) {
        return readings.map(read -> OptionalDouble.of(read.clippingNorm(step, state.adaptedClippingNorm())))
                .orElse(OptionalDouble.empty());
    }

    /** Adds the step's noise, and gives its standard deviation. */
    private double addNoise(PlanReadings read, ClippedSum sum, long step) {
        PrivacyPlan plan = settings.plan().orElseThrow();
        double clippingNorm = clippingNorm(step).orElseThrow();
        long elements =
                Arrays.stream(sum.totals()).mapToLong(part -> part.length).sum();
        double standardDeviation = read.noiseStandardDeviation(step, clippingNorm, elements);
        UniformRandomProvider random = state.random().stream(StreamPurpose.NOISE, step);
        for (double[] part : sum.totals()) {
            plan.noise().addTo(part, standardDeviation, random);
        }
        plan.clipping()
                .adaptation()
                .ifPresent(how -> state.adaptClippingNorm(how.next(
                        clippingNorm, noisyUnclippedFraction(read.shares(step), sum.unclippedExcess(), step))));
        read.finished(step);
        return standardDeviation;
    }

    private double noisyUnclippedFraction(NoiseShares shares, double excess, long step) {
        UniformRandomProvider random = state.random().stream(StreamPurpose.CLIPPING, step);
        double noise = shares.countStandardDeviation()
                * ZigguratSampler.NormalizedGaussian.of(random).sample();
        return (excess + noise) / expectedUnits() + 0.5;
    }

    private double expectedUnits() {
        return settings.plan().map(PrivacyPlan::expectedUnits).orElse((double)
                settings.sampling().expectedBatchSize());
    }

    /** The mean, rounded to float32 only now that the sum has its noise; in arrays that are used again. */
    private float[][] divided(double[][] sums, double by) {
        for (int i = 0; i < sums.length; i++) {
            for (int j = 0; j < sums[i].length; j++) {
                means[i][j] = (float) (sums[i][j] / by);
            }
        }
        return means;
    }

    private void tell(Consumer<Callback> event) {
        callbacks.forEach(event);
    }

    @Override
    public DPModel model() {
        return model;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public int epochs() {
        return epochs;
    }

    @Override
    public int stepInEpoch() {
        return stepInEpoch;
    }

    @Override
    public int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    @Override
    public long step() {
        return state.ledger().steps();
    }

    @Override
    public Optional<DpEvent> charged() {
        return charged;
    }

    @Override
    public Sensitive<StepReport> report() {
        if (report == null) {
            throw new IllegalStateException("there is no report before the first step has ended");
        }
        return report;
    }

    @Override
    public boolean budgetReached() {
        return budgetReached;
    }

    @Override
    public void requestStop() {
        stopRequested = true;
    }

    @Override
    public boolean stopRequested() {
        return stopRequested || Thread.currentThread().isInterrupted();
    }
}
