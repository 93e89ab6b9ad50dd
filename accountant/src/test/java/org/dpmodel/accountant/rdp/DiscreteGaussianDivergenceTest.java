package org.dpmodel.accountant.rdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The charge of a discrete Gaussian step, against sums over the integers. */
class DiscreteGaussianDivergenceTest {
    private static final RdpOrders ORDERS = RdpOrders.of(1.25, 1.75, 2, 2.5, 3, 4.5, 8, 16, 32);
    private static final double ARITHMETIC = 1e-9;

    /** ln of Σ over n of p(n)ᵃ q(n)¹⁻ᵃ, divided by a − 1, of masses that are given up to a factor. */
    private static double divergence(double order, int reach, IntToDoubleFunction logP, IntToDoubleFunction logQ) {
        double moment = logSum(reach, n -> order * logP.applyAsDouble(n) + (1 - order) * logQ.applyAsDouble(n));
        return (moment - order * logSum(reach, logP) - (1 - order) * logSum(reach, logQ)) / (order - 1);
    }

    private static double logSum(int reach, IntToDoubleFunction logTerm) {
        double[] terms =
                IntStream.rangeClosed(-reach, reach).mapToDouble(logTerm).toArray();
        double largest = Arrays.stream(terms).max().orElseThrow();
        return largest
                + Math.log(Arrays.stream(terms)
                        .map(term -> Math.exp(term - largest))
                        .sum());
    }

    private static IntToDoubleFunction logDensity(double sigma, int mean) {
        return n -> -(n - mean) * (double) (n - mean) / (2 * sigma * sigma);
    }

    private static IntToDoubleFunction logMixture(double q, IntToDoubleFunction without, IntToDoubleFunction with) {
        return n -> {
            double a = without.applyAsDouble(n) + Math.log1p(-q);
            double b = with.applyAsDouble(n) + Math.log(q);
            double larger = Math.max(a, b);
            return larger + Math.log(Math.exp(a - larger) + Math.exp(b - larger));
        };
    }

    /** The true divergence of a step whose integer sum moves by {@code shift}: the larger of both directions. */
    private static double[] truth(double q, double sigma, int shift) {
        IntToDoubleFunction without = logDensity(sigma, 0);
        IntToDoubleFunction mixture = logMixture(q, without, logDensity(sigma, shift));
        // Order a tilts the sum's weight by up to a shifts: 40 standard deviations beyond hold all that a double shows.
        int reach = (int) (40 * sigma + 40 * shift);
        double[] result = ORDERS.toArray();
        for (int i = 0; i < result.length; i++) {
            double added = divergence(result[i], reach, mixture, without);
            double removed = divergence(result[i], reach, without, mixture);
            result[i] = Math.max(added, removed);
        }
        return result;
    }

    private static boolean covers(double[] charge, double[] truth) {
        for (int i = 0; i < charge.length; i++) {
            if (charge[i] * (1 + ARITHMETIC) < truth[i]) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @CsvSource({
        "0.01, 0.4, 1",
        "0.3, 0.4, 1",
        "0.9, 0.7, 1",
        "0.01, 1, 1",
        "0.1, 0.8, 2",
        "0.5, 2, 3",
        "0.004, 12, 12",
        "0.2, 5, 17"
    })
    void chargeCoversBothDirectionsAtEveryOrder(double q, double sigma, int shift) {
        double[] charge = RenyiDivergence.poissonDiscreteGaussian(ORDERS, q, sigma / shift);
        assertTrue(covers(charge, truth(q, sigma, shift)));
    }

    /** The twin: a charge for two percent more noise than there is must be found short. */
    @ParameterizedTest
    @CsvSource({"0.01, 2, 1", "0.1, 8, 8", "0.5, 2, 3", "0.004, 12, 12", "0.9, 3, 2"})
    void chargeForTwoPercentMoreNoiseIsFoundShort(double q, double sigma, int shift) {
        double[] charge = RenyiDivergence.poissonDiscreteGaussian(ORDERS, q, 1.02 * sigma / shift);
        assertFalse(covers(charge, truth(q, sigma, shift)));
    }

    @ParameterizedTest
    @CsvSource({"0.01, 2, 1", "0.1, 8, 8", "0.5, 6, 3"})
    void chargeIsTightAtIntegerOrdersWhereTheGridIsFine(double q, double sigma, int shift) {
        double[] charge = RenyiDivergence.poissonDiscreteGaussian(ORDERS, q, sigma / shift);
        double[] truth = truth(q, sigma, shift);
        for (int i = 0; i < charge.length; i++) {
            if (ORDERS.get(i) == Math.rint(ORDERS.get(i))) {
                assertEquals(truth[i], charge[i], 1e-6 * charge[i], "order " + ORDERS.get(i));
            }
        }
    }
}
