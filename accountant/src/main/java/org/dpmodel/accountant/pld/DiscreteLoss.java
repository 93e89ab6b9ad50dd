package org.dpmodel.accountant.pld;

/**
 * A privacy loss distribution on the grid i h, of a pair that dominates the true one, or is dominated by it.
 */
final class DiscreteLoss {
    /** A generous bound on the relative error of a density times quadrature weight. */
    private static final double MASS_ROUNDING = 2e-14;
    /** Error of a split, relative to the cell's mass and per index of the cell, due to the accuracy of the loss. */
    private static final double SPLIT_ROUNDING = 4e-16;

    private static final int INDEX_OFFSET = 8;
    /** Terms smaller than e^-this of the largest are replaced by that bound. */
    private static final double NEGLIGIBLE = 80;

    private final int firstIndex;
    private final double[] masses;
    private final double infinityMass;

    /**
     * A loss of known masses.
     *
     * @param firstIndex index of the first mass
     * @param masses masses at firstIndex h, (firstIndex + 1) h, ..., none negative
     * @param infinityMass mass of infinite loss
     */
    DiscreteLoss(int firstIndex, double[] masses, double infinityMass) {
        this.firstIndex = firstIndex;
        this.masses = masses;
        this.infinityMass = infinityMass;
    }

    /** Index of the first mass. */
    int firstIndex() {
        return firstIndex;
    }

    /** Masses at firstIndex h, (firstIndex + 1) h, ..., none negative; must not be changed. */
    double[] masses() {
        return masses;
    }

    /** Mass of infinite loss. */
    double infinityMass() {
        return infinityMass;
    }

    /** The pair that connects the dots, with the tails moved to the safe side. */
    static DiscreteLoss pessimistic(CellIntegrals cells, PrivacyLoss loss, double low, double high) {
        int n = cells.lower.length;
        double[] masses = new double[n + 1];
        for (int cell = 0; cell < n; cell++) {
            double mass = cells.lower[cell] + cells.upper[cell];
            double slack = splitSlack(cells.firstCell + cell) * mass;
            masses[cell] += (cells.lower[cell] + slack) * (1 + MASS_ROUNDING);
            masses[cell + 1] += (cells.upper[cell] + slack) * (1 + MASS_ROUNDING);
        }
        // The first cell begins below the lowest point, so its beginning may be less than some of this mass has lost.
        masses[1] += loss.lowerTail(low) * (1 + MASS_ROUNDING);
        return new DiscreteLoss(cells.firstCell, masses, loss.upperTail(high) * (1 + 1e-12));
    }

    /** A pair that is dominated by the true one; see {@link LoweredCurve}. */
    static DiscreteLoss optimistic(CellIntegrals cells, double step) {
        int n = cells.lower.length;
        double[] masses = new double[n + 1];
        for (int cell = 0; cell < n; cell++) {
            double slack = splitSlack(cells.firstCell + cell) * (cells.lower[cell] + cells.upper[cell]);
            masses[cell] += Math.max(0, cells.lower[cell] - slack) * (1 - MASS_ROUNDING);
            masses[cell + 1] += Math.max(0, cells.upper[cell] - slack) * (1 - MASS_ROUNDING);
        }
        return new DiscreteLoss(cells.firstCell, LoweredCurve.masses(masses, cells.gap, step), 0);
    }

    /** A mixture of this loss with another one on the same grid, which has the given probability; rounded up by a few units. */
    DiscreteLoss mixedWith(DiscreteLoss other, double probability) {
        int first = Math.min(firstIndex, other.firstIndex);
        int end = Math.max(firstIndex + masses.length, other.firstIndex + other.masses.length);
        double[] both = new double[end - first];
        add(both, first, 1 - probability);
        other.add(both, first, probability);
        double infinity = (1 - probability) * infinityMass + probability * other.infinityMass;
        return new DiscreteLoss(first, both, infinity * (1 + MASS_ROUNDING));
    }

    private void add(double[] sum, int first, double weight) {
        for (int i = 0; i < masses.length; i++) {
            sum[firstIndex - first + i] += weight * masses[i] * (1 + MASS_ROUNDING);
        }
    }

    private static double splitSlack(int cell) {
        return SPLIT_ROUNDING * (Math.abs((long) cell) + INDEX_OFFSET);
    }

    /** Logarithms of the masses. */
    double[] logMasses() {
        double[] result = new double[masses.length];
        for (int i = 0; i < masses.length; i++) {
            result[i] = Math.log(masses[i]);
        }
        return result;
    }

    /** ln Σ masses e^(tilt loss), from the logarithms of the masses. */
    double logMoment(double[] logMasses, double tilt, double step) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logMasses.length; i++) {
            largest = Math.max(largest, logMasses[i] + tilt * step * (firstIndex + i));
        }
        if (largest == Double.NEGATIVE_INFINITY) {
            return largest;
        }
        double sum = logMasses.length * Math.exp(-NEGLIGIBLE);
        for (int i = 0; i < logMasses.length; i++) {
            double exponent = logMasses[i] + tilt * step * (firstIndex + i) - largest;
            sum += exponent > -NEGLIGIBLE ? Math.exp(exponent) : 0;
        }
        return largest + Math.log(sum);
    }
}
