package org.dpmodel.cli.benchmark;

import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.data.Dataset;

/**
 * A whole step of a training: draw examples, run the step graph, charge, add noise, move the parameters. The last of a few in a
 * row: before its first step a training reads all targets, which puts workers to sleep and leaves their data in no cache.
 */
final class WholeStepAction implements TimedAction {
    private static final int STEPS = 4;

    private final String name;
    private final DPModel model;
    private final Dataset dataset;
    private long began;
    private long taken;

    /** Takes over the model, and closes it. */
    WholeStepAction(String name, DPModel model, Dataset dataset) {
        this.name = name;
        this.model = model;
        this.dataset = dataset;
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
            taken = System.nanoTime() - began;
            if (context.stepInEpoch() == STEPS) {
                context.requestStop();
            }
        }
    }
}
