package org.dpmodel.accountant.rdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Theorem 27 where its moments have closed forms, with either entry of its minima. */
class FixedSizeGaussianDivergenceTest {
    @ParameterizedTest
    @CsvSource({"0.1, 2", "0.01, 5", "0.5, 1", "0.2, 0.7", "1e-3, 1.3"})
    void agreesWithTheFormulaAtSmallOrders(double q, double noise) {
        double square = 1 / (noise * noise);
        double second = Math.expm1(square);
        double fourth = Math.exp(6 * square) - 4 * Math.exp(3 * square) + 6 * Math.exp(square) - 3;
        double two = Math.min(4 * second, 2 * Math.exp(square));
        double three = Math.min(4 * Math.sqrt(second * fourth), 2 * Math.exp(3 * square));
        double four = Math.min(4 * fourth, 2 * Math.exp(6 * square));
        double[] expected = {
            Math.log1p(q * q * two),
            Math.log1p(3 * q * q * two + q * q * q * three) / 2,
            Math.log1p(6 * q * q * two + 4 * q * q * q * three + q * q * q * q * four) / 3
        };
        double[] found = new FixedSizeGaussianDivergence(RdpOrders.of(2, 3, 4), q, noise).values(RdpOrders.of(2, 3, 4));
        for (int i = 0; i < expected.length; i++) {
            assertEquals(1, found[i] / expected[i], 1e-9, "order " + (i + 2));
        }
        // Between integer orders, (a - 1) rdp(a) is bounded by the chord.
        double between = new FixedSizeGaussianDivergence(RdpOrders.of(2.5), q, noise).values(RdpOrders.of(2.5))[0];
        assertEquals(1, between / ((expected[0] / 2 + expected[1]) / 1.5), 1e-9);
        assertTrue(between >= expected[0]);
    }
}
