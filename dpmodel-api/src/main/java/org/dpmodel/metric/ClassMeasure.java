package org.dpmodel.metric;

import java.util.stream.IntStream;

/** Precision, recall and measures derived from them, computed from the numbers of correct and wrong decisions about a class. */
enum ClassMeasure {
    /** Correct ones among the examples predicted as the class. */
    PRECISION {
        @Override
        double of(long right, long taken, long all) {
            return taken == 0 ? 0 : (double) right / taken;
        }
    },
    /** Correct ones among the examples of the class. */
    RECALL {
        @Override
        double of(long right, long taken, long all) {
            return all == 0 ? 0 : (double) right / all;
        }
    },
    /** The harmonic mean of both. */
    F1 {
        @Override
        double of(long right, long taken, long all) {
            return taken + all == 0 ? 0 : 2.0 * right / (taken + all);
        }
    };

    abstract double of(long right, long taken, long all);

    private double ofClass(ConfusionMatrix matrix, int index) {
        return of(matrix.count(index, index), matrix.takenFor(index), matrix.ofClass(index));
    }

    double average(ConfusionMatrix matrix, Average average) {
        IntStream classes = IntStream.range(0, matrix.classes());
        return switch (average) {
            case BINARY -> ofClass(matrix, 1);
            case MICRO -> {
                long right = 0;
                long taken = 0;
                long all = 0;
                for (int i = 0; i < matrix.classes(); i++) {
                    right += matrix.count(i, i);
                    taken += matrix.takenFor(i);
                    all += matrix.ofClass(i);
                }
                yield of(right, taken, all);
            }
            case MACRO ->
                classes.filter(i -> matrix.takenFor(i) + matrix.ofClass(i) > 0)
                        .mapToDouble(i -> ofClass(matrix, i))
                        .average()
                        .orElse(Double.NaN);
        };
    }

    /** The mean recall of the classes that occur among the targets. */
    static double balancedAccuracy(ConfusionMatrix matrix) {
        return IntStream.range(0, matrix.classes())
                .filter(i -> matrix.ofClass(i) > 0)
                .mapToDouble(i -> RECALL.ofClass(matrix, i))
                .average()
                .orElse(Double.NaN);
    }
}
