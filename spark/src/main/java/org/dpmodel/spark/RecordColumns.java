package org.dpmodel.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which columns of a Spark dataset are a record: its id, what the network reads, and what it is to predict.
 *
 * <pre>
 * RecordColumns.id("patient").features("age", "pressure", "ecg").label("sick")
 * </pre>
 *
 * <p>Features are columns of numbers, booleans, arrays of numbers or vectors of Spark ML; their numbers, in the order of the
 * columns, are one example as the network reads it, row-major. Immutable.
 *
 * @param id column whose values are distinct and permanently attached to their rows: whole numbers or strings
 * @param features columns that the network reads
 * @param targets columns to predict
 * @param isLabel whether the one target column holds the number of a class, from 0
 */
public record RecordColumns(String id, List<String> features, List<String> targets, boolean isLabel)
        implements Serializable {
    /** Copies the lists. */
    public RecordColumns {
        Objects.requireNonNull(id, "id");
        features = List.copyOf(features);
        targets = List.copyOf(targets);
    }

    /**
     * Sets the column that identifies records. The draws, and the partition in which a record is computed, follow from
     * it, so it must be in the data: a number that Spark assigns while reading changes with files and partitions, and the
     * number of a row with each row before it ({@link RecordIds#written} writes random ids out once).
     *
     * @param column whole numbers or strings, no two of them equal
     * @return columns without features and targets yet
     */
    public static RecordColumns id(String column) {
        return new RecordColumns(column, List.of(), List.of(), false);
    }

    /**
     * Names what the network reads.
     *
     * @param columns numbers, booleans, arrays of numbers or vectors
     * @return these columns with the features
     */
    public RecordColumns features(String... columns) {
        return new RecordColumns(id, List.of(columns), targets, isLabel);
    }

    /**
     * Names the column with the number of a class. It is one-hot encoded if the loss takes probabilities.
     *
     * @param column whole numbers from 0
     * @return these columns with the target
     */
    public RecordColumns label(String column) {
        return new RecordColumns(id, features, List.of(column), true);
    }

    /**
     * Names columns with the numbers to predict.
     *
     * @param columns numbers, booleans, arrays of numbers or vectors
     * @return these columns with the targets
     */
    public RecordColumns targets(String... columns) {
        return new RecordColumns(id, features, List.of(columns), false);
    }

    /** Id, features and targets, in this order. */
    List<String> all() {
        List<String> all = new ArrayList<>(List.of(id));
        all.addAll(features);
        all.addAll(targets);
        return all;
    }

    void requireComplete() {
        if (features.isEmpty() || targets.isEmpty()) {
            throw new IllegalArgumentException("records must have features and targets, found " + this
                    + ": name their columns by features(...) and label(...) or targets(...)");
        }
    }
}
