package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.ShuffledBatches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a seed makes repeatable, and what settings for speed may change: only the order in which floats are added. */
class DeterminismTest {
    private static final Rows ROWS = Tiny.twoClasses(40);

    private static DPModelBuilder seeded(SamplingScheme sampling) {
        return Tiny.classifier().sampling(sampling).seed(17);
    }

    private static Map<String, float[]> trained(DPModelBuilder builder, int... epochsOfCalls) {
        try (DPModel model = builder.build()) {
            for (int epochs : epochsOfCalls) {
                model.train(epochs, ROWS, List.of());
            }
            return Tiny.parameters(model);
        }
    }

    private static void assertBitEqual(Map<String, float[]> expected, Map<String, float[]> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, found.get(name), name));
    }

    @Test
    void equalSeedsGiveEqualBits() {
        for (SamplingScheme sampling : List.of(new PoissonSampling(10), new ShuffledBatches(10))) {
            assertBitEqual(trained(seeded(sampling), 3), trained(seeded(sampling), 3));
        }
    }

    @Test
    void twoCallsOfTrainAreOneLongerCall() {
        for (SamplingScheme sampling : List.of(new PoissonSampling(10), new ShuffledBatches(10))) {
            assertBitEqual(trained(seeded(sampling), 3), trained(seeded(sampling), 1, 2));
        }
    }

    /** 12 steps of gradients below 1: partial sums round differently, by less than 2⁻²⁴ each. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 40})
    void thePhysicalBatchSizeChangesRoundingOnly(int physical) {
        Map<String, float[]> usual = trained(seeded(new PoissonSampling(10)), 3);
        Map<String, float[]> cut = trained(seeded(new PoissonSampling(10)).physicalBatchSize(physical), 3);
        usual.forEach((name, values) -> assertArrayEquals(values, cut.get(name), 2e-6f, name));
    }

    @Test
    void frozenParametersStay() {
        DPModelBuilder builder = DPModel.builder(
                        MultilayerPerceptron.network(new long[] {3}, 4, 2).freeze("dense1.weight", "dense1.bias"),
                        Losses.softmaxCrossEntropy())
                .engine(ReferenceEngine.DEVICE)
                .optimizer(Optimizers.momentum(0.1, 0.9))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .sampling(new PoissonSampling(10));
        try (DPModel model = builder.build()) {
            Map<String, float[]> before = Tiny.parameters(model);
            model.train(1, ROWS, List.of());
            Map<String, float[]> after = Tiny.parameters(model);
            assertArrayEquals(before.get("dense1.weight"), after.get("dense1.weight"));
            assertArrayEquals(before.get("dense1.bias"), after.get("dense1.bias"));
            assertTrue(!Arrays.equals(before.get("dense2.weight"), after.get("dense2.weight")));
            assertTrue(!Arrays.equals(before.get("dense2.bias"), after.get("dense2.bias")));
        }
    }
}
