package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.TrainingEnd;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.loss.SparseSoftmaxCrossEntropy;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Targets that have no meaning for the loss end in an error that names dataset and cure, before anything is charged.
 *
 * <p>Seen to fail when targets went to the loss unread.
 */
class TargetsFitTheLossTest {
    private static final float[] X = {1, -1, 1};

    private static DPModel model() {
        return Tiny.classifier().sampling(new PoissonSampling(5)).build();
    }

    static Stream<float[]> nonsense() {
        return Stream.of(
                new float[] {1, 1},
                new float[] {0, 0},
                new float[] {-1, 2},
                new float[] {Float.NaN, 1},
                new float[] {1, Float.POSITIVE_INFINITY},
                new float[] {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY},
                new float[] {0.5f, 0.49f},
                new float[] {0.6f, 0.41f},
                new float[] {1.0001f, -1e-4f});
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void nonsenseIsRefusedBeforeAnythingIsCharged(float[] target) {
        Rows broken = Rows.repeated(50, X, new float[] {0, 1}).with(49, X, target);
        try (DPModel model = model()) {
            String message = assertThrows(IllegalArgumentException.class, () -> model.train(1, broken, List.of()))
                    .getMessage();
            assertTrue(
                    message.startsWith("the target of example 49 of dataset rows must be probabilities of at least 0"
                            + " that sum to 1"),
                    message);
            assertTrue(message.contains("found [" + target[0] + ", " + target[1] + "] with sum"), message);
            assertTrue(message.contains("Losses.meanSquaredError()"), message);
            assertEquals(0, model.steps());
            assertEquals(0, model.privacyStatement().epsilon());
            assertThrows(IllegalArgumentException.class, () -> model.eval(broken));
            // What it predicts does not depend on targets.
            assertEquals(50, model.predict(broken).length);
        }
    }

    static Stream<float[]> distributions() {
        return Stream.of(
                new float[] {1, 0},
                new float[] {-0f, 1},
                new float[] {0.333f, 0.666f},
                new float[] {0.1f + 0.2f, 0.7f},
                new float[] {1 + 1e-8f, -1e-8f});
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void probabilitiesAreTakenUpToRounding(float[] target) {
        try (DPModel model = model()) {
            model.train(1, Rows.repeated(50, X, target), List.of());
            assertEquals(10, model.steps());
            model.eval(Rows.repeated(50, X, target));
        }
    }

    /** A dataset that breaks its promise not to change: the step is charged, as any that fails. */
    @Test
    void targetsThatChangeAreRefusedWhenTheyAreDrawn() {
        Rows rows = Rows.repeated(50, X, new float[] {0, 1});
        int[] reads = new int[1];
        Dataset changing = new ForwardingDataset(rows) {
            @Override
            public String name() {
                return "changing";
            }

            @Override
            public synchronized void copyTarget(int index, FloatBuffer destination) {
                destination.put(new float[] {reads[0]++ < 50 ? 0 : 1, 1});
            }
        };
        try (DPModel model = model()) {
            String message = assertThrows(IllegalArgumentException.class, () -> model.train(3, changing, List.of()))
                    .getMessage();
            assertTrue(message.contains("of dataset changing must be probabilities"), message);
            assertTrue(model.steps() >= 1);
        }
    }

    /** Of one's own: what is not finite contributes nothing and is counted. */
    @Test
    void lossesWithoutARuleTakeAnyTarget() {
        Rows rows = Rows.repeated(20, X, new float[] {3, -4}).with(0, X, new float[] {Float.NaN, 0});
        try (DPModel model = Tiny.regression(Tiny.linear(3, 2), new SquaresWithoutRule())
                .sampling(new PoissonSampling(10))
                .build()) {
            model.train(1, rows, List.of());
            assertEquals(2, model.steps());
        }
    }

    private static Stream<Arguments> brokenTargets() {
        return Stream.of(
                Arguments.of(Losses.sparseSoftmaxCrossEntropy(), 2, new float[] {2}, "a class from 0 to 1"),
                Arguments.of(Losses.sparseSoftmaxCrossEntropy(), 2, new float[] {0.5f}, "a class from 0 to 1"),
                Arguments.of(Losses.binaryCrossEntropy(), 1, new float[] {-1}, "in [0, 1]"),
                Arguments.of(Losses.binaryCrossEntropy(), 2, new float[] {1, Float.NaN}, "found NaN at place 1"),
                Arguments.of(Losses.meanAbsoluteError(), 1, new float[] {Float.NaN}, "finite"),
                Arguments.of(Losses.meanSquaredError(), 1, new float[] {Float.NaN}, "finite"),
                Arguments.of(Losses.huber(1), 1, new float[] {Float.POSITIVE_INFINITY}, "finite"),
                Arguments.of(Losses.poisson(), 1, new float[] {-1}, "a count"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenTargets")
    void eachLossHasItsRule(Loss loss, int outputs, float[] target, String rule) {
        long[] shape = target.length == outputs && !(loss instanceof SparseSoftmaxCrossEntropy)
                ? new long[] {outputs}
                : new long[0];
        float[][] features = new float[50][3];
        float[][] targets = new float[50][target.length];
        targets[7] = target;
        Dataset broken = new Unchecked(features, targets, shape);
        try (DPModel model = DPModel.builder(Tiny.linear(3, outputs), loss)
                .engine(ReferenceEngine.DEVICE)
                .accountant(RdpAccountant::new)
                .optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .sampling(new PoissonSampling(10))
                .build()) {
            String message = assertThrows(IllegalArgumentException.class, () -> model.train(1, broken, List.of()))
                    .getMessage();
            assertTrue(message.startsWith("the target of example 7 ") && message.contains(rule), message);
            assertEquals(0, model.steps());
            targets[7] = new float[target.length];
            assertEquals(TrainingEnd.EPOCHS_DONE, model.train(1, broken, List.of()));
            assertTrue(model.eval(broken).containsKey("Loss"));
        }
    }

    /** Targets of any shape, which may change. */
    private record Unchecked(float[][] features, float[][] targets, long[] targetShape) implements Dataset {
        @Override
        public String name() {
            return "unchecked";
        }

        @Override
        public int size() {
            return features.length;
        }

        @Override
        public long[] featureShape() {
            return new long[] {features[0].length};
        }

        @Override
        public void copyFeatures(int index, FloatBuffer destination) {
            destination.put(features[index]);
        }

        @Override
        public void copyTarget(int index, FloatBuffer destination) {
            destination.put(targets[index]);
        }
    }
}
