package org.dpmodel.metric;

/** The mean of the examples' losses. */
public final class MeanLoss implements Metric {
    private double sum;
    private long total;

    /** Starts with no example. */
    public MeanLoss() {}

    @Override
    public void clear() {
        sum = 0;
        total = 0;
    }

    @Override
    public void update(PredictedBatch batch) {
        for (int example = 0; example < batch.count(); example++) {
            sum += batch.losses().get(example);
        }
        total += batch.count();
    }

    @Override
    public double eval() {
        return sum / total;
    }
}
