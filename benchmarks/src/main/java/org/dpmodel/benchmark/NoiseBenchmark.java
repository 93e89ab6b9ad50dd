package org.dpmodel.benchmark;

import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.noise.IndependentNoise;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Noise from the cryptographic generator, added to a clipped sum of the size of LeNet-5. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class NoiseBenchmark {
    private static final double STANDARD_DEVIATION = 0.1;

    /** The noise mechanism. */
    @Param({"Gaussian", "DiscreteGaussian"})
    public String mechanism;

    /** The number of elements of the sum. */
    @Param("61684")
    public int elements;

    private IndependentNoise noise;
    private UniformRandomProvider random;
    private double[] sum;

    /** Creates the mechanism, its generator and the sum. */
    @Setup
    public void prepare() {
        noise = mechanism.equals("Gaussian") ? NoiseMechanisms.gaussian(1) : NoiseMechanisms.discreteGaussian(1);
        random = RandomStreams.secure().stream(StreamPurpose.NOISE, 0);
        sum = new double[elements];
    }

    /**
     * Adds noise to the whole sum.
     *
     * @return the sum
     */
    @Benchmark
    public double[] addTo() {
        noise.addTo(sum, STANDARD_DEVIATION, random);
        return sum;
    }
}
