package org.dpmodel.graph.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dpmodel.graph.Value;

/**
 * A value of a network that is being drawn, with what each of its axes is made of: several factors where axes were joined.
 * So a drawing knows which axis the examples are on, and never mixes them.
 *
 * @param value the value
 * @param axes the factors of each axis, from the slowest to the fastest; {@link #EXAMPLES} stands for the examples
 */
record FactoredValue(Value value, List<List<Long>> axes) {
    static final long EXAMPLES = -1;

    /** A prime that no example's axis has, so that sizes tell axes apart. */
    static final long BATCH = 5;

    FactoredValue {
        axes = axes.stream().map(List::copyOf).toList();
        for (int axis = 0; axis < axes.size(); axis++) {
            if (size(axes.get(axis)) != value.dim(axis)) {
                throw new IllegalStateException("axes " + axes + " are not those of " + value.shape());
            }
        }
    }

    static long size(List<Long> factors) {
        return factors.stream().reduce(1L, (a, b) -> a * (b == EXAMPLES ? BATCH : b));
    }

    int rank() {
        return axes.size();
    }

    boolean hasExamples(int axis) {
        return axes.get(axis).contains(EXAMPLES);
    }

    int examplesAxis() {
        return IntStream.range(0, rank()).filter(this::hasExamples).findFirst().orElseThrow();
    }

    /** The axes on which there are no examples. */
    int[] otherAxes() {
        return IntStream.range(0, rank()).filter(axis -> !hasExamples(axis)).toArray();
    }

    long size(int axis) {
        return value.dim(axis);
    }

    /** This value's axes with another size of one. */
    List<List<Long>> withSize(int axis, long size) {
        List<List<Long>> changed = new ArrayList<>(axes);
        changed.set(axis, List.of(size));
        return changed;
    }

    List<List<Long>> without(int axis) {
        List<List<Long>> changed = new ArrayList<>(axes);
        changed.remove(axis);
        return changed;
    }

    List<List<Long>> with(int axis, long size) {
        List<List<Long>> changed = new ArrayList<>(axes);
        changed.add(axis, List.of(size));
        return changed;
    }

    /** All factors, each an axis. */
    List<List<Long>> split() {
        return axes.stream()
                .flatMap(factors -> factors.isEmpty()
                        ? List.of(factors).stream()
                        : factors.stream().map(List::of))
                .toList();
    }
}
