package org.dpmodel.accountant.validation;

import java.util.Locale;

/** Argument checks whose messages contain name, rule, value found and remedy. NaN fails every range check. */
public final class Checks {
    private Checks() {}

    /**
     * Requires a probability.
     *
     * @param name name of the argument
     * @param value the value
     * @param remedy what the caller should do instead
     * @return the value
     * @throws IllegalArgumentException if the value is not in [0, 1]
     */
    public static double probability(String name, double value, String remedy) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1], found " + value + ": " + remedy);
        }
        return value;
    }

    /**
     * Requires a probability above zero.
     *
     * @param name name of the argument
     * @param value the value
     * @param remedy what the caller should do instead
     * @return the value
     * @throws IllegalArgumentException if the value is not in (0, 1]
     */
    public static double positiveProbability(String name, double value, String remedy) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be in (0, 1], found " + value + ": " + remedy);
        }
        return value;
    }

    /**
     * Requires a number above zero; infinity is allowed.
     *
     * @param name name of the argument
     * @param value the value
     * @param remedy what the caller should do instead
     * @return the value
     * @throws IllegalArgumentException if the value is zero, negative or NaN
     */
    public static double positive(String name, double value, String remedy) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be > 0, found " + value + ": " + remedy);
        }
        return value;
    }

    /**
     * Requires a finite number that is not negative.
     *
     * @param name name of the argument
     * @param value the value
     * @param remedy what the caller should do instead
     * @return the value
     * @throws IllegalArgumentException if the value is negative, infinite or NaN
     */
    public static double finiteNonNegative(String name, double value, String remedy) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be finite and >= 0, found " + value + ": " + remedy);
        }
        return value;
    }

    /**
     * Requires a finite number above zero.
     *
     * @param name name of the argument
     * @param value the value
     * @param remedy what the caller should do instead
     * @return the value
     * @throws IllegalArgumentException if the value is zero, negative, infinite or NaN
     */
    public static double finitePositive(String name, double value, String remedy) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be finite and > 0, found " + value + ": " + remedy);
        }
        return value;
    }

    /**
     * The smallest noise multiplier other than 0, and the largest: squares, their inverses and their sums stay in the
     * range of doubles.
     */
    public static final double LEAST_NOISE = 1e-150;

    /** See {@link #LEAST_NOISE}. */
    public static final double MOST_NOISE = 1e150;

    /**
     * Requires a noise multiplier whose square is a number.
     *
     * @param value the value
     * @param remedy what the caller should do instead
     * @return the value
     * @throws IllegalArgumentException if the value is neither 0 nor in [{@link #LEAST_NOISE}, {@link #MOST_NOISE}]
     */
    public static double noiseMultiplier(double value, String remedy) {
        if (!(value == 0 || (value >= LEAST_NOISE && value <= MOST_NOISE))) {
            throw new IllegalArgumentException("noiseMultiplier must be 0 or in [" + LEAST_NOISE + ", " + MOST_NOISE
                    + "], found " + value + ": " + remedy);
        }
        return value;
    }

    /**
     * Requires an integer of at least the given value.
     *
     * @param name name of the argument
     * @param value the value
     * @param least the smallest allowed value
     * @param remedy what the caller should do instead
     * @return the value
     * @throws IllegalArgumentException if the value is below {@code least}
     */
    public static long atLeast(String name, long value, long least, String remedy) {
        if (value < least) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s must be at least %d, found %d: %s", name, least, value, remedy));
        }
        return value;
    }

    /**
     * Requires a delta.
     *
     * @param delta the value
     * @return the value
     * @throws IllegalArgumentException if the value is not in [0, 1]
     */
    public static double delta(double delta) {
        return probability("delta", delta, "choose a probability below 1 / (number of examples), such as 1e-5");
    }

    /**
     * Requires an epsilon; infinity is allowed.
     *
     * @param epsilon the value
     * @return the value
     * @throws IllegalArgumentException if the value is negative or NaN
     */
    public static double epsilon(double epsilon) {
        if (!(epsilon >= 0)) {
            throw new IllegalArgumentException(
                    "epsilon must be >= 0, found " + epsilon + ": pass the privacy loss you can accept, such as 3");
        }
        return epsilon;
    }
}
