package org.dpmodel.graph.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.reference.ReferenceTensor;

/**
 * Parameters that hold the Euclidean norms of another parameter's rows. Exporters that compute ahead of time what depends on
 * weights alone write a normalized weight w / ‖w‖ as a quotient of two stored tensors; training changes both, and the
 * quotient is no longer normalized.
 */
final class FoldedNorms {
    private static final double TOLERANCE = 1e-5;

    private FoldedNorms() {}

    /** The weight of each parameter that holds its norms, in the order of the graph. */
    static Map<String, String> in(Graph graph, Set<String> parameters) {
        Map<String, String> weights = new LinkedHashMap<>();
        for (String norms : parameters) {
            for (String weight : parameters) {
                if (isNormOf(
                        graph.initializers().get(norms), graph.initializers().get(weight))) {
                    weights.putIfAbsent(norms, weight);
                }
            }
        }
        return weights;
    }

    private static boolean isNormOf(Constant norms, Constant weight) {
        Shape kept = norms.type().shape();
        Shape whole = weight.type().shape();
        if (kept.size() >= whole.size() || !isReduced(kept, whole)) {
            return false;
        }
        float[] found = norms.toFloats();
        double[] squares = new double[found.length];
        float[] numbers = weight.toFloats();
        long[] counted = LongStream.range(0, found.length).toArray();
        // Where each number is counted.
        long[] places = ReferenceTensor.longs(kept, counted).broadcast(whole).toLongs();
        for (int i = 0; i < numbers.length; i++) {
            squares[(int) places[i]] += (double) numbers[i] * numbers[i];
        }
        boolean ones = true;
        for (int i = 0; i < found.length; i++) {
            double norm = Math.sqrt(squares[i]);
            if (!(Math.abs(found[i] - norm) <= TOLERANCE * norm)) {
                return false;
            }
            ones &= Math.abs(norm - 1) <= TOLERANCE;
        }
        // Scales start at one, and so do the norms of some weights.
        return !ones;
    }

    private static boolean isReduced(Shape kept, Shape whole) {
        if (kept.rank() != whole.rank()) {
            return false;
        }
        for (int axis = 0; axis < kept.rank(); axis++) {
            if (kept.dim(axis) != whole.dim(axis) && kept.dim(axis) != 1) {
                return false;
            }
        }
        return true;
    }
}
