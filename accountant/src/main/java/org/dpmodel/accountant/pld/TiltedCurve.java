package org.dpmodel.accountant.pld;

/**
 * One composition's privacy curve near the epsilon that its tilt was chosen for, computed from its Fourier transform.
 *
 * <p>With the tilted composed masses p̃_j, tilt θ and moment M,
 *
 * <pre>
 * delta(epsilon) = M e^(-θ epsilon) Σ over j h &gt; epsilon of p̃_j w_j,
 * w_j = e^(-θ (j h - epsilon)) - e^(-(θ + 1)(j h - epsilon))
 * </pre>
 *
 * and by Parseval's identity the sum is the mean, over all frequencies, of the transform times a geometric series. All
 * errors are bounded and added to an upper bound, or subtracted from a lower bound: the mass outside the window, the
 * rounding of the transform (in the 2-norm), the omitted frequencies, the rounding of this sum.
 */
final class TiltedCurve {
    /** Frequencies whose transform is below e^this are omitted. */
    static final double LOG_NEGLIGIBLE = -44;

    private static final double SUM_ROUNDING = 4e-15;
    private static final double FINAL_ROUNDING = 1e-9;

    /** The scalars of the composition. */
    record Scalars(double logMoment, double error, double infinityMass, double outside) {}

    private final TiltPlan plan;
    private final FourierTransform transform;
    private final Frequencies frequencies;
    private final Scalars scalars;
    private final boolean upper;
    private final double[][] inverse;
    private double errorShare = 1;

    TiltedCurve(TiltPlan plan, FourierTransform transform, Frequencies frequencies, Scalars scalars, boolean upper) {
        this.plan = plan;
        this.transform = transform;
        this.frequencies = frequencies;
        this.scalars = scalars;
        this.upper = upper;
        this.inverse = new double[4][frequencies.count];
        for (int i = 0; i < frequencies.count; i++) {
            invertGap(i, plan.tilt(), 0);
            invertGap(i, plan.tilt() + 1, 2);
        }
    }

    /** 1 / (1 - r e^(i w)) for r = e^(-rate h), without cancellation. */
    private void invertGap(int i, double rate, int slot) {
        int k = frequencies.index[i];
        double r = Math.exp(-rate * plan.step());
        double halfSine = Math.sin(Math.PI * k / transform.size());
        double re = -Math.expm1(-rate * plan.step()) + 2 * r * halfSine * halfSine;
        double im = -r * transform.sine(k);
        double square = re * re + im * im;
        inverse[slot][i] = re / square;
        inverse[slot + 1][i] = -im / square;
    }

    /** ln of the bound on delta at an epsilon; minus infinity for a lower bound of 0. */
    double logDelta(double epsilon) {
        Sum sum = weightedSum(epsilon);
        errorShare = (sum.error + scalars.outside()) / (Math.max(0, sum.value) + sum.error + scalars.outside());
        double prefactor = scalars.logMoment() - plan.tilt() * epsilon;
        if (!upper) {
            double value = sum.value - sum.error - scalars.outside();
            return value > 0 ? prefactor + Math.log(value) - FINAL_ROUNDING : Double.NEGATIVE_INFINITY;
        }
        double logFinite = prefactor + Math.log(Math.max(0, sum.value) + sum.error + scalars.outside());
        double larger = Math.max(logFinite, Math.log(scalars.infinityMass()));
        double smaller = Math.min(logFinite, Math.log(scalars.infinityMass()));
        return larger + Math.log1p(Math.exp(smaller - larger)) + FINAL_ROUNDING;
    }

    /** The fraction of the last evaluated upper bound that is error: near 0 for a good plan. */
    double errorShare() {
        return errorShare;
    }

    /** The largest epsilon that the window covers. */
    double top() {
        return plan.top();
    }

    /** A rough epsilon to start a search at. */
    double guess() {
        return plan.guess();
    }

    /** Width of the window. */
    double width() {
        return plan.top() - plan.bottom();
    }

    private record Sum(double value, double error) {}

    private Sum weightedSum(double epsilon) {
        double h = plan.step();
        long first = Math.max((long) Math.floor(epsilon / h) + 1, plan.firstIndex());
        long count = plan.firstIndex() + plan.size() - first;
        if (count <= 0) {
            return new Sum(0, 0);
        }
        double offset = first * h - epsilon;
        double slow = Math.exp(-plan.tilt() * offset);
        double fast = Math.exp(-(plan.tilt() + 1) * offset);
        double slowEnd = slow * Math.exp(-plan.tilt() * h * count);
        double fastEnd = fast * Math.exp(-(plan.tilt() + 1) * h * count);
        double value = 0;
        double rounding = 0;
        double squares = 0;
        for (int i = 0; i < frequencies.count; i++) {
            long k = frequencies.index[i];
            double cosFirst = transform.cosine(k * first);
            double sinFirst = transform.sine(k * first);
            double cosEnd = transform.cosine(k * plan.firstIndex());
            double sinEnd = transform.sine(k * plan.firstIndex());
            // numerators of both geometric series
            double slowRe = slow * cosFirst - slowEnd * cosEnd;
            double slowIm = slow * sinFirst - slowEnd * sinEnd;
            double fastRe = fast * cosFirst - fastEnd * cosEnd;
            double fastIm = fast * sinFirst - fastEnd * sinEnd;
            double re =
                    slowRe * inverse[0][i] - slowIm * inverse[1][i] - fastRe * inverse[2][i] + fastIm * inverse[3][i];
            double im =
                    slowRe * inverse[1][i] + slowIm * inverse[0][i] - fastRe * inverse[3][i] - fastIm * inverse[2][i];
            double multiplicity = k == 0 || 2 * k == transform.size() ? 1 : 2;
            value += multiplicity * (frequencies.real[i] * re - frequencies.imaginary[i] * im);
            double magnitude = (slow + slowEnd) * (Math.abs(inverse[0][i]) + Math.abs(inverse[1][i]))
                    + (fast + fastEnd) * (Math.abs(inverse[2][i]) + Math.abs(inverse[3][i]));
            rounding += multiplicity * magnitude * (Math.abs(frequencies.real[i]) + Math.abs(frequencies.imaginary[i]));
            squares += multiplicity * (re * re + im * im) * frequencies.bound[i] * frequencies.bound[i];
        }
        double n = transform.size();
        double left = Math.exp(LOG_NEGLIGIBLE) * (1 + 1 / (plan.tilt() * h));
        double error = SUM_ROUNDING * rounding / n + scalars.error() * Math.sqrt(squares) / n + left;
        return new Sum(value / n, error);
    }
}
