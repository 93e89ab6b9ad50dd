package org.dpmodel.data;

import java.util.Optional;
import org.dpmodel.validation.Require;

/** A dataset that says whose records its examples are. */
final class PeopledDataset extends ForwardingDataset {
    private final PersonIds people;
    private final Optional<ExampleIds> ids;

    PeopledDataset(Dataset inner, PersonIds people) {
        super(inner);
        if (people.records() != inner.size()) {
            throw Require.broken(
                    "the ids of people of dataset " + inner.name(),
                    "must be one for each of its " + inner.size() + " examples",
                    people.records(),
                    "pass the person of each example, in their order");
        }
        this.people = people;
        this.ids = inner.ids();
    }

    @Override
    public Optional<PersonIds> people() {
        return Optional.of(people);
    }

    @Override
    public Optional<ExampleIds> ids() {
        return ids;
    }
}
