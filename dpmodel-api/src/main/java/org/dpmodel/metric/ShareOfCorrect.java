package org.dpmodel.metric;

/** The fraction of answers that are correct; NaN before the first one. */
abstract class ShareOfCorrect implements Metric {
    private long correct;
    private long total;

    /** Counts one more answer. */
    final void count(boolean right) {
        correct += right ? 1 : 0;
        total++;
    }

    @Override
    public final void clear() {
        correct = 0;
        total = 0;
    }

    @Override
    public final double eval() {
        return total == 0 ? Double.NaN : (double) correct / total;
    }
}
