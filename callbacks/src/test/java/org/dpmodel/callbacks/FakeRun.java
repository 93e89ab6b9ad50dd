package org.dpmodel.callbacks;

import java.util.Optional;
import java.util.OptionalDouble;
import org.dpmodel.DPModel;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.Sensitive;
import org.dpmodel.callback.StepReport;

/** A run whose losses the test dictates; it has no model unless it is given one. */
final class FakeRun implements RunContext {
    private final int epochs;
    private final int stepsPerEpoch;
    private int epoch;
    private int stepInEpoch;
    private long step;
    private StepReport report;
    private boolean stopRequested;
    private double learningRate = 1;
    private Optional<DPModel> model = Optional.empty();

    FakeRun(int epochs, int stepsPerEpoch) {
        this.epochs = epochs;
        this.stepsPerEpoch = stepsPerEpoch;
    }

    /** A report of a usual batch. */
    static StepReport loss(double loss) {
        return new StepReport(loss, 8, 0, 0.5, 1);
    }

    FakeRun of(DPModel trained) {
        model = Optional.of(trained);
        return this;
    }

    FakeRun begin(Callback callback) {
        callback.onTrainBegin(this);
        return this;
    }

    FakeRun beginEpoch(Callback callback) {
        epoch++;
        stepInEpoch = 0;
        callback.onTrainEpochBegin(this);
        return this;
    }

    FakeRun step(Callback callback, StepReport seen) {
        stepInEpoch++;
        callback.onTrainStepBegin(this);
        step++;
        report = seen;
        callback.onTrainStepEnd(this);
        return this;
    }

    FakeRun endEpoch(Callback callback) {
        callback.onTrainEpochEnd(this);
        return this;
    }

    FakeRun end(Callback callback) {
        callback.onTrainEnd(this);
        return this;
    }

    @Override
    public DPModel model() {
        return model.orElseThrow(() -> new UnsupportedOperationException("this run has no model"));
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
        return step;
    }

    @Override
    public Optional<DpEvent> charged() {
        return Optional.empty();
    }

    @Override
    public OptionalDouble clippingNorm() {
        return OptionalDouble.empty();
    }

    @Override
    public double learningRate() {
        return learningRate;
    }

    @Override
    public void changeLearningRate(double rate) {
        learningRate = rate;
    }

    @Override
    public Sensitive<StepReport> report() {
        return Sensitive.of(report);
    }

    @Override
    public boolean budgetReached() {
        return false;
    }

    @Override
    public void requestStop() {
        stopRequested = true;
    }

    @Override
    public boolean stopRequested() {
        return stopRequested;
    }
}
