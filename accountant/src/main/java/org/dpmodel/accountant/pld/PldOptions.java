package org.dpmodel.accountant.pld;

import org.dpmodel.accountant.validation.Checks;

/**
 * The accuracy that a {@link PldAccountant} aims at, and the memory it may use; neither affects the guarantee.
 *
 * @param memoryBytes bound on the memory of one computation, at least 1 MiB; if the grid does not fit, a coarser one is
 *     used, which makes the bounds less tight
 * @param relativeAccuracy target discretization error, relative to epsilon, in [1e-6, 0.1]
 */
public record PldOptions(long memoryBytes, double relativeAccuracy) {
    /** Memory per grid point: four compositions of about 90 bytes (roots, sums, cached spectra), one of which is being built. */
    private static final long BYTES_PER_POINT = 400;

    private static final double MIN_ACCURACY = 1e-6;
    private static final int LARGEST_SIZE = 1 << 24;

    /**
     * Checks the components.
     *
     * @param memoryBytes as for the record
     * @param relativeAccuracy as for the record
     */
    public PldOptions {
        Checks.atLeast("memoryBytes", memoryBytes, 1 << 20, "pass at least 1 MiB (1048576)");
        if (!(relativeAccuracy >= MIN_ACCURACY && relativeAccuracy <= 0.1)) {
            throw new IllegalArgumentException("relativeAccuracy must be in [1e-6, 0.1], found " + relativeAccuracy
                    + ": 1e-4 is accurate enough for any statement");
        }
    }

    /**
     * 512 MiB and a relative accuracy of 1e-4.
     *
     * @return the default options
     */
    public static PldOptions defaults() {
        return new PldOptions(512L << 20, 1e-4);
    }

    PldOptions withAccuracyTimes(double factor) {
        return new PldOptions(memoryBytes, Math.max(MIN_ACCURACY, relativeAccuracy * factor));
    }

    TiltPlan.Limits limits(double shrink) {
        long points = Math.min(LARGEST_SIZE, memoryBytes / BYTES_PER_POINT);
        return new TiltPlan.Limits(relativeAccuracy, Math.toIntExact(Long.highestOneBit(points)), shrink);
    }
}
