package org.dpmodel.audit.replay;

import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.Optional;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ExampleIds;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.data.PersonIds;

/** A dataset that remembers which of its records were read. Any thread may read. */
final class ReadRecords extends ForwardingDataset {
    private final Dataset inner;
    private final BitSet read = new BitSet();

    ReadRecords(Dataset inner) {
        super(inner);
        this.inner = inner;
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
        synchronized (read) {
            read.set(index);
        }
        super.copyFeatures(index, destination);
    }

    /** What was read since the last call. */
    BitSet take() {
        synchronized (read) {
            BitSet taken = (BitSet) read.clone();
            read.clear();
            return taken;
        }
    }
}
