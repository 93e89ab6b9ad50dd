package org.dpmodel.validation;

/**
 * Checks numbers at the edge of the API. Each check returns the value it accepted and throws an {@link
 * IllegalArgumentException} of the form "samplingProbability must be in [0, 1], found 1.5: pass expectedBatchSize /
 * datasetSize". NaN fails every check.
 */
public final class Require {
    private Require() {}

    /**
     * Accepts finite numbers above zero.
     *
     * @param name the argument's name
     * @param value the value to check
     * @param remedy what the caller can do about it
     * @return {@code value}
     * @throws IllegalArgumentException if {@code value} is NaN, infinite, zero or negative
     */
    public static double positive(String name, double value, String remedy) {
        if (!(value > 0 && value <= Double.MAX_VALUE)) {
            throw broken(name, "must be positive and finite", value, remedy);
        }
        return value;
    }

    /**
     * Accepts finite numbers of at least zero.
     *
     * @param name the argument's name
     * @param value the value to check
     * @param remedy what the caller can do about it
     * @return {@code value}
     * @throws IllegalArgumentException if {@code value} is NaN, infinite or negative
     */
    public static double nonNegative(String name, double value, String remedy) {
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
            throw broken(name, "must be non-negative and finite", value, remedy);
        }
        return value;
    }

    /**
     * Accepts any number except NaN and the infinities.
     *
     * @param name the argument's name
     * @param value the value to check
     * @param remedy what the caller can do about it
     * @return {@code value}
     * @throws IllegalArgumentException if {@code value} is NaN or infinite
     */
    public static double finite(String name, double value, String remedy) {
        if (!Double.isFinite(value)) {
            throw broken(name, "must be finite", value, remedy);
        }
        return value;
    }

    /**
     * Accepts the half-open range [0, 1), the range of momentum and decay factors.
     *
     * @param name the argument's name
     * @param value the value to check
     * @param remedy what the caller can do about it
     * @return {@code value}
     * @throws IllegalArgumentException if {@code value} is NaN or outside the range
     */
    public static double fraction(String name, double value, String remedy) {
        if (!(value >= 0 && value < 1)) {
            throw broken(name, "must be in [0, 1)", value, remedy);
        }
        return value;
    }

    /**
     * Accepts the open range (0, 1), the range of non-trivial probabilities.
     *
     * @param name the argument's name
     * @param value the value to check
     * @param remedy what the caller can do about it
     * @return {@code value}
     * @throws IllegalArgumentException if {@code value} is NaN or outside the range
     */
    public static double openFraction(String name, double value, String remedy) {
        if (!(value > 0 && value < 1)) {
            throw broken(name, "must be in (0, 1)", value, remedy);
        }
        return value;
    }

    /**
     * Accepts integers of at least {@code minimum}.
     *
     * @param name the argument's name
     * @param value the value to check
     * @param minimum the smallest accepted value
     * @param remedy what the caller can do about it
     * @return {@code value}
     * @throws IllegalArgumentException if {@code value} is below {@code minimum}
     */
    public static int atLeast(String name, int value, int minimum, String remedy) {
        return (int) atLeast(name, (long) value, minimum, remedy);
    }

    /**
     * Accepts integers of at least {@code minimum}.
     *
     * @param name the argument's name
     * @param value the value to check
     * @param minimum the smallest accepted value
     * @param remedy what the caller can do about it
     * @return {@code value}
     * @throws IllegalArgumentException if {@code value} is below {@code minimum}
     */
    public static long atLeast(String name, long value, long minimum, String remedy) {
        if (value < minimum) {
            throw broken(name, "must be at least " + minimum, value, remedy);
        }
        return value;
    }

    /**
     * Creates the exception for a rule without its own check here.
     *
     * @param name the argument's name
     * @param rule what must hold, for example "must be in [0, 1]"
     * @param found the value found
     * @param remedy what the caller can do about it
     * @return the exception, to be thrown by the caller
     */
    public static IllegalArgumentException broken(String name, String rule, Object found, String remedy) {
        return new IllegalArgumentException(name + " " + rule + ", found " + found + ": " + remedy);
    }
}
