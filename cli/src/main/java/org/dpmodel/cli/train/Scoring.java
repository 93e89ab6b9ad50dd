package org.dpmodel.cli.train;

import java.security.SecureRandom;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dpmodel.DPModel;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.cli.options.ScoreNoise;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.GraphException;

/**
 * How a candidate is scored; larger is better.
 *
 * @param noise the noise of a score on private data
 */
record Scoring(ScoreNoise noise) {
    static Scoring parse(String text) {
        return new Scoring(ScoreNoise.parse(text));
    }

    boolean isPublic() {
        return noise.isPublic();
    }

    /** The cost of the score of one run. */
    DpEvent cost() {
        return noise.cost();
    }

    /** In words, for statements. */
    String description() {
        return noise.description();
    }

    /**
     * The score of a trained model; NaN if it diverged. Private rows show that only through their noisy score: anything else
     * that depends on them would have to be paid for.
     */
    double of(DPModel model, Dataset data) {
        if (!hasFiniteWeights(model) || (isPublic() && !hasFiniteOutput(model, data))) {
            return Double.NaN;
        }
        // One row may move the count by 1: it must not change how those after it are rounded.
        Map<String, Double> measured = isPublic() ? model.eval(data) : model.evalOneByOne(data);
        Double accuracy = measured.get("Accuracy");
        if (isPublic()) {
            return accuracy == null ? -measured.get("RMSE") : accuracy;
        }
        if (accuracy == null) {
            throw new IllegalStateException(
                    "--validation private counts correct answers, which a model that predicts numbers does not have: "
                            + "pass --validation public and --validation-data FILE.csv");
        }
        return noisy(Math.round(accuracy * data.size()), noise.deviation().orElseThrow(), new SecureRandom());
    }

    /** Others could not be read from their file. */
    private static boolean hasFiniteWeights(DPModel model) {
        try {
            model.network().requireFinite();
            return true;
        } catch (GraphException e) {
            return false;
        }
    }

    private static boolean hasFiniteOutput(DPModel model, Dataset data) {
        for (float[] outputs : model.predict(data)) {
            for (float output : outputs) {
                if (Float.isFinite(output)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Rounded to a whole number, like the count, so that no further digits of the sum depend on the count. */
    static double noisy(long count, double deviation, RandomGenerator random) {
        return count + Math.rint(deviation * random.nextGaussian());
    }
}
