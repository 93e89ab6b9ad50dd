package org.dpmodel;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.ShuffledBatches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every missing or contradictory setting is an error that names the setting, the value and the cure. */
class DPModelBuilderTest {
    /** A wrong setting, and what its message must contain. */
    record Wrong(String name, Consumer<DPModelBuilder> change, List<String> parts) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static DPModelBuilder complete() {
        return DPModel.builder(MultilayerPerceptron.network(new long[] {3}, 4, 2), Losses.softmaxCrossEntropy())
                .engine(ReferenceEngine.DEVICE)
                .optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1));
    }

    static Stream<Wrong> wrongSettings() {
        List<Wrong> wrong = new ArrayList<>();
        wrong.add(new Wrong(
                "noise NaN",
                b -> b.noise(NoiseMechanisms.gaussian(Double.NaN)),
                List.of("noiseMultiplier must be positive and finite", "found NaN", "privacy needs noise")));
        wrong.add(new Wrong(
                "no noise",
                b -> b.noise(NoiseMechanisms.gaussian(0)),
                List.of("noiseMultiplier", "found 0.0", "call the non-private method explicitly")));
        wrong.add(new Wrong(
                "clip NaN",
                b -> b.clipping(ClipMechanisms.fixed(Double.NaN)),
                List.of("clippingNorm must be in [", "found NaN", "a usual value is")));
        wrong.add(new Wrong(
                "clip beyond float32",
                b -> b.clipping(ClipMechanisms.fixed(1e39)),
                List.of("clippingNorm must be in [", "found 1.0E39", "a usual value is")));
        wrong.add(new Wrong(
                "empty batches",
                b -> b.sampling(new PoissonSampling(0)),
                List.of("expectedBatchSize must be at least 1", "found 0", "for example 256")));
        wrong.add(new Wrong(
                "no batch",
                b -> b.sampling(new ShuffledBatches(-5)),
                List.of("batchSize must be at least 1", "found -5", "for example 256")));
        wrong.add(new Wrong(
                "delta", b -> b.delta(1), List.of("delta must be in (0, 1)", "found 1.0", "a usual value is 1e-5")));
        wrong.add(new Wrong(
                "physical",
                b -> b.physicalBatchSize(0),
                List.of(
                        "physicalBatchSize must be at least 1",
                        "found 0",
                        "pass the largest number that fits memory")));
        wrong.add(new Wrong(
                "microbatch 0",
                b -> b.microbatchSize(0),
                List.of("microbatchSize must be at least 1", "found 0", "pass 1 to clip each example by itself")));
        wrong.add(new Wrong(
                "microbatches of Poisson",
                b -> b.sampling(new PoissonSampling(8)).microbatchSize(2),
                List.of("microbatchSize must be 1 with Poisson sampling", "found 2", "use shuffled batches")));
        wrong.add(new Wrong(
                "microbatch does not divide",
                b -> b.sampling(new ShuffledBatches(8)).microbatchSize(3),
                List.of("batch size must be divisible by the microbatch size 3", "found 8", "choose a multiple")));
        wrong.add(new Wrong(
                "microbatch above physical",
                b -> b.sampling(new ShuffledBatches(8)).microbatchSize(4).physicalBatchSize(3),
                List.of("physicalBatchSize must be at least 4", "found 3", "pass at least the microbatch size")));
        wrong.add(new Wrong(
                "adjacency",
                b -> b.sampling(new ShuffledBatches(8)).adjacency(Adjacency.ADD_OR_REMOVE_ONE),
                List.of("adjacency must be REPLACE_ONE", "found ADD_OR_REMOVE_ONE", "use Poisson sampling")));
        wrong.add(new Wrong(
                "engine unknown",
                b -> b.engine("abacus:cpu"),
                List.of("device abacus:cpu needs engine abacus", "dpmodel-onnxruntime, ", "reference:cpu is usable")));
        wrong.add(new Wrong(
                "device malformed",
                b -> b.engine("cpu"),
                List.of("device must be written engine:cpu", "found 'cpu'", "for example onnxruntime:cpu")));
        wrong.add(new Wrong(
                "no such device",
                b -> b.engine("reference:cuda:0"),
                List.of("device reference:cuda:0", "name another device", "reference:cpu is usable")));
        wrong.add(new Wrong(
                "momentum",
                b -> b.optimizer(Optimizers.momentum(0.1, 1)),
                List.of("momentum must be in [0, 1)", "found 1.0", "0.9 is usual")));
        return wrong.stream();
    }

    @ParameterizedTest
    @MethodSource("wrongSettings")
    void aWrongSettingIsNamedWithValueAndCure(Wrong wrong) {
        RuntimeException error = assertThrows(RuntimeException.class, () -> {
            DPModelBuilder builder = complete();
            wrong.change().accept(builder);
            builder.build().close();
        });
        wrong.parts().forEach(part -> assertTrue(error.getMessage().contains(part), error::getMessage));
    }

    @Test
    void nullsAreRefusedByName() {
        List<Consumer<DPModelBuilder>> nulls = List.of(
                b -> b.optimizer(null),
                b -> b.clipping(null),
                b -> b.noise(null),
                b -> b.sampling(null),
                b -> b.adjacency(null),
                b -> b.engine(null),
                b -> b.accountant(null));
        for (Consumer<DPModelBuilder> call : nulls) {
            DPModelBuilder builder = complete();
            assertTrue(assertThrows(NullPointerException.class, () -> call.accept(builder))
                            .getMessage()
                    != null);
        }
    }

    @Test
    void anUnfitDatasetIsNamedWithBothShapes() {
        try (DPModel model = complete().sampling(new PoissonSampling(2)).build()) {
            var dataset =
                    ArrayDataset.classification("pairs", new float[4][2], new long[] {2}, new int[] {0, 1, 0, 1}, 2);
            String message = assertThrows(IllegalArgumentException.class, () -> model.train(1, dataset, List.of()))
                    .getMessage();
            assertTrue(
                    message.startsWith(
                            "features of dataset pairs must have shape [3] for this network, found [2]: choose"),
                    message);
            assertTrue(model.ledger().events().isEmpty());
        }
    }

    @Test
    void epochsBelowOneAreRefused() {
        try (DPModel model = complete().sampling(new PoissonSampling(2)).build()) {
            var dataset =
                    ArrayDataset.classification("triples", new float[4][3], new long[] {3}, new int[] {0, 1, 0, 1}, 2);
            String message = assertThrows(IllegalArgumentException.class, () -> model.train(0, dataset, List.of()))
                    .getMessage();
            assertTrue(message.startsWith("epochs must be at least 1, found 0: "), message);
        }
    }
}
