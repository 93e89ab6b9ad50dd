package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Dropout;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.Tanh;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training with dropout: off in evaluation and in served files, repeated by a seed, the same after a resume. */
class DropoutTest {
    private static final Rows ROWS = Tiny.twoClasses(40);

    @TempDir
    Path folder;

    private static Network network() {
        return Network.of(
                "dropping", new SequentialCell(new Dense(3, 6), new Tanh(), new Dropout(0.3), new Dense(6, 2)), 3);
    }

    private static DPModelBuilder builder(Network network) {
        return DPModel.builder(network, Losses.softmaxCrossEntropy())
                .engine(ReferenceEngine.DEVICE)
                .accountant(RdpAccountant::new)
                .optimizer(Optimizers.momentum(0.1, 0.9))
                .clipping(ClipMechanisms.fixed(0.5))
                .noise(NoiseMechanisms.gaussian(1))
                .sampling(new PoissonSampling(10))
                .seed(17);
    }

    private static Map<String, float[]> trained(DPModelBuilder builder, int... epochsOfCalls) {
        try (DPModel model = builder.build()) {
            for (int epochs : epochsOfCalls) {
                model.train(epochs, ROWS, List.of());
            }
            return Tiny.parameters(model);
        }
    }

    private static void assertClose(Map<String, float[]> expected, Map<String, float[]> found, float tolerance) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, found.get(name), tolerance, name));
    }

    @Test
    void dropoutChangesTrainingAndNothingElse() throws Exception {
        Map<String, float[]> dropped = trained(builder(network()), 2);
        Map<String, float[]> plain = trained(builder(network().withoutDropout()), 2);
        assertFalse(Arrays.equals(dropped.get("dense2.weight"), plain.get("dense2.weight")));
        try (DPModel dropping = builder(network()).build();
                DPModel passing = builder(network().withoutDropout()).build()) {
            assertArrayEquals(passing.predict(ROWS), dropping.predict(ROWS));
            assertEquals(passing.eval(ROWS), dropping.eval(ROWS));
            Path file = folder.resolve("saved.onnx");
            dropping.save(file);
            Network read = Network.fromOnnx(file);
            assertFalse(read.dropout());
            assertTrue(
                    read.notes().toString().contains("the dropouts dropout1_dropout are inactive"),
                    read.notes()::toString);
            assertTrue(read.withDropout().dropout());
            assertTrue(dropping.network().dropout(), "what is derived from it has dropout, too");
            assertTrue(network().freeze("dense1.*").dropout());
        }
    }

    @Test
    void theChargeIsTheSame() {
        try (DPModel dropping = builder(network()).build();
                DPModel passing = builder(network().withoutDropout()).build()) {
            dropping.train(1, ROWS, List.of());
            passing.train(1, ROWS, List.of());
            assertEquals(
                    passing.privacyStatement().epsilon(),
                    dropping.privacyStatement().epsilon());
        }
    }

    @Test
    void aSeedRepeatsWhatIsDroppedAlsoInTwoCalls() {
        Map<String, float[]> once = trained(builder(network()), 3);
        assertClose(once, trained(builder(network()), 3), 0);
        assertClose(once, trained(builder(network()), 1, 2), 0);
    }

    /** Partial sums round differently; what is dropped does not follow them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16, 40})
    void thePhysicalBatchSizeChangesRoundingOnly(int physical) {
        assertClose(trained(builder(network()), 3), trained(builder(network()).physicalBatchSize(physical), 3), 2e-6f);
    }

    @Test
    void aResumedRunDropsWhatTheWholeOneDoes() throws Exception {
        Map<String, float[]> whole = trained(builder(network()), 3);
        Path run = folder.resolve("run");
        try (DPModel first = builder(network()).directory(run).build()) {
            first.train(1, ROWS, List.of());
        }
        try (DPModel second = builder(network()).build()) {
            second.resume(run);
            // Epochs of the resumed run count along.
            second.train(3, ROWS, List.of());
            assertClose(whole, Tiny.parameters(second), 0);
        }
    }
}
