package org.dpmodel.audit.membership;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.dpmodel.data.Dataset;
import org.dpmodel.validation.Require;

/** A dataset with one additional record, at the end. Immutable. */
final class AddedRecord implements Dataset {
    private final Dataset others;
    private final Dataset record;

    AddedRecord(Dataset others, Dataset record) {
        if (record.size() != 1) {
            throw Require.broken("the record", "must be one", record.size(), "pass a dataset of one record");
        }
        if (!Arrays.equals(others.featureShape(), record.featureShape())
                || !Arrays.equals(others.targetShape(), record.targetShape())) {
            throw Require.broken(
                    "the record's shapes",
                    "must be those of the other records, " + shapes(others),
                    shapes(record),
                    "take it from a dataset of the same kind");
        }
        this.others = others;
        this.record = record;
    }

    private static String shapes(Dataset dataset) {
        return Arrays.toString(dataset.featureShape()) + " and " + Arrays.toString(dataset.targetShape());
    }

    @Override
    public String name() {
        return others.name() + " and one more";
    }

    @Override
    public int size() {
        return others.size() + 1;
    }

    @Override
    public long[] featureShape() {
        return others.featureShape();
    }

    @Override
    public long[] targetShape() {
        return others.targetShape();
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        if (index < others.size()) {
            others.copyFeatures(index, destination);
        } else {
            record.copyFeatures(0, destination);
        }
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        if (index < others.size()) {
            others.copyTarget(index, destination);
        } else {
            record.copyTarget(0, destination);
        }
    }
}
