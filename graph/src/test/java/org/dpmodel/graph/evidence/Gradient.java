package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** A vector with one part for each parameter, in double precision. */
record Gradient(Map<String, double[]> parts) {
    double norm() {
        return Math.sqrt(parts.values().stream()
                .flatMapToDouble(Arrays::stream)
                .map(v -> v * v)
                .sum());
    }

    Gradient times(double factor) {
        return map(v -> factor * v);
    }

    Gradient plus(Gradient other) {
        return combine(other, Double::sum);
    }

    Gradient minus(Gradient other) {
        return combine(other, (a, b) -> a - b);
    }

    Gradient clip(double clippingNorm) {
        double norm = norm();
        return norm > clippingNorm ? times(clippingNorm / norm) : this;
    }

    private Gradient map(DoubleUnaryOperator function) {
        Map<String, double[]> result = new LinkedHashMap<>();
        parts.forEach((name, part) ->
                result.put(name, Arrays.stream(part).map(function).toArray()));
        return new Gradient(result);
    }

    private Gradient combine(Gradient other, DoubleBinaryOperator function) {
        Map<String, double[]> result = new LinkedHashMap<>();
        parts.forEach((name, part) -> {
            double[] second = other.parts.get(name);
            result.put(
                    name,
                    IntStream.range(0, part.length)
                            .mapToDouble(i -> function.applyAsDouble(part[i], second[i]))
                            .toArray());
        });
        return new Gradient(result);
    }

    /**
     * Each parameter's part equals the expected one, up to a tolerance relative to the part's length. Parts that cancel
     * keep the rounding errors of their terms, hence a fiftieth of the whole gradient's length besides.
     */
    void assertClose(Gradient expected, double tolerance, String what) {
        assertEquals(expected.parts.keySet(), parts.keySet(), what);
        double floor = 0.02 * tolerance * expected.norm();
        expected.parts.forEach((name, wanted) -> {
            double[] found = parts.get(name);
            assertEquals(wanted.length, found.length, what + ": " + name);
            double scale = Math.sqrt(Arrays.stream(wanted).map(v -> v * v).sum());
            double distance = Math.sqrt(IntStream.range(0, wanted.length)
                    .mapToDouble(i -> (wanted[i] - found[i]) * (wanted[i] - found[i]))
                    .sum());
            assertTrue(
                    distance <= tolerance * scale + floor,
                    () -> what + ": parameter " + name + " is off by " + distance + " of " + scale);
        });
    }
}
