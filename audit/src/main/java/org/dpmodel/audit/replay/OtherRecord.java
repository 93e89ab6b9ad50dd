package org.dpmodel.audit.replay;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ExampleIds;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.data.PersonIds;

/** A dataset in which one record is replaced by another one, or missing. */
final class OtherRecord extends ForwardingDataset {
    private final Dataset inner;
    private final int record;
    private final OptionalInt replacement;

    OtherRecord(Dataset inner, int record, OptionalInt replacement) {
        super(inner);
        this.inner = inner;
        this.record = record;
        this.replacement = replacement;
    }

    @Override
    public Optional<PersonIds> people() {
        return inner.people();
    }

    @Override
    public Optional<ExampleIds> ids() {
        return inner.ids();
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        int from = destination.position();
        super.copyFeatures(inPlaceOf(index), destination);
        if (index == record && replacement.isEmpty()) {
            for (int i = from; i < destination.position(); i++) {
                destination.put(i, Float.NaN);
            }
        }
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        super.copyTarget(inPlaceOf(index), destination);
    }

    private int inPlaceOf(int index) {
        return index == record ? replacement.orElse(index) : index;
    }
}
