package org.dpmodel;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.Sensitive;
import org.dpmodel.callback.StepReport;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.NativeCalls;
import org.dpmodel.graph.Shape;
import org.dpmodel.plan.PlanReadings;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.sampling.Sampler;
import org.dpmodel.training.CheckedFeatures;
import org.dpmodel.training.CheckedTargets;
import org.dpmodel.training.ClippedSum;
import org.dpmodel.training.DropoutMasks;
import org.dpmodel.training.StepSums;
import org.dpmodel.validation.Require;

/**
 * One call of {@code train}: draw, sum clipped gradients, charge, add noise, divide by the public expected size, update.
 */
final class TrainingRun implements RunContext {
    private final DPModel model;
    private final ModelState state;
    private final ModelSettings settings;
    private final DrawnUnits units;
    private final Dataset readable;
    private final Dataset dataset;
    private final int records;
    /** The units of the sampler and the accountant: examples, or people. */
    private final int datasetSize;

    private final int epochs;
    private final List<Callback> callbacks;
    private final int stepsPerEpoch;
    private final Sampler sampler;
    private final PlanReadings readings;
    private final NonFiniteSteps nonFiniteSteps;
    private StepSums sums;
    private long firstPosition;
    /** The last step of the call, counted from 1, or the one at which the budget ends it, if that is earlier. */
    private long lastStep;

    /** From this step on, steps are counted in groups that one charge pays for. */
    private long chargedFrom;

    private int epoch = 1;
    private int stepInEpoch;
    private Optional<DpEvent> charged = Optional.empty();
    private OptionalDouble clippingNorm = OptionalDouble.empty();
    private Sensitive<StepReport> report;
    private boolean stopRequested;
    private boolean budgetReached;

    TrainingRun(DPModel model, ModelState state, Dataset dataset, int epochs, List<? extends Callback> callbacks) {
        Require.atLeast("epochs", epochs, 1, "pass the number of passes over the dataset");
        this.model = model;
        this.state = state;
        this.settings = state.settings();
        this.units = DrawnUnits.of(settings.plan(), Objects.requireNonNull(dataset, "dataset"));
        this.readable = CheckedFeatures.of(units.dataset(), state.network());
        this.dataset = CheckedTargets.of(readable, settings.loss(), state.network());
        this.epochs = epochs;
        this.callbacks = List.copyOf(Objects.requireNonNull(callbacks, "callbacks"));
        this.records = units.records();
        this.datasetSize = units.count();
        this.stepsPerEpoch = settings.plan().sampling().stepsPerEpoch(datasetSize);
        this.sampler = units.sampler(state.random());
        this.readings = settings.plan().begin(plannedSteps());
        this.nonFiniteSteps = new NonFiniteSteps(
                state.ledger().spending().accountant().search().isPresent());
    }

    TrainingEnd execute() {
        checkSolvedFor();
        try (StepSums opened = state.sums(dataset)) {
            sums = opened;
            return executeSteps();
        }
    }

    private TrainingEnd executeSteps() {
        readings.prepare(state.parameters().sizes());
        state.prepare(dataset, sums);
        CheckedFeatures.readAll(
                readable, records, (int) Shape.of(dataset.featureShape()).size());
        CheckedTargets.readAll(
                dataset, records, (int) Shape.of(dataset.targetShape()).size());
        Optional<BudgetForecast> forecast = BudgetOutlook.of(settings, state.ledger(), epochs, datasetSize, readings);
        lastStep = (long) epochs * stepsPerEpoch
                - forecast.map(f -> f.wantedSteps() - f.steps()).orElse(0L);
        readings.charge(step(), 0, datasetSize).ifPresent(state.ledger().spending()::checkChargeable);
        firstPosition =
                state.ledger().beginRun(units, stepsPerEpoch, state.random().orderKey(), readings);
        chargedFrom = settings.plan().sampling().isChargeResumed()
                ? firstPosition
                : state.ledger().position().next();
        sums.caveat().ifPresent(state.ledger()::addCaveat);
        units.caveat().ifPresent(state.ledger()::addCaveat);
        recordPlanIfResultsMayEndIt(lastStep - finishedSteps());
        state.save();
        forecast.ifPresent(ahead -> warn("the budget of " + budget() + " does not last: " + ahead));
        try {
            notifyCallbacks(callback -> callback.onTrainBegin(this));
            while (remainingSteps() > 0) {
                lookAhead();
                if (ends()) {
                    break;
                }
                runEpoch();
                state.save();
            }
        } catch (RuntimeException | Error e) {
            notifyEnd().ifPresent(e::addSuppressed);
            throw e;
        }
        notifyEnd().ifPresent(failure -> {
            throw failure;
        });
        return end();
    }

    private void recordPlanIfResultsMayEndIt(long steps) {
        if (steps > 0 && settings.plan().privacy().isPresent()) {
            state.ledger().plan(callbacks.stream().anyMatch(Callback::endsByResults), steps, this::charge);
        }
    }

    /**
     * Notifies all callbacks, even those after one that fails: the last checkpoint must not depend on another
     * callback's file.
     */
    private Optional<RuntimeException> notifyEnd() {
        RuntimeException failure = null;
        for (Callback callback : callbacks) {
            try {
                callback.onTrainEnd(this);
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else if (failure != e) {
                    failure.addSuppressed(e);
                }
            }
        }
        return Optional.ofNullable(failure);
    }

