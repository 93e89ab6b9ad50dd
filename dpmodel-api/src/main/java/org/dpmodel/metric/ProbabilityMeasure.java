package org.dpmodel.metric;

/** The mean over examples of a number that is computed from the class probabilities. */
final class ProbabilityMeasure implements Metric {
    /** What an example adds. */
    @FunctionalInterface
    interface Score {
        double of(PredictedBatch batch, int example);
    }

    private final String name;
    private final Score score;
    private double sum;
    private long total;

    ProbabilityMeasure(String name, Score score) {
        this.name = name;
        this.score = score;
    }

    /** The squared distance from the truth; for two classes, that of the probability of class 1. */
    static double brier(PredictedBatch batch, int example) {
        int target = batch.targetClass(example);
        if (batch.classes() == 2) {
            double distance = batch.probability(example, 1) - target;
            return distance * distance;
        }
        double squares = 0;
        for (int i = 0; i < batch.classes(); i++) {
            double distance = batch.probability(example, i) - (i == target ? 1 : 0);
            squares += distance * distance;
        }
        return squares;
    }

    /** The negative logarithm of the probability of the true class. */
    static double logLoss(PredictedBatch batch, int example) {
        return -batch.logProbability(example, batch.targetClass(example));
    }

    @Override
    public void clear() {
        sum = 0;
        total = 0;
    }

    @Override
    public void update(PredictedBatch batch) {
        batch.checkClassifies(name);
        for (int example = 0; example < batch.count(); example++) {
            sum += score.of(batch, example);
        }
        total += batch.count();
    }

    @Override
    public double eval() {
        return sum / total;
    }
}
