package org.dpmodel.sampling;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/** Subsets of a given size, all equally likely. */
final class RandomSubsets {
    private RandomSubsets() {}

    /** Chooses {@code count} of the items, whose order it changes; ascending if the items were. */
    static int[] of(int[] items, int count, UniformRandomProvider random) {
        // The first steps of the Fisher-Yates shuffle.
        for (int i = 0; i < count; i++) {
            int chosen = i + random.nextInt(items.length - i);
            int swapped = items[i];
            items[i] = items[chosen];
            items[chosen] = swapped;
        }
        int[] subset = Arrays.copyOf(items, count);
        Arrays.sort(subset);
        return subset;
    }
}
