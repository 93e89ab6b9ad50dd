package org.dpmodel.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Metrics against the numbers of scikit-learn 1.9.1, on 60 examples that formulas make. With z_ij = 2 sin(1 + 7 i + 3 j), in
 * float32:
 *
 * <pre>
 * y = [(i*i + i//3) % 4 if i % 5 else argmax(z_i) for i in range(60)], 3 replaced by 2
 * p = softmax(z); c = argmax(z)
 * balanced_accuracy_score(y, c), top_k_accuracy_score(y, z, k=2, labels=range(4)),
 * precision_score(y, c, average=..., zero_division=0), log_loss(y, p, labels=range(4)), ((p - eye(4)[y])**2).sum(1).mean()
 * with three columns: roc_auc_score(y, p, multi_class='ovr', average='macro'), average_precision_score(eye(3)[y], p)
 * with one, rounded to one digit so that there are ties: b = [1 if i*i % 3 == 1 and i % 4 or i % 7 == 0 else 0],
 * precision_score(b, z &gt; 0), roc_auc_score(b, sigmoid(z)), brier_score_loss(b, sigmoid(z))
 * with two, targets [z_i0 + cos(5 i), 10 + i % 7]: mean_absolute_error, mean_squared_error, root_mean_squared_error, r2_score
 * </pre>
 *
 * The calibration error is {@code sum(abs(right[b].sum() - confidence[b].sum()) for b in bins) / 60}, bins by
 * {@code ceil(15 confidence)}.
 */
class ScikitLearnValuesTest {
    private static final int SIZE = 60;

    private static float logit(int i, int j) {
        return (float) (2 * Math.sin(1 + 7 * i + 3 * j));
    }

    private static int label(int i) {
        int label = (i * i + i / 3) % 4;
        if (i % 5 == 0) {
            label = 0;
            for (int j = 1; j < 4; j++) {
                label = logit(i, j) > logit(i, label) ? j : label;
            }
        }
        return Math.min(label, 2);
    }

    private static float[] logits(int columns) {
        float[] values = new float[SIZE * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = logit(i / columns, i % columns);
        }
        return values;
    }

    /** In two batches, with one-hot targets or the numbers of classes. */
    private static double classes(MetricFactory factory, int columns, boolean oneHot) {
        float[] targets = new float[oneHot ? SIZE * columns : SIZE];
        for (int i = 0; i < SIZE; i++) {
            targets[oneHot ? i * columns + label(i) : i] = oneHot ? 1 : label(i);
        }
        return measured(factory, logits(columns), targets, columns, oneHot ? columns : 1);
    }

    private static double measured(MetricFactory factory, float[] outputs, float[] targets, int width, int targetSize) {
        Metric metric = factory.create();
        int first = 23;
        metric.update(batch(outputs, targets, 0, first, width, targetSize));
        metric.update(batch(outputs, targets, first, SIZE - first, width, targetSize));
        double value = metric.eval();
        metric.clear();
        assertEquals(Double.NaN, metric.eval(), "after clear");
        return value;
    }

    private static PredictedBatch batch(float[] outputs, float[] targets, int from, int count, int width, int target) {
        return new PredictedBatch(
                FloatBuffer.wrap(outputs, from * width, count * width).slice(),
                FloatBuffer.wrap(targets, from * target, count * target).slice(),
                FloatBuffer.allocate(count),
                count,
                width,
                target);
    }

    static Stream<Arguments> ofClasses() {
        return Stream.of(
                Arguments.of(Metrics.balancedAccuracy(), 4, 0.3711849679591615),
                Arguments.of(Metrics.topK(2), 4, 0.5333333333333333),
                Arguments.of(Metrics.precision(Average.MICRO), 4, 0.3333333333333333),
                Arguments.of(Metrics.recall(Average.MICRO), 4, 0.3333333333333333),
                Arguments.of(Metrics.f1(Average.MICRO), 4, 0.3333333333333333),
                Arguments.of(Metrics.precision(Average.MACRO), 4, 0.31538865546218486),
                Arguments.of(Metrics.recall(Average.MACRO), 4, 0.27838872596937114),
                Arguments.of(Metrics.f1(Average.MACRO), 4, 0.2829861111111111),
                Arguments.of(Metrics.logLoss(), 4, 2.038522954093971),
                Arguments.of(Metrics.brier(), 4, 0.8817098485458669),
                Arguments.of(Metrics.calibrationError(), 4, 0.18063720621252638),
                Arguments.of(Metrics.auc(), 3, 0.5358914665816514),
                Arguments.of(Metrics.prAuc(), 3, 0.41318461012972535));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ofClasses")
    void severalClasses(MetricFactory metric, int columns, double expected) {
        assertEquals(expected, classes(metric, columns, true), 1e-9, metric.name());
        assertEquals(expected, classes(metric, columns, false), 1e-9, metric.name());
    }

    static Stream<Arguments> ofTwoClasses() {
        return Stream.of(
                Arguments.of(Metrics.precision(Average.BINARY), 0.6551724137931034),
                Arguments.of(Metrics.recall(Average.BINARY), 0.5428571428571428),
                Arguments.of(Metrics.f1(Average.BINARY), 0.59375),
                Arguments.of(Metrics.auc(), 0.4828571428571429),
                Arguments.of(Metrics.prAuc(), 0.5620541502708194),
                Arguments.of(Metrics.brier(), 0.3246662973252601),
                Arguments.of(Metrics.logLoss(), 0.9131152364614595));
    }

    /** By a single logit z, and by the two logits 0 and z, whose softmax is the same. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ofTwoClasses")
    void twoClasses(MetricFactory metric, double expected) {
        float[] single = new float[SIZE];
        float[] pair = new float[2 * SIZE];
        float[] targets = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            single[i] = (float) (Math.rint(20 * Math.sin(1 + 7 * i)) / 10);
            pair[2 * i + 1] = single[i];
            targets[i] = (i * i % 3 == 1 && i % 4 != 0) || i % 7 == 0 ? 1 : 0;
        }
        assertEquals(expected, measured(metric, single, targets, 1, 1), 1e-8, metric.name());
        assertEquals(expected, measured(metric, pair, targets, 2, 1), 1e-8, metric.name());
    }

    static Stream<Arguments> ofNumbers() {
        return Stream.of(
                Arguments.of(Metrics.meanAbsoluteError(), 6.772076606750488),
                Arguments.of(Metrics.meanSquaredError(), 86.46944427490234),
                Arguments.of(Metrics.rootMeanSquaredError(), 6.9221086502075195),
                Arguments.of(Metrics.r2(), -20.889476776123047));
    }

    /** scikit-learn computes them in float32. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ofNumbers")
    void numbers(MetricFactory metric, double expected) {
        float[] targets = new float[2 * SIZE];
        for (int i = 0; i < SIZE; i++) {
            targets[2 * i] = (float) (logit(i, 0) + Math.cos(5 * i));
            targets[2 * i + 1] = 10 + i % 7;
        }
        assertEquals(expected, measured(metric, logits(2), targets, 2, 2), 2e-6 * Math.abs(expected), metric.name());
    }

    @Test
    void labelsAndTokensAreCountedPlaceByPlace() {
        float[] outputs = {1, -1, 0.5f, -0.5f, Float.NaN, 2};
        float[] targets = {1, 1, 1, 0, 1, 0};
        Metric labels = Metrics.labelAccuracy().create();
        labels.update(batch(outputs, targets, 0, 3, 2, 2));
        assertEquals(0.5, labels.eval(), 1e-12);
        Metric tokens = Metrics.tokenAccuracy(-100).create();
        // Two places of three classes, then one place that is padding.
        float[] logits = {0, 1, 0, 2, 0, 0, 9, 9, 9, 0, 0, Float.NaN};
        tokens.update(batch(logits, new float[] {1, 2, -100, 0}, 0, 2, 6, 2));
        assertEquals(1.0 / 3, tokens.eval(), 1e-12);
    }

    @Test
    void whatHasNoValueIsNotANumber() {
        PredictedBatch one = batch(new float[] {1, 2}, new float[] {1}, 0, 1, 2, 1);
        Metric auc = Metrics.auc().create();
        auc.update(one);
        assertEquals(Double.NaN, auc.eval(), "one class alone");
        Metric recall = Metrics.recall(Average.MACRO).create();
        recall.update(batch(new float[] {Float.NaN, 2, 0, 1}, new float[] {1, 1}, 0, 2, 2, 1));
        assertEquals(0.5, recall.eval(), "an example without a prediction is wrong");
        for (String name : new String[] {"auc", "f1", "r2", "brier", "calibration_error", "top_5_accuracy"}) {
            assertEquals(Double.NaN, Metrics.byName(name).create().eval(), name);
        }
    }

    @Test
    void measuresOfClassOneNeedTwoClasses() {
        PredictedBatch three = batch(new float[3], new float[] {1}, 0, 1, 3, 1);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Metrics.f1(Average.BINARY).create().update(three))
                .getMessage();
        assertTrue(message.contains("Average.MACRO"), message);
        assertThrows(
                IllegalArgumentException.class, () -> Metrics.r2().create().update(three), "classes are no numbers");
    }
}
