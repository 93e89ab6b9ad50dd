package org.dpmodel.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class MetricsTest {
    private static final float NAN = Float.NaN;

    /** Four examples of classes 0, 1, 2, 2, taken for 0, 2, 2 and nothing, and a row of padding. */
    private static PredictedBatch batch() {
        FloatBuffer predictions =
                FloatBuffer.wrap(new float[] {0.9f, 0, 0, -1, -3, -0.5f, 0, 1, 7, 0, NAN, 9, 5, 5, 5});
        FloatBuffer targets = FloatBuffer.wrap(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0});
        FloatBuffer losses = FloatBuffer.wrap(new float[] {0.5f, 1, 0.25f, 2.25f, 1000});
        predictions.position(3);
        return new PredictedBatch(predictions, targets, losses, 4, 3);
    }

    @Test
    void accuracyCountsWhatIsRight() {
        Metric accuracy = Metrics.accuracy().create();
        accuracy.update(batch());
        assertEquals(0.5, accuracy.eval());
        accuracy.update(new PredictedBatch(
                FloatBuffer.wrap(new float[] {1, 1}),
                FloatBuffer.wrap(new float[] {1, 0}),
                FloatBuffer.allocate(1),
                1,
                2));
        assertEquals(0.6, accuracy.eval());
        accuracy.clear();
        assertEquals(Double.NaN, accuracy.eval());
    }

    @Test
    void lossIsTheMeanOverExamplesNotOverBatches() {
        Metric loss = Metrics.loss().create();
        loss.update(batch());
        assertEquals(1, loss.eval());
        loss.update(new PredictedBatch(
                FloatBuffer.allocate(1), FloatBuffer.allocate(1), FloatBuffer.wrap(new float[] {6}), 1, 1));
        assertEquals(2, loss.eval());
        loss.clear();
        assertEquals(Double.NaN, loss.eval());
    }

    @Test
    void confusionMatrixCountsByClasses() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        matrix.update(batch());
        matrix.update(batch());
        assertEquals(2, matrix.count(0, 0));
        assertEquals(2, matrix.count(1, 2));
        assertEquals(2, matrix.count(2, 2));
        assertEquals(0, matrix.count(2, 1));
        assertEquals(2, matrix.undecided());
        assertEquals(0.5, matrix.eval());
        assertEquals("   0 1 2\n 0 2 0 0\n 1 0 0 2\n 2 0 0 2\n", matrix.toString());
        matrix.clear();
        assertEquals(0, matrix.undecided());
        assertEquals(Double.NaN, matrix.eval());
    }

    @Test
    void factoriesMakeFreshMetrics() {
        MetricFactory factory = Metrics.byName("acc");
        assertEquals("Accuracy", factory.name());
        assertNotSame(factory.create(), factory.create());
        assertEquals("Accuracy", Metrics.byName("Accuracy").name());
        assertEquals("Loss", Metrics.byName("LOSS").name());
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        MetricFactory own = MetricFactory.of("Confusion", () -> matrix);
        assertEquals("Confusion", own.name());
        assertEquals(matrix, own.create());
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Metrics.byName("F7"));
        assertTrue(e.getMessage().contains("must be one of [acc, accuracy, auc, "), e.getMessage());
        assertTrue(e.getMessage().contains("found F7"), e.getMessage());
    }

    @Test
    void refusesWhatHasNoMeaning() {
        FloatBuffer three = FloatBuffer.allocate(3);
        PredictedBatch single = new PredictedBatch(three, three, three, 3, 1);
        List<Executable> calls = List.of(
                () -> new Accuracy().update(single),
                () -> new ConfusionMatrix(2).update(single),
                () -> new ConfusionMatrix(1),
                () -> new PredictedBatch(three, three, three, 4, 1),
                () -> new PredictedBatch(three, three, three, -1, 1),
                () -> new PredictedBatch(three, three, three, 1, 0),
                () -> new PredictedBatch(three, three, three, 2, 2));
        for (Executable call : calls) {
            assertThrows(IllegalArgumentException.class, call);
        }
    }
}
