package org.dpmodel.noise;

import org.dpmodel.validation.Require;

/**
 * A noise multiplier for each step, chosen without looking at the data. The schedules created by this interface are
 * MindArmour's: step 0 uses the initial multiplier.
 */
@FunctionalInterface
public interface NoiseSchedule {
    /**
     * The noise multiplier of a step. Must be a pure function, since forecasts and statements call it again. A run reads
     * each step's multiplier once, and clips, adds noise and charges by that reading.
     *
     * @param step the step, counted from 0 over the whole training
     * @return standard deviation / clipping norm; positive and finite
     */
    double at(long step);

    /**
     * {@code m₀ / (1 + r t)}.
     *
     * @param initial m₀, positive and finite
     * @param rate r, in (0, 1)
     * @return the schedule
     * @throws IllegalArgumentException if a number is NaN or out of range
     */
    static Decay time(double initial, double rate) {
        return new Decay("Time", initial, rate, (it, t) -> 1 / (1 + it * t));
    }

    /**
     * {@code m₀ (1 − r)ᵗ}.
     *
     * @param initial m₀, positive and finite
     * @param rate r, in (0, 1)
     * @return the schedule
     * @throws IllegalArgumentException if a number is NaN or out of range
     */
    static Decay step(double initial, double rate) {
        return new Decay("Step", initial, rate, (it, t) -> Math.pow(1 - it, t));
    }

    /**
     * {@code m₀ exp(−r t)}.
     *
     * @param initial m₀, positive and finite
     * @param rate r, in (0, 1)
     * @return the schedule
     * @throws IllegalArgumentException if a number is NaN or out of range
     */
    static Decay exponential(double initial, double rate) {
        return new Decay("Exp", initial, rate, (it, t) -> Math.exp(-it * t));
    }

    /** One of MindArmour's decays, with its name there. */
    final class Decay implements NoiseSchedule {
        /** The fraction of the initial multiplier that is left, by rate and step. */
        @FunctionalInterface
        interface Share {
            double left(double rate, double step);
        }

        private final String name;
        private final double initial;
        private final double rate;
        private final Share share;

        private Decay(String name, double initial, double rate, Share share) {
            this.name = name;
            this.initial = Require.positive("initialNoiseMultiplier", initial, "1.0 is usual");
            this.rate = Require.openFraction("noiseDecayRate", rate, "MindArmour's is 6e-6");
            this.share = share;
        }

        @Override
        public double at(long step) {
            return initial * share.left(rate, (double) step);
        }

        /** A description for statements, for example {@code Exp decay of 1.0 by 6.0E-6}. */
        @Override
        public String toString() {
            return name + " decay of " + initial + " by " + rate;
        }
    }
}
