package org.dpmodel.graph.step;

import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;

/**
 * The constants that attention with linear biases adds to its scores (Press, Smith, Lewis 2022, arXiv 2108.12409): a
 * slope for each head, and tables that grow linearly with the distance of two positions. Weights are not initialized like
 * this.
 */
final class Distances {
    private static final double TOLERANCE = 1e-5;

    /** From this length on, a geometric or arithmetic sequence does not occur by chance. */
    private static final int LEAST = 3;

    private Distances() {}

    /** Whether a constant contains slopes, or a table of distances, which may be multiplied by slopes. */
    static boolean isBias(Constant constant) {
        if (constant.type().dataType() != DataType.FLOAT
                || constant.type().shape().rank() == 0) {
            return false;
        }
        float[] elements = constant.toFloats();
        return isSlopes(elements) || isTable(elements, constant.type().shape());
    }

    /** Whether the numbers are the powers of the first, or, if the number of heads is not a power of two, those of the paper. */
    private static boolean isSlopes(float[] elements) {
        return elements.length > 1
                && elements[0] != 0
                && (elements.length >= LEAST && isPowers(elements) || isOfPaper(elements, Math.signum(elements[0])));
    }

    private static boolean isPowers(float[] elements) {
        double first = Math.abs(elements[0]);
        if (!(first > 0 && first < 1)) {
            return false;
        }
        for (int i = 0; i < elements.length; i++) {
            if (!isNear(Math.signum(elements[0]) * Math.pow(first, i + 1), elements[i])) {
                return false;
            }
        }
        return true;
    }

    /** The slopes 2^(−8 i / n) of the largest power of two n, and then every other one of those of 2 n. */
    private static boolean isOfPaper(float[] elements, float sign) {
        int heads = Integer.highestOneBit(elements.length);
        for (int i = 0; i < elements.length; i++) {
            double power = i < heads ? (i + 1.0) / heads : (2.0 * (i - heads) + 1) / (2 * heads);
            if (!isNear(sign * Math.pow(2, -8 * power), elements[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTable(float[] elements, Shape shape) {
        if (shape.rank() < 2) {
            return false;
        }
        int columns = (int) shape.dim(shape.rank() - 1);
        int rows = (int) shape.dim(shape.rank() - 2);
        return columns >= LEAST
                && (rows == columns && areMatrices(elements, columns) || rows == 1 && areRows(elements, columns));
    }

    /** Whether each square matrix is a multiple of the distances of its positions; later positions may be masked. */
    private static boolean areMatrices(float[] elements, int size) {
        for (int start = 0; start < elements.length; start += size * size) {
            double step = elements[start + (size - 1) * size] / (size - 1.0);
            boolean isMultiple = step != 0 && Double.isFinite(step);
            for (int i = 0; i < size && isMultiple; i++) {
                for (int j = 0; j < size && isMultiple; j++) {
                    float element = elements[start + i * size + j];
                    isMultiple = isNear(step * Math.abs(i - j), element)
                            || isNear(step * (i - j), element)
                            || j > i && element <= Masks.MASKED;
                }
            }
            if (!isMultiple) {
                return false;
            }
        }
        return elements.length > 0;
    }

    /** Whether each row counts its positions from 0, in steps that are the slopes of the heads. */
    private static boolean areRows(float[] elements, int size) {
        float[] steps = new float[elements.length / size];
        for (int row = 0; row < steps.length; row++) {
            steps[row] = elements[row * size + 1];
            for (int j = 0; j < size; j++) {
                if (!isNear((double) steps[row] * j, elements[row * size + j])) {
                    return false;
                }
            }
        }
        return isSlopes(steps);
    }

    private static boolean isNear(double expected, float found) {
        return Math.abs(expected - found) <= TOLERANCE * Math.abs(expected);
    }
}
