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
     * @param minimumChange smaller changes are none; at least 0
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

    /** Takes in a value, and says whether it is better than all before; one that is not a number is no better than any. */
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
