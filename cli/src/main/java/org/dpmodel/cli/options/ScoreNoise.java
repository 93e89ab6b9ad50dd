package org.dpmodel.cli.options;

import java.util.Optional;
import org.dpmodel.accountant.DpEvent;

/**
 * What candidates are scored on, and the cost of a score.
 *
 * @param deviation standard deviation of the noise that is added to the number of correct answers on private data;
 *     empty if the data are public
 */
public record ScoreNoise(Optional<Double> deviation) {
    private static final String PUBLIC = "public";
    private static final String PRIVATE = "private:";

    /**
     * Reads {@code public} or {@code private:NOISE}.
     *
     * @param text the option's value
     * @return the noise
     * @throws IllegalArgumentException if it is neither
     */
    public static ScoreNoise parse(String text) {
        if (text.equalsIgnoreCase(PUBLIC)) {
            return new ScoreNoise(Optional.empty());
        }
        try {
            if (text.startsWith(PRIVATE)) {
                double noise = Double.parseDouble(text.substring(PRIVATE.length()));
                if (noise > 0 && noise <= Double.MAX_VALUE) {
                    return new ScoreNoise(Optional.of(noise));
                }
            }
        } catch (NumberFormatException e) {
            // like any other text that is neither
        }
        throw new IllegalArgumentException(
                "--validation must be public, or private:NOISE with NOISE above 0, found " + text
                        + ": public costs nothing, but the data must really be public; private:10 adds noise of "
                        + "standard deviation 10 to the number of correct answers, and charges for it");
    }

    /**
     * Whether scores cost nothing.
     *
     * @return true if the data are public
     */
    public boolean isPublic() {
        return deviation.isEmpty();
    }

    /**
     * The cost of the score of one run; one example moves the number of correct answers by at most 1.
     *
     * @return the event
     */
    public DpEvent cost() {
        return deviation.<DpEvent>map(DpEvent.Gaussian::new).orElse(DpEvent.nothing());
    }

    /**
     * In words, for statements.
     *
     * @return a description of the scores
     */
    public String description() {
        return deviation
                .map(noise ->
                        "the number of correct answers on private data, with noise of standard deviation " + noise)
                .orElse("an evaluation on data declared public");
    }
}
