package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    /** A dataset that does not keep its promise of not changing: the step is charged, as any that fails. */
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

    /** A regression has no rule for its targets; what is not finite contributes nothing and is counted. */
    @Test
    void otherLossesTakeAnyTarget() {
        Rows rows = Rows.repeated(20, X, new float[] {3, -4}).with(0, X, new float[] {Float.NaN, 0});
        try (DPModel model = Tiny.regression(Tiny.linear(3, 2))
                .sampling(new PoissonSampling(10))
                .build()) {
            model.train(1, rows, List.of());
            assertEquals(2, model.steps());
        }
    }
}
