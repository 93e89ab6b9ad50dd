package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.SplittableRandom;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.step.InputColumns;

/**
 * Made-up examples for the row probe: ordinary ones, whose gradients are compared, and some that are huge, tiny or zero,
 * as neighbours. Targets are one-hot, which every loss accepts. Equal in every process.
 */
final class RowExamples implements Dataset {
    /** Examples that are compared. */
    static final int ORDINARY = 64;

    /** Together with the others a prime number, so that steps of every size visit all of them. */
    static final int ALL = 73;

    private static final float[] SCALES = {
        0, 0x1p-66f, 0x1p-10f, 0x1p10f, 0x1p33f, 0x1p120f, 0x1p-100f, 0x1p20f, 0x1p50f
    };

    private final long[] featureShape;
    private final long[] targetShape;
    private final int unitSize;
    private final float[][] rows;

    /**
     * Examples of a shape.
     *
     * @param featureShape shape of one example's features
     * @param targetShape shape of one example's target
     * @param unitSize number of examples that are clipped together
     * @param columns the rules for elements that are ids or other integers
     * @param positive whether all numbers are positive, for networks that begin with roots or logarithms
     */
    RowExamples(
            long[] featureShape, long[] targetShape, int unitSize, Optional<InputColumns> columns, boolean positive) {
        this.featureShape = featureShape.clone();
        this.targetShape = targetShape.clone();
        this.unitSize = unitSize;
        SplittableRandom random = new SplittableRandom(1);
        rows = new float[ALL][elements(featureShape)];
        for (int row = 0; row < ALL; row++) {
            float scale = row < ORDINARY ? 1 : SCALES[row - ORDINARY];
            for (int i = 0; i < rows[row].length; i++) {
                float number = scale * (float) random.nextGaussian();
                rows[row][i] = positive ? Math.abs(number) : number;
            }
            float[] drawn = rows[row];
            columns.ifPresent(rules -> rules.fit(drawn));
        }
    }

    private static int elements(long[] shape) {
        long elements = 1;
        for (long dim : shape) {
            elements *= dim;
        }
        return Math.toIntExact(elements);
    }

    @Override
    public String name() {
        return "row probe";
    }

    @Override
    public int size() {
        return ALL * unitSize;
    }

    @Override
    public long[] featureShape() {
        return featureShape.clone();
    }

    @Override
    public long[] targetShape() {
        return targetShape.clone();
    }

    /** The members of a unit are different examples of the same kind. */
    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        int unit = index / unitSize;
        int member = index % unitSize;
        destination.put(rows[
                unit < ORDINARY
                        ? (unit + member) % ORDINARY
                        : ORDINARY + (unit - ORDINARY + member) % (ALL - ORDINARY)]);
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        int hot = index * 7 % destination.remaining();
        for (int i = 0; destination.hasRemaining(); i++) {
            destination.put(i == hot ? 1 : 0);
        }
    }
}
