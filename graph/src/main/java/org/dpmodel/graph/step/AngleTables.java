package org.dpmodel.graph.step;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Shape;

/**
 * Pairs of stored tables of the same shape that contain cosine and sine of the same angles: the squares of the two
 * elements at each place add up to 1. Weights do not have this property by chance, except for scales of ones with shifts
 * of zeros, which contain only trivial angles. Also single tables that contain both for each position.
 */
final class AngleTables {
    private static final double TOLERANCE = 1e-4;
    private static final double NEITHER = 1e-2;

    private AngleTables() {}

    /** The names of both tables of each pair. */
    static Set<String> in(Graph graph) {
        Map<Shape, List<String>> tables = new HashMap<>();
        graph.initializers().forEach((name, constant) -> {
            if (constant.type().dataType() == DataType.FLOAT && !constant.isPlaceholder() && holdsAngles(constant)) {
                tables.computeIfAbsent(constant.type().shape(), shape -> new ArrayList<>())
                        .add(name);
            }
        });
        Set<String> found = new HashSet<>();
        for (List<String> same : tables.values()) {
            for (int i = 0; i < same.size(); i++) {
                for (int j = i + 1; j < same.size(); j++) {
                    if (isPair(
                            graph.initializers().get(same.get(i)),
                            graph.initializers().get(same.get(j)))) {
                        found.add(same.get(i));
                        found.add(same.get(j));
                    }
                }
            }
        }
        return found;
    }

    /** Whether all elements are in [-1, 1], and at least one differs from -1, 0 and 1. */
    private static boolean holdsAngles(Constant constant) {
        boolean between = false;
        FloatBuffer elements = constant.bytes().asFloatBuffer();
        while (elements.hasRemaining()) {
            double size = Math.abs(elements.get());
            if (!(size <= 1 + TOLERANCE)) {
                return false;
            }
            between |= size > NEITHER && size < 1 - NEITHER;
        }
        return between && constant.type().shape().size() > 1;
    }

    private static boolean isPair(Constant one, Constant other) {
        float[] cosines = one.toFloats();
        float[] sines = other.toFloats();
        for (int i = 0; i < cosines.length; i++) {
            double sum = (double) cosines[i] * cosines[i] + (double) sines[i] * sines[i];
            if (!(Math.abs(sum - 1) <= TOLERANCE)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a table has a row for each position, with sines and cosines of angles that grow with the position:
     * alternating, or first all sines and then all cosines.
     */
    static boolean holdsPositions(Constant table) {
        Shape shape = table.type().shape();
        if (table.type().dataType() != DataType.FLOAT || shape.rank() == 0 || !holdsAngles(table)) {
            return false;
        }
        int width = (int) shape.dim(shape.rank() - 1);
        float[] elements = table.toFloats();
        return width > 1
                && width % 2 == 0
                && elements.length > width
                && (isCircle(elements, width, 1, 2) || isCircle(elements, width, width / 2, 1));
    }

    /** Whether the squares of elements at the given distance from each other add up to 1 everywhere. */
    private static boolean isCircle(float[] elements, int width, int apart, int step) {
        for (int row = 0; row < elements.length; row += width) {
            for (int pair = 0; pair < width / 2; pair++) {
                double sine = elements[row + pair * step];
                double cosine = elements[row + pair * step + apart];
                if (!(Math.abs(sine * sine + cosine * cosine - 1) <= TOLERANCE)) {
                    return false;
                }
            }
        }
        return true;
    }
}
