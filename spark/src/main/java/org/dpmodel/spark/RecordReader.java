package org.dpmodel.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import scala.collection.Iterable;

/** Converts rows to records. An error about a row names that row, and is the same wherever it is read. */
final class RecordReader implements Serializable {
    private static final long serialVersionUID = 1;

    private final RecordColumns columns;
    private final RecordShape shape;

    RecordReader(RecordColumns columns, RecordShape shape) {
        this.columns = columns;
        this.shape = shape;
    }

    /** A row of the columns' values, in the order of {@link RecordColumns#all}. */
    RecordRow read(Row row) {
        Object id = row.get(0);
        if (id == null) {
            return RecordRow.broken("", "the id must not be null: give each record its own id");
        }
        Serializable key = id instanceof Number number ? (Serializable) number.longValue() : id.toString();
        try {
            float[] features = read(row, 1, columns.features(), shape.featureSize(), "the network reads");
            float[] targets = columns.isLabel()
                    ? label(row)
                    : read(row, 1 + columns.features().size(), columns.targets(), shape.targetSize(), "the loss takes");
            return new RecordRow(key, features, targets, null);
        } catch (IllegalArgumentException e) {
            return RecordRow.broken(key, e.getMessage());
        }
    }

    private static float[] read(Row row, int from, List<String> names, int size, String who) {
        float[] values = new float[size];
        int next = 0;
        for (int i = 0; i < names.size(); i++) {
            next = put(names.get(i), row.get(from + i), values, next, who);
        }
        if (next != size) {
            throw wrongCount(names.toString(), next, size, who);
        }
        return values;
    }

    private static int put(String name, Object value, float[] values, int next, String who) {
        if (value instanceof Vector vector) {
            int at = next;
            for (double number : vector.toArray()) {
                at = put(name, number, values, at, who);
            }
            return at;
        }
        if (value instanceof Iterable<?> numbers) {
            int at = next;
            for (scala.collection.Iterator<?> i = numbers.iterator(); i.hasNext(); ) {
                at = put(name, i.next(), values, at, who);
            }
            return at;
        }
        if (next == values.length) {
            throw wrongCount(name, next + 1, values.length, who);
        }
        values[next] = number(name, value);
        return next + 1;
    }

    private static IllegalArgumentException wrongCount(String names, int found, int size, String who) {
        return new IllegalArgumentException("column " + names + " must end the " + size + " numbers that " + who
                + ", found " + found + " or more: name other columns, or use another network");
    }

    private static float number(String name, Object value) {
        if (value instanceof Number number) {
            return number.floatValue();
        }
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        throw new IllegalArgumentException("column " + name + " must hold numbers, found "
                + (value == null ? "null" : value.getClass().getSimpleName())
                + ": fill or index it beforehand, by rules that do not look at private data");
    }

    private float[] label(Row row) {
        String name = columns.targets().get(0);
        float label = number(name, row.get(1 + columns.features().size()));
        if (shape.labelIsNumber()) {
            return new float[] {label};
        }
        float[] oneHot = new float[shape.targetSize()];
        if (!(label >= 0 && label < oneHot.length && label == Math.rint(label))) {
            throw new IllegalArgumentException("label " + name + " must be a whole number in [0, " + oneHot.length
                    + "), found " + label + ": index the classes from 0");
        }
        oneHot[(int) label] = 1;
        return oneHot;
    }
}
