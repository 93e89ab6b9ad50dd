package org.dpmodel.accountant.factorization;

/**
 * The noise that a strategy leaves in the prefix sums of the steps: squared norms of the rows of A C⁻¹, for noise of
 * standard deviation 1, not scaled by the sensitivity. Immutable.
 *
 * @param mean over all steps
 * @param max over all steps
 * @param last of the last step
 */
public record PrefixErrors(double mean, double max, double last) {
    static PrefixErrors of(double[] errors) {
        double sum = 0;
        double max = 0;
        for (double error : errors) {
            sum += error;
            max = Math.max(max, error);
        }
        return new PrefixErrors(sum / errors.length, max, errors[errors.length - 1]);
    }

    /**
     * The root of the mean squared error of the prefix sums, at noise multiplier 1.
     *
     * @param sensitivity how far an example can move C x
     * @return √mean · sensitivity
     */
    public double rmse(double sensitivity) {
        return Math.sqrt(mean) * sensitivity;
    }

    /**
     * The root of the largest squared error of the prefix sums, at noise multiplier 1.
     *
     * @param sensitivity how far an example can move C x
     * @return √max · sensitivity
     */
    public double maxRmse(double sensitivity) {
        return Math.sqrt(max) * sensitivity;
    }
}
