package org.dpmodel.optimizer;

import org.dpmodel.validation.Require;

/**
 * How a training's iterates, the parameters after each step, are averaged. A model evaluates, saves and returns the
 * average; training continues from the last iterate. Averages often lie in flatter regions than the last iterate, which
 * noise and large learning rates move around (Polyak and Juditsky 1992; with differential privacy De, Berrada, Hayes,
 * Smith and Balle 2022, arXiv 2204.13650).
 *
 * <p>An average costs no privacy. A private training releases all iterates and is charged for them; an average is
 * computed only from the iterates, which is post-processing.
 *
 * <p>Immutable.
 */
public sealed interface Averaging permits ExponentialAveraging, TailAveraging {
    /**
     * The name, from which {@link #byName} creates the same averaging again.
     *
     * @return for example {@code ema:0.99}
     */
    String name();

    /**
     * Whether the iterate of a step enters the average. Before the first one that does, the last iterate is used
     * instead.
     *
     * @param step the step within the call of {@code train}, or within the one that it resumes; counted from 1
     * @param steps number of steps of that call, or that the budget allows it; at least 1
     * @return whether it enters
     */
    boolean counts(long step, long steps);

    /**
     * The weight of the newest iterate: {@code average += weight · (iterate − average)}.
     *
     * @param count number of iterates in the average, including this one; at least 1
     * @return in (0, 1]; 1 for the first
     */
    double weight(long count);

    /**
     * An exponential average: with decay d, an iterate from k steps ago has d^k times the weight of the last one.
     *
     * @param decay in (0, 1); 0.99 averages about the last hundred steps
     * @return the averaging
     * @throws IllegalArgumentException if it is out of range
     */
    static Averaging exponential(double decay) {
        return new ExponentialAveraging(decay);
    }

    /**
     * The mean of the last iterates of a call of {@code train}.
     *
     * @param share fraction of the steps, in (0, 1]; 0.5 averages the second half
     * @return the averaging
     * @throws IllegalArgumentException if it is out of range
     */
    static Averaging tail(double share) {
        return new TailAveraging(share);
    }

    /**
     * Creates an averaging from its name in a configuration or on a command line.
     *
     * @param name {@code ema:DECAY} or {@code tail:SHARE}
     * @return the averaging
     * @throws IllegalArgumentException if there is no averaging of this name, or its number is out of range
     */
    static Averaging byName(String name) {
        String[] parts = name.split(":", -1);
        try {
            if (parts.length == 2 && parts[0].equalsIgnoreCase(ExponentialAveraging.KIND)) {
                return exponential(Double.parseDouble(parts[1]));
            }
            if (parts.length == 2 && parts[0].equalsIgnoreCase(TailAveraging.KIND)) {
                return tail(Double.parseDouble(parts[1]));
            }
        } catch (NumberFormatException e) {
            throw unknown(name);
        }
        throw unknown(name);
    }

    private static IllegalArgumentException unknown(String name) {
        return Require.broken("average", "must be ema:DECAY or tail:SHARE", name, "pass ema:0.99, or tail:0.5");
    }
}
