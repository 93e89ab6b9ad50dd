package org.dpmodel.spark;

import java.nio.FloatBuffer;
import java.util.Iterator;
import org.apache.spark.sql.Row;
import org.dpmodel.data.Dataset;

/**
 * Rows of a Spark dataset in Spark's order, one partition at a time, for measuring. Must be read once, from first to
 * last.
 */
final class RowsOnDriver implements Dataset {
    private final Iterator<Row> rows;
    private final RecordReader reader;
    private final RecordShape shape;
    private final int size;
    private RecordRow current;
    private int index = -1;

    RowsOnDriver(Iterator<Row> rows, RecordReader reader, RecordShape shape, int size) {
        this.rows = rows;
        this.reader = reader;
        this.shape = shape;
        this.size = size;
    }

    @Override
    public String name() {
        return "of Spark";
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long[] featureShape() {
        return shape.features();
    }

    @Override
    public long[] targetShape() {
        return shape.targets();
    }

    @Override
    public void copyFeatures(int position, FloatBuffer destination) {
        destination.put(at(position).features());
    }

    @Override
    public void copyTarget(int position, FloatBuffer destination) {
        destination.put(at(position).targets());
    }

    private RecordRow at(int position) {
        if (position != index) {
            if (position != index + 1 || !rows.hasNext()) {
                throw new IllegalStateException("Spark rows must be read once and in order, found row " + position
                        + " after " + index + ": evaluate on a dataset whose rows do not change");
            }
            current = reader.read(rows.next());
            index = position;
            if (current.fault() != null) {
                throw new IllegalArgumentException("row " + position + ": " + current.fault());
            }
        }
        return current;
    }
}
