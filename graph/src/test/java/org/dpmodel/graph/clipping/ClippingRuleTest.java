package org.dpmodel.graph.clipping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** The factors of a unit that is computed alone, by each rule's formula: no unit is longer than the clipping norm. */
class ClippingRuleTest {
    private static final double C = 0.7;
    private static final float STABILITY = 0.01f;
    private static final Map<String, Double> SHARES = Map.of("a", 0.6, "b", 0.5, "c", 0.1);

    /** Norms of parameters of three layers, from far below to far above the clipping norm. */
    private static Map<String, Double> norms(Random random) {
        Map<String, Double> norms = new LinkedHashMap<>();
        for (String name : new String[] {"a.weight", "a.bias", "b.weight", "c.weight", "c.bias"}) {
            norms.put(name, Math.exp(8 * random.nextGaussian()));
        }
        return norms;
    }

    private static double norm(Map<String, Double> norms, String layer) {
        return Math.sqrt(norms.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(layer))
                .mapToDouble(entry -> entry.getValue() * entry.getValue())
                .sum());
    }

    private static void check(ClippingRule rule, BiFunction<Map<String, Double>, String, Double> formula) {
        Random random = new Random(5);
        for (int trial = 0; trial < 200; trial++) {
            Map<String, Double> norms = norms(random);
            Map<String, Double> factors = rule.factors(norms, C);
            assertEquals(norms.keySet(), factors.keySet());
            double squares = 0;
            for (String name : norms.keySet()) {
                double expected = formula.apply(norms, name.substring(0, 1));
                assertEquals(1, factors.get(name) / expected, 1e-6, name + " of " + norms);
                squares += Math.pow(factors.get(name) * norms.get(name), 2);
            }
            assertTrue(Math.sqrt(squares) <= C * (1 + 1e-6), norms + " become " + factors);
        }
    }

    @Test
    void oneNorm() {
        check(new FlatClipping(), (norms, layer) -> Math.min(1, C / norm(norms, "")));
    }

    @Test
    void normalized() {
        check(new AutomaticScaling(STABILITY), (norms, layer) -> C / (norm(norms, "") + STABILITY));
    }

    @Test
    void aNormForEachLayer() {
        check(
                new LayerwiseClipping(Map.of()),
                (norms, layer) -> Math.min(1, C * Math.sqrt(1 / 3.0) / norm(norms, layer)));
        check(new LayerwiseClipping(SHARES), (norms, layer) -> Math.min(1, C * SHARES.get(layer) / norm(norms, layer)));
    }
}
