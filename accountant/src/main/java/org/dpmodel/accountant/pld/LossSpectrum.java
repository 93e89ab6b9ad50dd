package org.dpmodel.accountant.pld;

/**
 * The Fourier transform of one step's discretized privacy loss, tilted, in polar form.
 *
 * <p>With masses p_j the tilted masses are p_j e^(tilt j h) / M, a probability distribution up to rounding; composing
 * steps multiplies the transforms, so their logarithms and angles add up.
 */
final class LossSpectrum {
    /** Error of logarithm, angle and their multiples, relative to the transform, in addition to that of the transform itself. */
    private static final double POLAR_ERROR = 1e-15;
    /** Relative error of the tilting factor, per unit of its exponent. */
    private static final double TILT_ROUNDING = 4e-16;

    /** ln M. */
    final double logMoment;
    /** ln |transform| for frequencies 0 to size / 2. */
    final double[] logAbsolute;
    /** Upper bound on ln |exact transform|. */
    final double[] logBound;
    /** The largest of {@link #logBound} from each frequency on. */
    final double[] logCeiling;
    /** Angle of the transform. */
    final double[] angle;
    /** ‖error of the transform‖₂. */
    final double error;
    /** Mass of infinite loss. */
    final double infinityMass;

    /**
     * Transforms a discretized loss.
     *
     * @param loss the loss
     * @param tilt exponent per unit of loss
     * @param step h
     * @param pessimistic whether the tilted masses are rounded up, or down
     * @param transform the transform
     */
    LossSpectrum(DiscreteLoss loss, double tilt, double step, boolean pessimistic, FourierTransform transform) {
        int size = transform.size();
        double[] real = new double[size];
        double[] imaginary = new double[size];
        double[] logMasses = loss.logMasses();
        logMoment = loss.logMoment(logMasses, tilt, step);
        infinityMass = loss.infinityMass();
        double sumOfSquares = 0;
        for (int i = 0; i < loss.masses().length; i++) {
            if (loss.masses()[i] > 0) {
                int index = loss.firstIndex() + i;
                double exponent = tilt * step * index;
                double slack = TILT_ROUNDING * (4 + Math.abs(exponent) + Math.abs(logMoment));
                double mass = Math.exp(logMasses[i] + exponent - logMoment) * (pessimistic ? 1 + slack : 1 - slack);
                real[Math.floorMod(index, size)] += mass;
            }
        }
        for (double mass : real) {
            sumOfSquares += mass * mass;
        }
        transform.forward(real, imaginary);
        double norm = Math.sqrt(size * sumOfSquares);
        error = (transform.relativeError() + POLAR_ERROR) * norm;
        logAbsolute = new double[size / 2 + 1];
        logBound = new double[size / 2 + 1];
        angle = new double[size / 2 + 1];
        for (int k = 0; k <= size / 2; k++) {
            double square = real[k] * real[k] + imaginary[k] * imaginary[k];
            logAbsolute[k] = Math.log(square) / 2;
            logBound[k] = Math.log(Math.sqrt(square) + error);
            angle[k] = Math.atan2(imaginary[k], real[k]);
        }
        logCeiling = ceiling(logBound);
    }

    /** The largest value from each index on. */
    static double[] ceiling(double[] values) {
        double[] result = values.clone();
        for (int k = result.length - 2; k >= 0; k--) {
            result[k] = Math.max(result[k], result[k + 1]);
        }
        return result;
    }
}
