package org.dpmodel.cli.benchmark;

import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.data.Dataset;

/**
 * A whole training step: draw examples, run the step graph, charge, add noise, update the parameters. It is the last of
 * a few consecutive steps, because before its first step a training reads all targets, which puts workers to sleep and
 * evicts their data from the caches. Times are scaled from the drawn to the expected batch size, so that the minimum is
 * not that of the smallest draw.
 */
final class WholeStepAction implements TimedAction {
    private static final int STEPS = 4;

    private final String name;
    private final DPModel model;
    private final Dataset dataset;
    private final int batchSize;
    private long began;
    private long taken;

    /** Takes ownership of the model, which it closes. */
    WholeStepAction(String name, DPModel model, Dataset dataset, int batchSize) {
        this.name = name;
        this.model = model;
        this.dataset = dataset;
        this.batchSize = batchSize;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long run() {
        model.train(1, dataset, List.of(new LastStep()));
        return taken;
    }

    @Override
    public boolean warmsUp() {
        return true;
    }

    @Override
    public void close() {
        model.close();
    }

    private final class LastStep implements Callback {
        @Override
        public void onTrainStepBegin(RunContext context) {
            began = System.nanoTime();
        }

        @Override
        public void onTrainStepEnd(RunContext context) {
            long elapsed = System.nanoTime() - began;
            int drawn = context.report().revealSensitive().drawn();
            taken = Math.round(elapsed * (double) batchSize / Math.max(1, drawn));
            if (context.stepInEpoch() == STEPS) {
                context.requestStop();
            }
        }
    }
}
