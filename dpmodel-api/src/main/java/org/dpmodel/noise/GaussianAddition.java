package org.dpmodel.noise;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.dpmodel.validation.Require;

/**
 * Adds independent Gaussian noise: each element becomes x + s·z, z ~ N(0, 1), where s is the standard deviation, computed in
 * double precision and rounded once to float.
 */
final class GaussianAddition {
    /** A tenth of a millisecond of work, so that processors finish at about the same time. */
    static final int PIECE = 1 << 13;

    private GaussianAddition() {}

    static void addTo(double[] sum, double standardDeviation, UniformRandomProvider random) {
        Require.positive("standardDeviation", standardDeviation, "pass noise multiplier × current clipping norm");
        NoisePieces.forEach(sum.length, PIECE, random, (from, to, stream) -> {
            ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(stream);
            for (int i = from; i < to; i++) {
                sum[i] += standardDeviation * normal.sample();
            }
        });
    }
}
