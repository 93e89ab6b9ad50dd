package org.dpmodel.metric;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.dpmodel.validation.Require;

/**
 * Creates metric factories, with the names of scikit-learn and MindSpore. Classification metrics read a network's outputs
 * as logits, see {@link PredictedBatch}; a division by zero gives 0 as in scikit-learn, and a metric over no examples is
 * NaN.
 */
public final class Metrics {
    private static final int CALIBRATION_BINS = 15;

    private Metrics() {}

    /**
     * The fraction of correctly classified examples, named "Accuracy".
     *
     * @return the factory
     */
    public static MetricFactory accuracy() {
        return MetricFactory.of("Accuracy", Accuracy::new);
    }

    /**
     * The mean recall of the classes, named "Balanced accuracy": all classes have the same weight, however rare.
     *
     * @return the factory
     */
    public static MetricFactory balancedAccuracy() {
        return confusion("Balanced accuracy", Integer.MAX_VALUE, ClassMeasure::balancedAccuracy);
    }

    /**
     * The fraction of examples whose class is among the k largest outputs, named "Top-k accuracy" with the number.
     *
     * @param k at least 1
     * @return the factory
     * @throws IllegalArgumentException if k is below 1
     */
    public static MetricFactory topK(int k) {
        Require.atLeast("k", k, 1, "pass 5 for the five largest outputs");
        return MetricFactory.of("Top-" + k + " accuracy", () -> new TopAccuracy(k));
    }

    /**
     * The fraction of correct ones among the examples predicted as a class, named "Precision".
     *
     * @param average how the values of the classes are combined
     * @return the factory
     */
    public static MetricFactory precision(Average average) {
        return averaged("Precision", ClassMeasure.PRECISION, average);
    }

    /**
     * The fraction of the examples of a class that were recognized, named "Recall".
     *
     * @param average how the values of the classes are combined
     * @return the factory
     */
    public static MetricFactory recall(Average average) {
        return averaged("Recall", ClassMeasure.RECALL, average);
    }

    /**
     * The harmonic mean of precision and recall, named "F1".
     *
     * @param average how the values of the classes are combined
     * @return the factory
     */
    public static MetricFactory f1(Average average) {
        return averaged("F1", ClassMeasure.F1, average);
    }

    /**
     * The area under the receiver operating characteristic, named "AUC"; the mean of each class against the rest if there are
     * more than two.
     *
     * @return the factory
     */
    public static MetricFactory auc() {
        return MetricFactory.of("AUC", () -> new RankMeasure(RankMeasure.Kind.ROC));
    }

    /**
     * The area under precision over recall, named "PR AUC": scikit-learn's average precision; the mean of each class against
     * the rest if there are more than two.
     *
     * @return the factory
     */
    public static MetricFactory prAuc() {
        return MetricFactory.of("PR AUC", () -> new RankMeasure(RankMeasure.Kind.PRECISION_RECALL));
    }

    /**
     * The mean squared distance of the probabilities from the truth, named "Brier": of class 1 if there are two classes, summed
     * over them if there are more.
     *
     * @return the factory
     */
    public static MetricFactory brier() {
        return MetricFactory.of("Brier", () -> new ProbabilityMeasure("the Brier score", ProbabilityMeasure::brier));
    }

    /**
     * The mean negative logarithm of the true class's probability, named "Log loss".
     *
     * @return the factory
     */
    public static MetricFactory logLoss() {
        return MetricFactory.of("Log loss", () -> new ProbabilityMeasure("log loss", ProbabilityMeasure::logLoss));
    }

    /**
     * Expected calibration error in 15 bins, named "Calibration error" (Guo et al. 2017, arXiv 1706.04599).
     *
     * @return the factory
     */
    public static MetricFactory calibrationError() {
        return MetricFactory.of("Calibration error", () -> new CalibrationError(CALIBRATION_BINS));
    }

    /**
     * The fraction of correct yes-or-no answers over all outputs, named "Accuracy", for binary cross-entropy.
     *
     * @return the factory
     */
    public static MetricFactory labelAccuracy() {
        return MetricFactory.of("Accuracy", LabelAccuracy::new);
    }

