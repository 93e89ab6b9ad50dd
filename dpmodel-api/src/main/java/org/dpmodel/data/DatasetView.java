package org.dpmodel.data;

import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dpmodel.validation.Require;

/** Some examples of another dataset. */
final class DatasetView implements Dataset {
    private final String name;
    private final Dataset whole;
    private final int[] indices;

    private DatasetView(String name, Dataset whole, int[] indices) {
        this.name = name;
        this.whole = whole;
        this.indices = indices;
    }

    static DatasetView range(Dataset whole, int from, int to) {
        if (from < 0 || from > to || to > whole.size()) {
            throw Require.broken(
                    "the range",
                    "must be within [0, " + whole.size() + ")",
                    "[" + from + ", " + to + ")",
                    "pass at most the size of " + whole.name());
        }
        return new DatasetView(
                ViewNames.range(whole.name(), from, to),
                whole,
                IntStream.range(from, to).toArray());
    }

    static DatasetView of(Dataset whole, int[] indices) {
        BitSet seen = new BitSet(whole.size());
        for (int index : indices) {
            if (index < 0 || index >= whole.size() || seen.get(index)) {
                throw Require.broken(
                        "indices",
                        "must be different positions in [0, " + whole.size() + ")",
                        index,
                        "choose each example of " + whole.name() + " at most once");
            }
            seen.set(index);
        }
        return new DatasetView(ViewNames.chosen(whole.name(), indices.length), whole, indices.clone());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public long[] featureShape() {
        return whole.featureShape();
    }

    @Override
    public long[] targetShape() {
        return whole.targetShape();
    }

    @Override
    public Optional<PersonIds> people() {
        return whole.people().map(ids -> ids.select(indices));
    }

    @Override
    public Optional<ExampleIds> ids() {
        return whole.ids().map(ids -> ids.select(indices));
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        whole.copyFeatures(indices[index], destination);
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        whole.copyTarget(indices[index], destination);
    }
}
