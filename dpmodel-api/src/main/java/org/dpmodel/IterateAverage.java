package org.dpmodel;

import java.util.Optional;
import org.dpmodel.checkpoint.SavedAverage;
import org.dpmodel.optimizer.Averaging;
import org.dpmodel.training.Parameters;
import org.dpmodel.validation.Require;

/**
 * The average of a training's iterates, which the model evaluates, saves and returns. Computed only from iterates, that
 * is, from what the training releases and pays for. Mutable, for the training thread.
 */
final class IterateAverage {
    private static final System.Logger LOG = System.getLogger(DPModel.class.getName());

    private final Averaging averaging;
    private final Parameters average;
    private long count;
    private boolean warned;

    /**
     * An average that nothing has entered.
     *
     * @param average the starting values, of which this becomes the average
     */
    IterateAverage(Averaging averaging, Parameters average) {
        this.averaging = averaging;
        this.average = average;
    }

    /** The average, or the last iterate as long as none has entered the average. */
    Parameters parameters() {
        return average;
    }

    /**
     * Takes the iterate of a step.
     *
     * @param iterate the parameters after the step
     * @param step the step within the call of {@code train}, from 1
     * @param steps how many steps the call makes
     */
    void take(Parameters iterate, long step, long steps) {
        boolean counts = averaging.counts(step, steps);
        // The first iterate that counts starts a new average, without those of an earlier call.
        count = counts && averaging.counts(step - 1, steps) ? count : 0;
        boolean finite = iterate.areFinite();
        if (counts && !finite) {
            warn();
        }
        if (counts && finite) {
            count++;
            move(iterate, averaging.weight(count));
        } else if (count == 0) {
            move(iterate, 1);
        }
    }

    /** An iterate that is not finite would stay in the average forever. */
    private void warn() {
        if (!warned) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "parameters are no longer finite: they are left out of the average " + averaging.name()
                            + ", which keeps its value from the step before; lower the learning rate");
            warned = true;
        }
    }

    private void move(Parameters iterate, double weight) {
        average.change((parameter, from, count, value, next) -> {
            iterate.read(parameter, from, count, next);
            for (int i = 0; i < count; i++) {
                // Weight 1 removes values that are not finite, from an iterate that was used in place of an average.
                value[i] = weight == 1 ? next[i] : (float) (value[i] + weight * ((double) next[i] - value[i]));
            }
        });
    }

    SavedAverage snapshot() {
        return new SavedAverage(averaging.name(), count, average.byName());
    }

    /** Refuses a different kind of average; if a run without an average is resumed, one may begin. */
    static void check(Optional<SavedAverage> saved, Optional<Averaging> averaging) {
        saved.filter(kept -> !averaging.map(Averaging::name).equals(Optional.of(kept.averaging())))
                .ifPresent(kept -> {
                    throw Require.broken(
                            "the average of a resumed run",
                            "must be the one that it began with, " + kept.averaging(),
                            averaging.map(Averaging::name).orElse("none"),
                            "build the model with averaging(Averaging.byName(\"" + kept.averaging() + "\"))");
                });
    }

    /** Continues a saved average, or begins one at an iterate. */
    void restore(Optional<SavedAverage> saved, Parameters iterate) {
        average.replace(saved.map(SavedAverage::values).orElseGet(iterate::byName));
        count = saved.map(SavedAverage::count).orElse(0L);
    }
}
