package org.dpmodel.audit.membership;

import org.dpmodel.DPModel;
import org.dpmodel.data.Dataset;

/** The individual loss of each record. */
public final class ModelLosses {
    private static final String LOSS = "Loss";

    private ModelLosses() {}

    /**
     * Computes the loss of each record with a model. These numbers are exact, and private.
     *
     * @param model a model that measures {@link org.dpmodel.metric.Metrics#loss}, as it does if no metrics were chosen
     * @param dataset the records
     * @return one loss per record, in their order
     * @throws IllegalArgumentException if the model does not measure its loss
     */
    public static double[] of(DPModel model, Dataset dataset) {
        double[] losses = new double[dataset.size()];
        for (int i = 0; i < losses.length; i++) {
            Double loss = model.eval(dataset.range(i, i + 1)).get(LOSS);
            if (loss == null) {
                throw new IllegalArgumentException(
                        "the metrics of the model must contain its loss, found none: build it with"
                                + " metrics(Metrics.loss())");
            }
            losses[i] = loss;
        }
        return losses;
    }
}
