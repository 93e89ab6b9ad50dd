package org.dpmodel.cli.train;

import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.dpmodel.DPModel;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.data.Dataset;

/**
 * How a candidate is scored; the larger, the better.
 *
 * @param noise of a score on private data, the standard deviation of what is added to the number of right answers; empty if the
 *     data are public
 */
record Scoring(Optional<Double> noise) {
    private static final String PUBLIC = "public";
    private static final String PRIVATE = "private:";

    static Scoring parse(String text) {
        if (text.equalsIgnoreCase(PUBLIC)) {
            return new Scoring(Optional.empty());
        }
        try {
            if (text.startsWith(PRIVATE)) {
                double noise = Double.parseDouble(text.substring(PRIVATE.length()));
                if (noise > 0 && noise <= Double.MAX_VALUE) {
                    return new Scoring(Optional.of(noise));
                }
            }
        } catch (NumberFormatException e) {
            // as any other text that is neither
        }
        throw new IllegalArgumentException(
                "--validation must be public, or private:NOISE with NOISE above 0, found " + text
                        + ": public costs nothing but must be true; private:10 adds noise of standard deviation 10 to the number of"
                        + " right answers, and charges it");
    }

    boolean isPublic() {
        return noise.isEmpty();
    }

    /** What the score of one run costs; one example moves the number of right answers by at most 1. */
    DpEvent cost() {
        return noise.<DpEvent>map(DpEvent.Gaussian::new).orElse(DpEvent.nothing());
    }

    /** In words, for statements. */
    String description() {
        return noise.map(deviation ->
                        "the number of right answers on private data, with noise of standard deviation " + deviation)
                .orElse("a measurement on data that were declared public");
    }

    double of(DPModel model, Dataset data) {
        Map<String, Double> measured = model.eval(data);
        Double accuracy = measured.get("Accuracy");
        if (noise.isEmpty()) {
            return accuracy == null ? -measured.get("RMSE") : accuracy;
        }
        if (accuracy == null) {
            throw new IllegalStateException(
                    "--validation private counts right answers, of which a model of numbers has none:"
                            + " pass --validation public and --validation-data FILE.csv");
        }
        return noisy(Math.round(accuracy * data.size()), noise.get(), new SecureRandom());
    }

    /** Rounded to a whole number, as the count is one, so that no digit of the sum depends on the count in another way. */
    static double noisy(long count, double deviation, RandomGenerator random) {
        return count + Math.rint(deviation * random.nextGaussian());
    }
}
