package org.dpmodel.data;

import java.util.Optional;
import org.dpmodel.validation.Require;

/** A dataset whose examples have ids. */
final class NamedDataset extends ForwardingDataset {
    private final Optional<PersonIds> people;
    private final ExampleIds ids;

    NamedDataset(Dataset inner, ExampleIds ids) {
        super(inner);
        if (ids.size() != inner.size()) {
            throw Require.broken(
                    "the ids of dataset " + inner.name(),
                    "must be one for each of its " + inner.size() + " examples",
                    ids.size(),
                    "pass the id of each example, in their order");
        }
        this.people = inner.people();
        this.ids = ids;
    }

    @Override
    public Optional<PersonIds> people() {
        return people;
    }

    @Override
    public Optional<ExampleIds> ids() {
        return Optional.of(ids);
    }
}
