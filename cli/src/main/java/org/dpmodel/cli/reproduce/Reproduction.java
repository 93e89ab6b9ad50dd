package org.dpmodel.cli.reproduce;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.dpmodel.cli.recipe.Recipe;

/**
 * All runs of a recipe.
 *
 * @param recipe the recipe
 * @param runs one for each seed, at least one
 */
record Reproduction(Recipe recipe, List<ReproducedRun> runs) {
    Reproduction {
        runs = List.copyOf(runs);
    }

    double mean(ToDoubleFunction<ReproducedRun> number) {
        return runs.stream().mapToDouble(number).average().orElseThrow();
    }

    double meanAccuracy() {
        return mean(ReproducedRun::accuracy);
    }

    /** The sample standard deviation of the accuracy over the runs (n − 1 degrees of freedom); NaN for one run. */
    double deviation() {
        double mean = meanAccuracy();
        double squares = runs.stream()
                .mapToDouble(run -> (run.accuracy() - mean) * (run.accuracy() - mean))
                .sum();
        return Math.sqrt(squares / (runs.size() - 1));
    }

    /** The largest cost of a run; all runs cost the same, except for the accountant's rounding. */
    double epsilon() {
        return runs.stream().mapToDouble(ReproducedRun::epsilon).max().orElseThrow();
    }
}
