package org.dpmodel.callbacks;

import java.util.OptionalDouble;
import org.dpmodel.validation.Require;

/** The best value of a metric so far. Mutable, for the training thread. */
final class BestValue {
    private final boolean larger;
    private final double minimumChange;
    private OptionalDouble best = OptionalDouble.empty();

    /**
     * Starts with no value.
     *
     * @param larger whether larger values are better
     * @param minimumChange smaller changes are ignored; at least 0
     */
    BestValue(boolean larger, double minimumChange) {
        this.larger = larger;
        this.minimumChange =
                Require.nonNegative("minimumChange", minimumChange, "pass 0 to count any change as an improvement");
    }

    void forget() {
        best = OptionalDouble.empty();
    }

    OptionalDouble get() {
        return best;
    }

    /** Adds a value, and returns whether it is better than all earlier ones; NaN never is. */
    boolean isBeatenBy(double value) {
        if (Double.isNaN(value) || (best.isPresent() && gain(value) <= minimumChange)) {
            return false;
        }
        best = OptionalDouble.of(value);
        return true;
    }

    private double gain(double value) {
        return larger ? value - best.getAsDouble() : best.getAsDouble() - value;
    }
}