    /**
     * The fraction of positions whose class was predicted correctly, named "Accuracy", for token cross-entropy.
     *
     * @param padding the target where nothing is to be predicted
     * @return the factory
     */
    public static MetricFactory tokenAccuracy(int padding) {
        return MetricFactory.of("Accuracy", () -> new TokenAccuracy(padding));
    }

    /**
     * The mean absolute error, named "MAE".
     *
     * @return the factory
     */
    public static MetricFactory meanAbsoluteError() {
        return MetricFactory.of("MAE", () -> new RegressionError("MAE", RegressionError.Sums::meanAbsolute));
    }

    /**
     * The mean squared error, named "MSE".
     *
     * @return the factory
     */
    public static MetricFactory meanSquaredError() {
        return MetricFactory.of("MSE", () -> new RegressionError("MSE", RegressionError.Sums::meanSquare));
    }

    /**
     * The root of the mean squared error, named "RMSE"; the mean of the roots if there are several outputs.
     *
     * @return the factory
     */
    public static MetricFactory rootMeanSquaredError() {
        return MetricFactory.of("RMSE", () -> new RegressionError("RMSE", sums -> Math.sqrt(sums.meanSquare())));
    }

    /**
     * The coefficient of determination, named "R2": 1 for a perfect network, 0 for one that always predicts the mean.
     *
     * @return the factory
     */
    public static MetricFactory r2() {
        return MetricFactory.of("R2", () -> new RegressionError("R2", RegressionError.Sums::determination));
    }

    /**
     * The mean loss, named "Loss".
     *
     * @return the factory
     */
    public static MetricFactory loss() {
        return MetricFactory.of("Loss", MeanLoss::new);
    }

    private static MetricFactory averaged(String name, ClassMeasure measure, Average average) {
        int mostClasses = average == Average.BINARY ? 2 : Integer.MAX_VALUE;
        return confusion(name, mostClasses, matrix -> measure.average(matrix, average));
    }

    private static MetricFactory confusion(
            String name, int mostClasses, java.util.function.ToDoubleFunction<ConfusionMatrix> measure) {
        return MetricFactory.of(name, () -> new ConfusionMeasure(name, mostClasses, measure));
    }

    /**
     * Finds a metric by a name that MindSpore or scikit-learn users know, ignoring case.
     *
     * @param name the metric's name
     * @return the factory
     * @throws IllegalArgumentException if no metric has this name; the message lists those that exist
     */
    public static MetricFactory byName(String name) {
        Map<String, Supplier<MetricFactory>> known = names();
        Supplier<MetricFactory> found = known.get(name.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw Require.broken("metric", "must be one of " + known.keySet(), name, "correct the name");
        }
        return found.get();
    }

    private static Map<String, Supplier<MetricFactory>> names() {
        Map<String, Supplier<MetricFactory>> names = new TreeMap<>(Map.of(
                "accuracy", Metrics::accuracy,
                "acc", Metrics::accuracy,
                "balanced_accuracy", Metrics::balancedAccuracy,
                "top_1_accuracy", () -> topK(1),
                "top_5_accuracy", () -> topK(5),
                "roc_auc", Metrics::auc,
                "auc", Metrics::auc,
                "average_precision", Metrics::prAuc));
        names.putAll(Map.of(
                "brier", Metrics::brier,
                "log_loss", Metrics::logLoss,
                "calibration_error", Metrics::calibrationError,
                "mae", Metrics::meanAbsoluteError,
                "mse", Metrics::meanSquaredError,
                "rmse", Metrics::rootMeanSquaredError,
                "r2", Metrics::r2,
                "loss", Metrics::loss));
        for (Average average : Average.values()) {
            String end = average == Average.BINARY ? "" : "_" + average.name().toLowerCase(Locale.ROOT);
            names.put("precision" + end, () -> precision(average));
            names.put("recall" + end, () -> recall(average));
            names.put("f1" + end, () -> f1(average));
        }
        return names;
    }
}
