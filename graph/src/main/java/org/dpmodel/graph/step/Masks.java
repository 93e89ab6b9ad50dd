package org.dpmodel.graph.step;

import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;

/**
 * Tables that are added or multiplied and contain only two numbers, unlike any initialized weights: zeros and one very
 * negative number, which removes masked elements from a softmax; and square matrices with ones on the diagonal, or also
 * on one side of it, and zeros elsewhere.
 */
final class Masks {
    /** The number closest to zero that exporters and programs use for minus infinity is -1e4, in half precision. */
    static final float MASKED = -1e3f;

    private Masks() {}

    static boolean isMask(Constant table) {
        Shape shape = table.type().shape();
        if (shape.rank() < 2 || shape.size() < 2) {
            return false;
        }
        float[] elements = table.toFloats();
        float other = 0;
        boolean zero = false;
        for (float element : elements) {
            if (element != 0 && other != 0 && element != other) {
                return false;
            }
            other = element == 0 ? other : element;
            zero |= element == 0;
        }
        return zero && (other <= MASKED || other == 1 && isTriangle(elements, shape));
    }

    /** Whether the last two axes are square, and the ones of each matrix are on the diagonal, or also on the same side of it. */
    private static boolean isTriangle(float[] elements, Shape shape) {
        int size = (int) shape.dim(shape.rank() - 1);
        if (shape.dim(shape.rank() - 2) != size || size < 2) {
            return false;
        }
        boolean identity = true;
        boolean lower = true;
        boolean upper = true;
        for (int i = 0; i < elements.length; i++) {
            int row = i / size % size;
            int column = i % size;
            boolean one = elements[i] == 1;
            identity &= one == (row == column);
            lower &= one == (column <= row);
            upper &= one == (column >= row);
        }
        return identity || lower || upper;
    }
}
