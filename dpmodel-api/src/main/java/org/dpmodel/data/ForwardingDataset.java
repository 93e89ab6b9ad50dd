package org.dpmodel.data;

import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.Optional;

/**
 * A dataset that delegates everything to another one; override what differs.
 *
 * <p>The ids of people and of examples are not delegated: a dataset that reorders or replaces examples would attribute
 * them to the wrong ones. If positions stay the same, pass the ids on: {@code new Mine(inner).withPeople(ids)}.
 */
public abstract class ForwardingDataset implements Dataset {
    private final Dataset inner;

    /**
     * Forwards to a dataset.
     *
     * @param inner the dataset to delegate to
     */
    protected ForwardingDataset(Dataset inner) {
        this.inner = Objects.requireNonNull(inner, "inner");
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public int size() {
        return inner.size();
    }

    @Override
    public long[] featureShape() {
        return inner.featureShape();
    }

    @Override
    public long[] targetShape() {
        return inner.targetShape();
    }

    /** Empty, since this class cannot know whether positions still have the same records. */
    @Override
    public Optional<PersonIds> people() {
        return Optional.empty();
    }

    /** Empty, since this class cannot know whether positions still have the same examples. */
    @Override
    public Optional<ExampleIds> ids() {
        return Optional.empty();
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        inner.copyFeatures(index, destination);
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        inner.copyTarget(index, destination);
    }
}
