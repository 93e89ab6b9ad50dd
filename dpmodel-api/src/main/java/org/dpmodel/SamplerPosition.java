package org.dpmodel;

import java.util.Optional;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.ledger.RecordedPeople;
import org.dpmodel.plan.PlanReadings;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.validation.Require;

/** The position of a model's sampler, and the run it belongs to if one is resumed. Mutable, for the training thread. */
final class SamplerPosition {
    private long next;
    private Optional<LedgerRecord.Run> resumed = Optional.empty();
    private Optional<LedgerRecord.Step> lastPaid = Optional.empty();

    /** The position of the sampler at the next step. */
    long next() {
        return next;
    }

    /** The run that the next call of {@code train} continues. */
    Optional<LedgerRecord.Run> resumed() {
        return resumed;
    }

    /** Number of charged steps of that run; 0 if there is none. */
    long stepsOfResumedRun() {
        return resumed.map(run -> next - run.firstPosition()).orElse(0L);
    }

    /**
     * The position where a new run begins. An interrupted epoch is not continued: its examples may have been charged in
     * another call.
     */
    long nextEpoch(int stepsPerEpoch) {
        return (next + stepsPerEpoch - 1) / stepsPerEpoch * stepsPerEpoch;
    }

    /** Skips the rest of an interrupted epoch. */
    void leaveEpoch(int stepsPerEpoch) {
        next = nextEpoch(stepsPerEpoch);
    }

    void begin(LedgerRecord.Run run) {
        next = run.firstPosition();
    }

    /** A step of the present run was charged. */
    void advance() {
        next++;
    }

    void replay(LedgerRecord.Run run) {
        begin(run);
        resumed = Optional.of(run);
    }

    void replay(LedgerRecord.Step step) {
        next = step.position() + 1;
        lastPaid = step.event().isPresent() ? Optional.of(step) : lastPaid;
    }

    /**
     * The order of an interrupted epoch is lost together with the state, or with its last key: the next epoch is charged
     * again.
     */
    void keepOrder(Optional<byte[]> savedKey) {
        resumed = resumed.filter(run ->
                savedKey.map(RandomStreams::digest).filter(run.order()::equals).isPresent());
    }

    /**
     * Continues the resumed run.
     *
     * @param datasetSize the number of units to draw from
     * @param steps steps charged so far
     * @return the position of that run's first step
     */
    long continueRun(
            int datasetSize,
            Optional<RecordedPeople> people,
            SamplingScheme sampling,
            PlanReadings readings,
            long steps) {
        LedgerRecord.Run run = resumed.orElseThrow();
        if (!run.people().equals(people)) {
            throw new IllegalArgumentException(
                    "the dataset of a resumed run must have the records of the same people in the"
                            + " same order that it began with, found "
                            + (run.people().isEmpty() ? "people where the run has none" : "other ones")
                            + ": pass the same dataset");
        }
        if (run.datasetSize() != datasetSize) {
            throw Require.broken(
                    "the dataset of a resumed run",
                    "must have the " + run.datasetSize() + (people.isEmpty() ? " examples" : " people or records")
                            + " that it began with",
                    datasetSize,
                    "pass the same dataset");
        }
        checkPaid(datasetSize, sampling, readings, steps);
        resumed = Optional.empty();
        return run.firstPosition();
    }

    /** The same charge, or the more expensive one of versions that charged an epoch of balls in bins without amplification. */
    private static boolean covers(Optional<DpEvent> paid, Optional<DpEvent> charge) {
        return paid.equals(charge)
                || charge.filter(DpEvent.BallsInBinsEpoch.class::isInstance)
                        .map(epoch -> ((DpEvent.BallsInBinsEpoch) epoch).event())
                        .equals(paid);
    }

    /**
     * The rest of an epoch that was charged as a whole must match that charge: a schedule could have less noise by now.
     * Where a resumed run is charged again, no epoch is continued.
     */
    private void checkPaid(int datasetSize, SamplingScheme sampling, PlanReadings readings, long steps) {
        if (!sampling.isChargeResumed()) {
            return;
        }
        int stepInEpoch = (int) (next % sampling.stepsPerEpoch(datasetSize));
        if (stepInEpoch == 0 || lastPaid.isEmpty()) {
            return;
        }
        LedgerRecord.Step paid = lastPaid.get();
        boolean byEpoch = readings.charge(steps, stepInEpoch, datasetSize).isEmpty();
        if (byEpoch && !covers(paid.event(), readings.charge(paid.step(), 0, datasetSize))) {
            throw new IllegalArgumentException("the epoch that is being continued was charged as "
                    + paid.event().orElseThrow()
                    + " at step " + paid.step()
                    + ", but the plan would charge it differently: build the model with the noise and the clipping "
                    + "that the run began with");
        }
    }
}
