package org.dpmodel.graph.network;

import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;

/**
 * Two small matrices that are added to a weight W as {@code scale · B A}, a matrix of low rank (Hu et al. 2021,
 * arXiv:2106.09685, section 4.1). Rows are multiplied by A first, then by B.
 *
 * <p>A dense layer whose weight is stored as {@code [out, in]} has A {@code [rank, in]} and B {@code [out, rank]}; one
 * stored as {@code [in, out]} has A {@code [in, rank]} and B {@code [rank, out]}. A convolution with weight {@code [out,
 * in / groups, kernel...]} has A {@code [groups · rank, in / groups, kernel...]}, the weight of a separate convolution,
 * and B {@code [out, rank, 1...]}.
 *
 * @param weight name of the weight
 * @param a name of A, {@code WEIGHT.lora_a}
 * @param b name of B, {@code WEIGHT.lora_b}
 * @param scale the factor of B A
 * @param inputs number of elements that each row of A is multiplied with
 * @param outputsFirst whether the weight has its outputs on the first axis
 * @param groups number of channel groups; 1 for a dense layer
 * @param layers the original nodes of the network that use the weight, by name
 * @param added names of the nodes added for the matrices
 * @param constants names of the constants added for the matrices
 */
public record LowRankAdapter(
        String weight,
        String a,
        String b,
        double scale,
        long inputs,
        boolean outputsFirst,
        long groups,
        Map<String, Node> layers,
        Set<String> added,
        Set<String> constants) {
    /** Copies the collections. */
    public LowRankAdapter {
        layers = Map.copyOf(layers);
        added = Set.copyOf(added);
        constants = Set.copyOf(constants);
    }

    /** The weight with scale · B A added, summed in double precision. */
    Constant merged(Constant original, Constant valueOfA, Constant valueOfB) {
        Shape shape = original.type().shape();
        float[] left = (outputsFirst ? valueOfB : valueOfA).toFloats();
        float[] right = (outputsFirst ? valueOfA : valueOfB).toFloats();
        float[] result = original.toFloats();
        int rows = Math.toIntExact(shape.dim(0));
        int columns = result.length / rows;
        int rank = left.length / rows;
        int rowsOfGroup = Math.toIntExact(rows / groups);
        for (int row = 0; row < rows; row++) {
            int first = row / rowsOfGroup * rank;
            for (int column = 0; column < columns; column++) {
                double sum = 0;
                for (int i = 0; i < rank; i++) {
                    sum += (double) left[row * rank + i] * right[(first + i) * columns + column];
                }
                int place = row * columns + column;
                result[place] = (float) (result[place] + scale * sum);
            }
        }
        Constant merged = Constant.floats(shape, result);
        return original.isLiteral() ? merged.literal() : merged;
    }
}