    private TrainingEnd end() {
        if (budgetReached) {
            warn("budget reached: the next step would exceed " + budget() + "; the model stays at step " + step() + ", "
                    + remainingSteps() + " steps before the end of its epochs");
            return TrainingEnd.BUDGET_REACHED;
        }
        return remainingSteps() > 0 ? TrainingEnd.STOPPED : TrainingEnd.EPOCHS_DONE;
    }

    private String budget() {
        PrivacyBudget budget = settings.budget().orElseThrow();
        return "epsilon " + budget.epsilon() + " at delta " + budget.delta();
    }

    private static void warn(String text) {
        System.getLogger(PrivacyBudget.class.getName()).log(System.Logger.Level.WARNING, text);
    }

    /** With a different number of examples, the cost would differ from the one that the noise was solved for. */
    private void checkSolvedFor() {
        settings.solvedNoise().map(solved -> solved.target().datasetSize()).ifPresent(size -> {
            if (size != datasetSize) {
                throw Require.broken(
                        "the dataset",
                        "must have the " + size + " " + units.unitName() + " that the noise was solved for",
                        datasetSize,
                        "build the model with datasetSize(" + datasetSize + ")");
            }
        });
    }

    /** The remaining steps of the new or resumed call, as far as is known before it begins. */
    private long plannedSteps() {
        long all = (long) epochs * stepsPerEpoch;
        return Math.max(1, all - state.ledger().position().stepsOfResumedRun());
    }

    /** The number of charged steps of this run, including those of an earlier process that it resumes. */
    private long finishedSteps() {
        return state.ledger().position().next() - firstPosition;
    }

    private long remainingSteps() {
        return (long) epochs * stepsPerEpoch - finishedSteps();
    }

    private void runEpoch() {
        epoch = (int) (finishedSteps() / stepsPerEpoch) + 1;
        stepInEpoch = (int) (finishedSteps() % stepsPerEpoch);
        notifyCallbacks(callback -> callback.onTrainEpochBegin(this));
        while (stepInEpoch < stepsPerEpoch) {
            lookAhead();
            if (ends()) {
                break;
            }
            stepInEpoch++;
            notifyCallbacks(callback -> callback.onTrainStepBegin(this));
            runStep();
            notifyCallbacks(callback -> callback.onTrainStepEnd(this));
            if (settings.saveStateEvery().isPresent()
                    && step() % settings.saveStateEvery().getAsInt() == 0) {
                state.save();
            }
        }
        notifyCallbacks(callback -> callback.onTrainEpochEnd(this));
    }

    /** Checks, before a step, whether something forbids it, and records the reason. */
    private void lookAhead() {
        if (NativeCalls.awaitEndOfProcess()) {
            requestStop();
        }
        budgetReached = budgetReached || !state.ledger().spending().allows(this::charge, remainingSteps());
    }

    private boolean ends() {
        return stopRequested() || budgetReached;
    }

    /** The charge of a future step; 0 is the next one. It does not depend on the data. */
    private Optional<DpEvent> charge(long ahead) {
        int paidAtOnce = settings.plan().sampling().stepsPerCharge(datasetSize);
        long counted = state.ledger().position().next() - chargedFrom + ahead;
        return readings.charge(step() + ahead, (int) (counted % paidAtOnce), datasetSize);
    }

    private void runStep() {
        long step = step();
        int[] drawn = rows(sampler.next(state.ledger().position().next()), step);
        clippingNorm = readings.clippingNorm(step, state.adaptedClippingNorm());
        charged = charge(0);
        ClippedSum sum = chargedSum(drawn, clippingNorm, DropoutMasks.of(state.random(), step));
        double noiseDeviation = readings.addNoise(sum.totals(), step, state.random());
        readings.adaptedClippingNorm(sum.unclippedExcess(), step, state.random())
                .ifPresent(state::adaptClippingNorm);
        readings.finished(step);
        state.update(sum.totals(), noiseDeviation, finishedSteps(), lastStep);
        report = Sensitive.of(units.report(sum.report()));
        nonFiniteSteps.count(step, sum.report());
    }

    /** The sum of the step. When this method ends, even by an exception, the step is charged and recorded. */
    @SuppressWarnings("try") // The charge is there to be closed.
    private ClippedSum chargedSum(int[] drawn, OptionalDouble clippingNorm, DropoutMasks masks) {
        try (Charge charge = state.ledger().charge(charged)) {
            return sums.sum(drawn, clippingNorm, masks);
        }
    }

    /**
     * The drawn units in a secret random order: if one example is added in a random place, all others but one can keep
     * their places, so that few chunks of the sum change (ADR 302). Rows of one unit stay together.
     */
    private int[] rows(int[] drawn, long step) {
        return RowOrder.shuffled(
                units.rows(drawn, step), settings.plan().unitRows(), state.random().stream(StreamPurpose.ROWS, step));
    }

    private void notifyCallbacks(Consumer<Callback> event) {
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
        return state.ledger().spending().steps();
    }

    @Override
    public Optional<DpEvent> charged() {
        return charged;
    }

    @Override
    public OptionalDouble clippingNorm() {
        return clippingNorm;
    }

    @Override
    public double learningRate() {
        return state.learningRate();
    }

    @Override
    public void changeLearningRate(double learningRate) {
        state.changeLearningRate(learningRate);
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
    public boolean isChargedAsPlanned() {
        return state.ledger().spending().plans().planned().isPresent();
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
