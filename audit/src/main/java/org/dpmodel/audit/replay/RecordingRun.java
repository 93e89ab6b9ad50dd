package org.dpmodel.audit.replay;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.audit.release.ReleaseListener;
import org.dpmodel.audit.release.WatchedOptimizer;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.data.Dataset;
import org.dpmodel.optimizer.Optimizer;
import org.dpmodel.validation.Require;

/** Collects what a run does in each step, and hands it to the replay. Mutable; for the training thread. */
final class RecordingRun implements ReplayRun {
    private final Replay replay;
    private ReadRecords dataset;
    private int record;
    private boolean replaces;
    private PlanSensitivity plan;
    private boolean twoSteps;
    private final List<DpEvent> ledgers = new ArrayList<>();

    RecordingRun(Replay replay) {
        this.replay = replay;
    }

    /** The record that differs between the runs. */
    int record() {
        return record;
    }

    /**
     * The total charges of the run's models, after each call of {@code train}; empty if there was no callback to report
     * them.
     */
    List<DpEvent> ledgers() {
        return List.copyOf(ledgers);
    }

    @Override
    public Dataset dataset(Dataset whole, int missing) {
        return watched(whole, missing, OptionalInt.empty());
    }

    @Override
    public Dataset dataset(Dataset whole, int replaced, int replacement) {
        checkRecord("replacement", replacement, whole);
        return watched(whole, replaced, OptionalInt.of(replacement));
    }

    private Dataset watched(Dataset whole, int place, OptionalInt replacement) {
        checkRecord("record", place, whole);
        record = place;
        replaces = replacement.isPresent();
        boolean isFirst = replay.first() == this;
        dataset = new ReadRecords(isFirst ? whole : new OtherRecord(whole, place, replacement));
        return dataset;
    }

    private static void checkRecord(String name, int index, Dataset whole) {
        if (index < 0 || index >= whole.size()) {
            throw Require.broken(
                    name, "must be in [0, " + whole.size() + ")", index, "choose a record of " + whole.name());
        }
    }

    @Override
    public Optimizer optimizer(Optimizer optimizer) {
        return new WatchedOptimizer(optimizer, new ReleaseListener() {
            @Override
            public float[][] released(long step, float[][] means, double noiseDeviation) {
                return RecordingRun.this.released(means, noiseDeviation, sensitivity(step, means));
            }

            @Override
            public void moved(float[][] parameters) {
                replay.moved(RecordingRun.this, parameters);
            }
        });
    }

    private double sensitivity(long step, float[]... means) {
        if (plan == null) {
            throw new IllegalStateException("the plan must be known before a step is replayed, found none: pass"
                    + " run.callback() as the first callback of train");
        }
        long elements = 0;
        for (float[] mean : means) {
            elements += mean.length;
        }
        return plan.of(step, elements);
    }

    @Override
    public Callback callback() {
        return new Callback() {
            @Override
            public void onTrainBegin(RunContext context) {
                plan = new PlanSensitivity(context.model()
                        .plan()
                        .orElseThrow(() -> new IllegalStateException(
                                "record and replay compares with a plan's sensitivity, found a training without "
                                        + "privacy: build the model with build()")));
                twoSteps = context.model().plan().get().adjacency() == Adjacency.ADD_OR_REMOVE_ONE;
            }

            @Override
            public void onTrainStepBegin(RunContext context) {
                takeRead();
            }

            @Override
            public void onTrainEnd(RunContext context) {
                ledgers.add(context.model().ledger());
            }
        };
    }

    @Override
    public float[][] released(float[][] values, double noiseDeviation, double sensitivity) {
        Require.positive("sensitivity", sensitivity, "pass how far one record may move the values before noise");
        double allowed = replaces && twoSteps ? 2 * sensitivity : sensitivity;
        return replay.step(this, new ReplayStep(values, noiseDeviation, takeRead()), allowed);
    }

    private BitSet takeRead() {
        if (dataset == null) {
            throw new IllegalStateException(
                    "the dataset must come from the run, found none: train on run.dataset(dataset, record)");
        }
        return dataset.take();
    }
}
