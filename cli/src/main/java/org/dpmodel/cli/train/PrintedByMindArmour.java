package org.dpmodel.cli.train;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.rdp.RdpOrders;
import org.dpmodel.accountant.rdp.RenyiDivergence;

/**
 * The epsilon that MindArmour's RDP monitor would print: for Poisson samples of single examples, whatever was drawn and
 * clipped, at its eleven orders and with the classical conversion of Mironov 2017 (arXiv 1702.07476, proposition 3).
 * Not a guarantee of any run.
 */
final class PrintedByMindArmour {
    private static final RdpOrders ORDERS = RdpOrders.of(1.005, 1.01, 1.02, 1.08, 1.2, 2, 5, 10, 20, 40, 80);

    private PrintedByMindArmour() {}

    static double epsilon(double samplingProbability, double noiseMultiplier, long steps, double delta) {
        double[] divergences = RenyiDivergence.poissonGaussian(
                ORDERS, samplingProbability, noiseMultiplier, Adjacency.ADD_OR_REMOVE_ONE);
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < divergences.length; i++) {
            smallest = Math.min(smallest, steps * divergences[i] - Math.log(delta) / (ORDERS.get(i) - 1));
        }
        return smallest;
    }
}
