package org.dpmodel.accountant.pld;

import static org.dpmodel.accountant.pld.BigMath.DIGITS;
import static org.dpmodel.accountant.pld.BigMath.over;
import static org.dpmodel.accountant.pld.BigMath.times;

import java.math.BigDecimal;
import org.dpmodel.accountant.Adjacency;

/**
 * delta of one Poisson-sampled Gaussian step by its definition, to about eighty digits less those that cancel.
 *
 * <p>delta(epsilon) = sup over x of P(Z &gt; x) - e^epsilon Q(Z &gt; x): the density ratio P/Q increases, so the supremum is
 * where it equals e^epsilon. Near there the function is flat: after two of Newton's steps in a hundred digits the place is
 * known far better than the value needs.
 *
 * @param q sampling probability
 * @param z noise multiplier
 * @param adjacency the adjacency; add-or-remove-one is evaluated for the removed example, the larger of its directions
 */
record ExactStep(double q, double z, Adjacency adjacency) {

    /** delta; x is roughly where the density ratio equals e^epsilon. */
    BigDecimal delta(double epsilon, double x) {
        BigDecimal growth = BigMath.exp(BigMath.of(epsilon));
        BigDecimal place = BigMath.of(x);
        for (int i = 0; i < 2; i++) {
            place = place.subtract(newtonStep(place, growth), DIGITS);
        }
        BigDecimal difference = tail(place, up()).subtract(times(growth, tail(place, down())), DIGITS);
        return difference.max(BigDecimal.ZERO);
    }

    /** ln P/Q at a point, roughly. */
    double loss(double x) {
        BigDecimal ratio = over(density(BigMath.of(x), up()), density(BigMath.of(x), down()));
        BigDecimal excess = ratio.subtract(BigDecimal.ONE, DIGITS);
        return excess.doubleValue() < 1 ? Math.log1p(excess.doubleValue()) : logOf(ratio);
    }

    private static double logOf(BigDecimal x) {
        int exponent = x.precision() - x.scale();
        return Math.log(x.movePointLeft(exponent).doubleValue()) + exponent * Math.log(10);
    }

    private BigDecimal up() {
        return adjacency == Adjacency.REPLACE_ONE ? shift().divide(BigDecimal.valueOf(2)) : shift();
    }

    private BigDecimal down() {
        return adjacency == Adjacency.REPLACE_ONE ? up().negate() : BigDecimal.ZERO;
    }

    private BigDecimal shift() {
        return over(BigDecimal.ONE, BigMath.of(z));
    }

    private BigDecimal tail(BigDecimal x, BigDecimal shift) {
        return mixture(BigMath.upperTail(x), BigMath.upperTail(x.subtract(shift, DIGITS)));
    }

    private BigDecimal density(BigDecimal x, BigDecimal shift) {
        return mixture(BigMath.density(x), BigMath.density(x.subtract(shift, DIGITS)));
    }

    private BigDecimal mixture(BigDecimal unsampled, BigDecimal sampled) {
        BigDecimal share = BigMath.of(q);
        return times(BigDecimal.ONE.subtract(share), unsampled).add(times(share, sampled), DIGITS);
    }

    /** (P - e^epsilon Q) / (P' - e^epsilon Q') with φ' = -x φ. */
    private BigDecimal newtonStep(BigDecimal x, BigDecimal growth) {
        BigDecimal value = density(x, up()).subtract(times(growth, density(x, down())), DIGITS);
        BigDecimal slope = slope(x, up()).subtract(times(growth, slope(x, down())), DIGITS);
        return slope.signum() == 0 ? BigDecimal.ZERO : over(value, slope);
    }

    private BigDecimal slope(BigDecimal x, BigDecimal shift) {
        BigDecimal offset = x.subtract(shift, DIGITS);
        return mixture(times(x, BigMath.density(x)), times(offset, BigMath.density(offset)))
                .negate();
    }
}
