package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.SplittableRandom;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.step.InputColumns;

/**
 * Made-up examples for the row probe: ordinary ones, whose gradients are compared, and some that are huge, tiny or zero,
 * as neighbours. Half of the ordinary ones are Gaussian; the others are positive, sparse, large or small, since in some
 * networks all Gaussian examples lead to the same activations: what is compared then is one number. Targets are one-hot,
 * which every loss accepts. Equal in every process.
 */
final class RowExamples implements Dataset {
    /** Examples that are compared. */
    static final int ORDINARY = 64;

    /** Together with the others a prime number, so that steps of every size visit all of them. */
    static final int ALL = 73;

    private static final int BLOCK = 4;

    private static final float[] SCALES = {
        0, 0x1p-66f, 0x1p-10f, 0x1p10f, 0x1p33f, 0x1p120f, 0x1p-100f, 0x1p20f, 0x1p50f
    };

    /** Kinds of ordinary examples. */
    private enum Kind {
        GAUSSIAN(1),
        POSITIVE(1),
        SPARSE(1),
        LARGE(0x1p10f),
        SMALL(0x1p-7f);

        private final float scale;

        Kind(float scale) {
            this.scale = scale;
        }

        /** Every second block is Gaussian; the examples of a block have different targets. */
        static Kind of(int row) {
            int block = row / BLOCK;
            return block % 2 == 0 ? GAUSSIAN : values()[1 + block / 2 % (values().length - 1)];
        }

        float number(SplittableRandom random) {
            float number = scale * (float) random.nextGaussian();
            return switch (this) {
                case GAUSSIAN, LARGE, SMALL -> number;
                case POSITIVE -> Math.abs(number);
                case SPARSE -> random.nextBoolean() ? Math.abs(number) : 0;
            };
        }
    }

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
            Kind kind = Kind.of(row);
            for (int i = 0; i < rows[row].length; i++) {
                float number =
                        row < ORDINARY ? kind.number(random) : SCALES[row - ORDINARY] * (float) random.nextGaussian();
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
