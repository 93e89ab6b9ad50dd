package org.dpmodel.noise;

import java.util.stream.IntStream;
import org.apache.commons.rng.JumpableUniformRandomProvider;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.dpmodel.validation.Require;

/**
 * Independent Gaussian noise: each element becomes x + s·z, z ~ N(0, 1), where s is the standard deviation, computed in
 * double precision and rounded once to float.
 *
 * <p>The normal deviates are those of McFarland's modified ziggurat (2016, arXiv 1403.6870). Rounding to float leaves
 * the floating-point artefacts described by Mironov (2012, "On significance of the least significant bits for
 * differential privacy"): the guarantee is that of the ideal Gaussian.
 *
 * <p>Large sums are cut into pieces of {@value #PIECE} elements, each with a sub-stream of its own, and the pieces are
 * filled in parallel on the common pool: the result depends on the stream alone, not on the number of threads. This
 * needs a {@link JumpableUniformRandomProvider}, as those of {@link org.dpmodel.random.RandomStreams} are; any other
 * generator is read by the calling thread alone.
 *
 * @param noiseMultiplier standard deviation / clipping norm, in every step; positive and finite
 */
public record GaussianNoise(double noiseMultiplier) implements NoiseMechanism {
    static final int PIECE = 1 << 16;

    /**
     * Checks the noise multiplier.
     *
     * @param noiseMultiplier standard deviation / clipping norm
     * @throws IllegalArgumentException if {@code noiseMultiplier} is NaN, infinite, zero or negative
     */
    public GaussianNoise {
        Require.positive(
                "noiseMultiplier",
                noiseMultiplier,
                "privacy needs noise (1.0 is usual); to train without privacy call the non-private training by its name");
    }

    @Override
    public String name() {
        return "Gaussian";
    }

    @Override
    public double noiseMultiplier(long step) {
        Require.atLeast("step", step, 0, "steps are counted from 0");
        return noiseMultiplier;
    }

    @Override
    public void addTo(float[] sum, double standardDeviation, UniformRandomProvider random) {
        Require.positive("standardDeviation", standardDeviation, "pass noise multiplier × current clipping norm");
        if (sum.length <= PIECE || !(random instanceof JumpableUniformRandomProvider jumpable)) {
            addTo(sum, 0, sum.length, standardDeviation, random);
            return;
        }
        UniformRandomProvider[] streams = new UniformRandomProvider[(sum.length - 1) / PIECE + 1];
        for (int piece = 0; piece < streams.length; piece++) {
            streams[piece] = jumpable.jump();
        }
        IntStream.range(0, streams.length)
                .parallel()
                .forEach(piece -> addTo(
                        sum,
                        piece * PIECE,
                        Math.min(sum.length - piece * PIECE, PIECE),
                        standardDeviation,
                        streams[piece]));
    }

    private static void addTo(
            float[] sum, int start, int count, double standardDeviation, UniformRandomProvider random) {
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        for (int i = start; i < start + count; i++) {
            sum[i] = (float) (sum[i] + standardDeviation * normal.sample());
        }
    }
}
