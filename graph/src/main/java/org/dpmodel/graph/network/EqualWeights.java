package org.dpmodel.graph.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;

/**
 * Parameters of one network that hold the same numbers, one of them possibly transposed. Exporters that turn the weight of a
 * dense layer ahead of time write a weight that an embedding and a last layer share twice, and nothing in the file says that
 * they were one.
 */
final class EqualWeights {
    /** Fewer numbers may be equal by chance. */
    private static final int FEWEST = 16;

    private EqualWeights() {}

    /** For each parameter that others equal, which ones, in the order of the graph. */
    static Map<String, List<String>> in(Graph graph, Set<String> parameters) {
        Map<List<Long>, List<String>> bySizes = new LinkedHashMap<>();
        for (String name : parameters) {
            long[] sizes = graph.initializers().get(name).type().shape().dims();
            Arrays.sort(sizes);
            bySizes.computeIfAbsent(Arrays.stream(sizes).boxed().toList(), any -> new ArrayList<>())
                    .add(name);
        }
        Map<String, List<String>> equal = new LinkedHashMap<>();
        for (List<String> names : bySizes.values()) {
            if (names.size() > 1) {
                compare(graph, names, equal);
            }
        }
        return equal;
    }

    private static void compare(Graph graph, List<String> names, Map<String, List<String>> equal) {
        Map<Long, List<String>> byNumbers = new LinkedHashMap<>();
        for (String name : names) {
            float[] numbers = graph.initializers().get(name).toFloats();
            if (numbers.length >= FEWEST && !isFilled(numbers)) {
                byNumbers
                        .computeIfAbsent(sumOfHashes(numbers), any -> new ArrayList<>())
                        .add(name);
            }
        }
        for (List<String> candidates : byNumbers.values()) {
            while (candidates.size() > 1) {
                String first = candidates.remove(0);
                Constant weight = graph.initializers().get(first);
                List<String> same = candidates.stream()
                        .filter(other -> isSame(weight, graph.initializers().get(other)))
                        .toList();
                if (!same.isEmpty()) {
                    equal.put(first, same);
                    candidates.removeAll(same);
                }
            }
        }
    }

    /** The same in any order, so that transposing changes nothing, and cheaper than sorting. */
    private static long sumOfHashes(float... numbers) {
        long sum = 0;
        for (float number : numbers) {
            long hash = (Float.floatToIntBits(number) + 1L) * 0x9e3779b97f4a7c15L;
            sum += hash ^ (hash >>> 32);
        }
        return sum;
    }

    private static boolean isFilled(float[] numbers) {
        for (float number : numbers) {
            if (number != numbers[0]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Constant one, Constant other) {
        float[] numbers = one.toFloats();
        float[] others = other.toFloats();
        return one.type().equals(other.type()) && Arrays.equals(numbers, others)
                || one.type().shape().rank() == 2
                        && one.type().shape().dim(0) == other.type().shape().dim(1)
                        && isTransposed(
                                numbers, others, (int) one.type().shape().dim(1));
    }

    private static boolean isTransposed(float[] numbers, float[] others, int width) {
        int height = numbers.length / width;
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != others[i % width * height + i / width]) {
                return false;
            }
        }
        return true;
    }
}
