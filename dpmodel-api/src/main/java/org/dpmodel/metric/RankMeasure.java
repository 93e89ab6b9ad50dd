package org.dpmodel.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A measure of how well probabilities rank examples of a class before all others. For two classes it is that of class 1,
 * otherwise the mean over the classes, each against the rest. NaN if a class, or the rest, does not occur, or an output
 * is NaN.
 *
 * <p>Keeps the probabilities of all examples of an evaluation.
 */
final class RankMeasure implements Metric {
    /** An example's probability of a class, and whether it belongs to that class. */
    private record Ranked(double probability, boolean positive) {}

    /** The measure, from the counts at each threshold, from the highest one down. */
    enum Kind {
        /**
         * The area under the curve of true over false positives: the probability that a random example of the class is
         * ranked before a random one of the others, where a tie counts one half.
         */
        ROC {
            @Override
            double area(double truesBefore, double trues, double falsesBefore, double falses, double all, double rest) {
                return (falses - falsesBefore) / rest * (truesBefore + trues) / (2 * all);
            }
        },
        /** Average precision: precision at each threshold, weighted by the recall that it adds. */
        PRECISION_RECALL {
            @Override
            double area(double truesBefore, double trues, double falsesBefore, double falses, double all, double rest) {
                return (trues - truesBefore) / all * trues / (trues + falses);
            }
        };

        abstract double area(
                double truesBefore, double trues, double falsesBefore, double falses, double all, double rest);
    }

    private final Kind kind;
    private final List<List<Ranked>> perClass = new ArrayList<>();

    RankMeasure(Kind kind) {
        this.kind = kind;
    }

    @Override
    public void clear() {
        perClass.clear();
    }

    @Override
    public void update(PredictedBatch batch) {
        batch.checkClassifies("an area under a curve");
        boolean binary = batch.classes() == 2;
        int measured = binary ? 1 : batch.classes();
        while (perClass.size() < measured) {
            perClass.add(new ArrayList<>());
        }
        for (int example = 0; example < batch.count(); example++) {
            int target = batch.targetClass(example);
            for (int i = 0; i < measured; i++) {
                int of = binary ? 1 : i;
                perClass.get(i).add(new Ranked(batch.probability(example, of), target == of));
            }
        }
    }

    @Override
    public double eval() {
        return perClass.stream().mapToDouble(this::area).average().orElse(Double.NaN);
    }

    private double area(List<Ranked> examples) {
        double all = examples.stream().filter(Ranked::positive).count();
        double rest = examples.size() - all;
        if (all == 0 || rest == 0 || examples.stream().anyMatch(e -> Double.isNaN(e.probability()))) {
            return Double.NaN;
        }
        List<Ranked> sorted = new ArrayList<>(examples);
        sorted.sort(Comparator.comparingDouble(Ranked::probability).reversed());
        double area = 0;
        double trues = 0;
        double falses = 0;
        for (int i = 0; i < sorted.size(); ) {
            double truesBefore = trues;
            double falsesBefore = falses;
            double threshold = sorted.get(i).probability();
            for (; i < sorted.size() && sorted.get(i).probability() == threshold; i++) {
                trues += sorted.get(i).positive() ? 1 : 0;
                falses += sorted.get(i).positive() ? 0 : 1;
            }
            area += kind.area(truesBefore, trues, falsesBefore, falses, all, rest);
        }
        return area;
    }
}
