package org.dpmodel.data;

import java.util.Optional;
import org.dpmodel.validation.Require;

/** A dataset that says what its examples' ids are, whose records they are, or both. */
final class IdentifiedDataset extends ForwardingDataset {
    private final Optional<PersonIds> people;
    private final Optional<ExampleIds> ids;

    private IdentifiedDataset(Dataset inner, Optional<PersonIds> people, Optional<ExampleIds> ids) {
        super(inner);
        this.people = people;
        this.ids = ids;
    }

    static Dataset of(Dataset inner, PersonIds people) {
        checkOneEach(inner, "the ids of people of dataset ", people.records(), "person");
        return new IdentifiedDataset(inner, Optional.of(people), inner.ids());
    }

    static Dataset of(Dataset inner, ExampleIds ids) {
        checkOneEach(inner, "the ids of dataset ", ids.size(), "id");
        return new IdentifiedDataset(inner, inner.people(), Optional.of(ids));
    }

    private static void checkOneEach(Dataset inner, String what, int found, String one) {
        if (found != inner.size()) {
            throw Require.broken(
                    what + inner.name(),
                    "must be one for each of its " + inner.size() + " examples",
                    found,
                    "pass the " + one + " of each example, in their order");
        }
    }

    @Override
    public Optional<PersonIds> people() {
        return people;
    }

    @Override
    public Optional<ExampleIds> ids() {
        return ids;
    }
}
