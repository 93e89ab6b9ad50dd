package org.dpmodel.accountant;

import java.util.Objects;
import org.dpmodel.accountant.form.CutProbability;
import org.dpmodel.accountant.form.ReducedForm;

/**
 * The best of a random number of runs, whose RDP cost follows from the cost of one run.
 *
 * <p>If runs use truncated Poisson samples, this is about runs on untruncated ones, and there is a separate form for the
 * probability that any sample of any run is truncated: at most the expected number of runs times that of one run.
 *
 * @param count the number of runs
 * @param run what one of them releases
 */
public record BestOfRuns(RunCount count, ReducedEvent run) implements ReducedForm.Step {
    /** Checks that there are both. */
    public BestOfRuns {
        Objects.requireNonNull(count, "count");
        Objects.requireNonNull(run, "run");
    }

    static ReducedEvent reduce(RunCount count, DpEvent run, Adjacency adjacency) {
        ReducedEvent one = run.reduce(adjacency);
        if (one.isNothing()) {
            return one;
        }
        if (one.isUnbounded()) {
            return ReducedEvent.withoutPrivacy();
        }
        ReducedEvent best = ReducedEvent.of(new BestOfRuns(count, one));
        double cut = one.truncation();
        return cut == 0 ? best : best.plus(ReducedEvent.of(new CutProbability(Math.nextUp(count.mean() * cut))));
    }
}
