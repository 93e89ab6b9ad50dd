package org.dpmodel.metric;

import java.util.function.ToDoubleFunction;
import org.dpmodel.validation.Require;

/** A measure of a confusion matrix, of as many classes as the first batch has. */
final class ConfusionMeasure implements Metric {
    private final String name;
    private final int mostClasses;
    private final ToDoubleFunction<ConfusionMatrix> measure;
    private ConfusionMatrix matrix;

    /** @param mostClasses 2 for measures that are defined only for two classes */
    ConfusionMeasure(String name, int mostClasses, ToDoubleFunction<ConfusionMatrix> measure) {
        this.name = name;
        this.mostClasses = mostClasses;
        this.measure = measure;
    }

    @Override
    public void clear() {
        matrix = null;
    }

    @Override
    public void update(PredictedBatch batch) {
        batch.checkClassifies(name);
        if (batch.classes() > mostClasses) {
            throw Require.broken(
                    "classes",
                    "must be " + mostClasses + " for " + name + " of class 1",
                    batch.classes(),
                    "choose Average.MACRO or Average.MICRO");
        }
        if (matrix == null) {
            matrix = new ConfusionMatrix(batch.classes());
        }
        matrix.count(batch);
    }

    @Override
    public double eval() {
        return matrix == null || Double.isNaN(matrix.eval()) ? Double.NaN : measure.applyAsDouble(matrix);
    }
}
