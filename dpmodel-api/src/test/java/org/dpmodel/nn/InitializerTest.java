package org.dpmodel.nn;

import static org.dpmodel.statistics.TailBounds.kolmogorovDistance;
import static org.dpmodel.statistics.TailBounds.kolmogorovLimit;
import static org.dpmodel.statistics.TailBounds.normalCdf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** False alarms: 10 comparisons with a law, 1e-6 each, on a fixed seed. */
class InitializerTest {
    private static final double RATE = 1e-6;
    /** Fan-in 40 · 3 · 5 = 600, fan-out 50 · 3 · 5 = 750. */
    private static final long[] CONVOLUTION = {50, 40, 3, 5};
    /** Fan-in 200, fan-out 150. */
    private static final long[] DENSE = {150, 200};

    private static double[] fill(Initializer initializer, long... shape) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        initializer.fill(values, shape, RandomStreams.seeded(40).stream(StreamPurpose.INITIALIZATION, 0));
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static DoubleUnaryOperator uniform(double bound) {
        return x -> Math.min(1, Math.max(0, (x + bound) / (2 * bound)));
    }

    private static DoubleUnaryOperator normal(double sigma) {
        return x -> normalCdf(x / sigma);
    }

    private static DoubleUnaryOperator truncated(double sigma) {
        double tail = normalCdf(-2);
        return x -> Math.min(1, Math.max(0, (normalCdf(x / sigma) - tail) / (1 - 2 * tail)));
    }

    static Stream<Arguments> laws() {
        return Stream.of(
                Arguments.of(new TruncatedNormal(), CONVOLUTION, truncated(0.01)),
                Arguments.of(new TruncatedNormal(0.3), DENSE, truncated(0.3)),
                Arguments.of(new Normal(0.5), DENSE, normal(0.5)),
                Arguments.of(new Uniform(0.07), DENSE, uniform(0.07)),
                Arguments.of(new HeUniform(), CONVOLUTION, uniform(Math.sqrt(6.0 / 600))),
                Arguments.of(new HeUniform(Math.sqrt(5)), DENSE, uniform(1 / Math.sqrt(200))),
                Arguments.of(new HeNormal(), CONVOLUTION, normal(Math.sqrt(2.0 / 600))),
                Arguments.of(new HeNormal(1), DENSE, normal(Math.sqrt(1.0 / 200))),
                Arguments.of(new XavierUniform(), CONVOLUTION, uniform(Math.sqrt(6.0 / 1350))),
                Arguments.of(new XavierUniform(2), DENSE, uniform(2 * Math.sqrt(6.0 / 350))));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void followsItsLawAndNoOther(Initializer initializer, long[] shape, DoubleUnaryOperator law) {
        double[] values = fill(initializer, shape);
        double limit = kolmogorovLimit(values.length, RATE);
        assertTrue(kolmogorovDistance(values, law) < limit);
        double[] wider = Arrays.stream(values).map(x -> 1.1 * x).toArray();
        assertTrue(kolmogorovDistance(wider, law) > limit, "a scale 10 % off must be noticed");
    }

    @Test
    void truncatedNormalStaysWithinTwoSigma() {
        double largest = Arrays.stream(fill(new TruncatedNormal(0.1), DENSE))
                .map(Math::abs)
                .max()
                .orElseThrow();
        assertTrue(largest <= (float) 0.2 && largest > 0.19, "largest " + largest);
    }

    @Test
    void constantsAreConstant() {
        assertArrayEquals(new double[] {0, 0}, fill(new Zero(), 2));
        assertArrayEquals(new double[] {1, 1}, fill(new One(), 2));
        assertArrayEquals(new double[] {-2.5, -2.5}, fill(new Constant(-2.5), 2));
        assertArrayEquals(new double[] {7}, fill(new Constant(7)));
    }

    @Test
    void refusesShapesThatDoNotFit() {
        assertThrows(IllegalArgumentException.class, () -> fill(new XavierUniform(), 5));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> fill(new HeUniform(), 5));
        assertTrue(e.getMessage().contains("found [5]"), e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> new Zero()
                .fill(
                        new float[3],
                        new long[] {2, 2},
                        RandomStreams.seeded(1).stream(StreamPurpose.INITIALIZATION, 0)));
        assertTrue(e.getMessage().contains("4 elements of the shape [2, 2], found 3"), e.getMessage());
    }

    @Test
    void refusesNumbersOutOfRange() {
        List<Executable> calls = List.of(
                () -> new TruncatedNormal(0),
                () -> new Normal(Double.NaN),
                () -> new Uniform(-1),
                () -> new Constant(Double.POSITIVE_INFINITY),
                () -> new HeUniform(Double.NaN),
                () -> new HeNormal(Double.NEGATIVE_INFINITY),
                () -> new XavierUniform(0));
        for (Executable call : calls) {
            assertThrows(IllegalArgumentException.class, call);
        }
    }

    @Test
    void parametersGetDifferentValues() {
        float[] first = new float[4];
        float[] second = new float[4];
        RandomStreams streams = RandomStreams.seeded(41);
        new Normal(1).fill(first, new long[] {4}, streams.stream(StreamPurpose.INITIALIZATION, 0));
        new Normal(1).fill(second, new long[] {4}, streams.stream(StreamPurpose.INITIALIZATION, 1));
        assertFalse(Arrays.equals(first, second));
    }
}
