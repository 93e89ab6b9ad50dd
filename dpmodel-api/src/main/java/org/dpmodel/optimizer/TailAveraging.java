package org.dpmodel.optimizer;

import org.dpmodel.validation.Require;

/**
 * The unweighted mean of the iterates of the last fraction of a call's steps. If a budget ends the call early, the tail
 * is that of the steps that the budget was forecast to allow.
 *
 * @param share fraction of the steps, in (0, 1]
 */
public record TailAveraging(double share) implements Averaging {
    static final String KIND = "tail";

    /**
     * Checks the share.
     *
     * @throws IllegalArgumentException if it is NaN or out of range
     */
    public TailAveraging {
        if (!(share > 0 && share <= 1)) {
            throw Require.broken(
                    "the share of a tail average", "must be in (0, 1]", share, "0.5 averages the second half");
        }
    }

    @Override
    public String name() {
        return KIND + ":" + share;
    }

    @Override
    public boolean counts(long step, long steps) {
        return steps - step < share * steps;
    }

    @Override
    public double weight(long count) {
        return 1.0 / count;
    }
}
