package org.dpmodel;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dpmodel.callback.StepReport;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ExampleIds;
import org.dpmodel.data.PersonIds;
import org.dpmodel.data.ViewNames;
import org.dpmodel.ledger.RecordedPeople;
import org.dpmodel.plan.PersonProtection;
import org.dpmodel.plan.TrainingPlan;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.Sampler;
import org.dpmodel.training.DistantDataset;
import org.dpmodel.validation.Require;

/**
 * The units that a run draws from: examples, or people with their kept records. For the sampler and the accountant there
 * are {@link #count} units; the plan says how many rows of the step graph a drawn unit fills. Immutable.
 */
final class DrawnUnits {
    private final TrainingPlan plan;
    private final String name;
    private final Dataset kept;
    private final int records;
    private final Optional<PersonIds> people;
    private final int[][] byPerson;

    private DrawnUnits(TrainingPlan plan, String name, Dataset kept, Optional<PersonIds> people) {
        this.plan = plan;
        this.name = name;
        this.kept = kept;
        // Read once: the sampler and the accountant must use the same dataset size, whatever size() returns later.
        this.records = kept.size();
        this.people = people;
        this.byPerson = plan.drawsPeople() ? people.orElseThrow().byPerson() : new int[0][];
    }

    /** What a plan draws from a dataset. */
    static DrawnUnits of(TrainingPlan plan, Dataset dataset) {
        Optional<PersonProtection> protection = plan.privacy().flatMap(privacy -> privacy.people());
        if (protection.isEmpty()) {
            return new DrawnUnits(plan, dataset.name(), dataset, Optional.empty());
        }
        PersonIds all = idsOf(dataset);
        int[] first = all.kept(protection.get().recordsPerPerson());
        return first.length == all.records()
                ? new DrawnUnits(plan, dataset.name(), dataset, Optional.of(all))
                : new DrawnUnits(plan, dataset.name(), dataset.subset(first), Optional.of(all.select(first)));
    }

    private static PersonIds idsOf(Dataset dataset) {
        if (dataset instanceof DistantDataset) {
            throw new IllegalArgumentException("recordsPerPerson needs examples on this machine, found dataset "
                    + dataset.name() + ", which is stored elsewhere: keep one record of each person there and leave "
                    + "recordsPerPerson out, or train on this machine");
        }
        PersonIds ids = dataset.people()
                .orElseThrow(() -> new IllegalArgumentException("dataset " + dataset.name()
                        + " must say whose records its examples are, found no ids of people: name the person column in the"
                        + " schema of the table, or call withPeople(PersonIds.of(...))"));
        checkOneEach("the ids of people of dataset " + dataset.name(), ids.records(), dataset.size(), "people()");
        return ids;
    }

    /** A dataset of somebody else's may say one thing here and another there. */
    private static void checkOneEach(String what, int ids, int examples, String method) {
        if (ids != examples) {
            throw Require.broken(
                    what,
                    "must be one for each of its " + examples + " examples",
                    ids,
                    "let " + method + " and size() agree");
        }
    }

    /** What statements must mention if the data distinguish people but the plan does not. */
    Optional<String> caveat() {
        return plan.privacy().isPresent() && people.isEmpty() && kept.people().isPresent()
                ? Optional.of("The dataset declares whose records the examples are, but the training was built without "
                        + "recordsPerPerson: the statement protects one record, not a person who has several.")
                : Optional.empty();
    }

    /** The records that may be drawn. */
    Dataset dataset() {
        return kept;
    }

    /**
     * The name of the dataset that the records come from, for the ledger. Names of views contain numbers of records, also
     * of those that are not kept: where people are protected, these are left out.
     */
    Optional<String> datasetName() {
        return plan.publicSize().isPresent()
                ? Optional.empty()
                : Optional.of(people.isPresent() ? ViewNames.withoutCounts(name) : name);
    }

    /** The number of records that may be drawn. */
    int records() {
        return records;
    }

    /**
     * The size of the dataset that is used everywhere: the number of records, or of people where people are drawn, or the
     * plan's public size if it has one. Probability, steps, charges, ledger and statements follow from it.
     */
    int count() {
        return plan.publicSize().orElse(plan.drawsPeople() ? byPerson.length : records);
    }

    /** What they are called in errors. */
    String unitName() {
        return plan.drawsPeople() ? "people" : "examples";
    }

    Sampler sampler(RandomStreams random) {
        if (!plan.drawsPeople()) {
            Optional<ExampleIds> ids = kept.ids();
            if (ids.isPresent() && plan.sampling() instanceof PoissonSampling poisson) {
                checkOneEach("the ids of dataset " + name, ids.get().size(), records, "ids()");
                return poisson.sampler(ids.get(), count(), random);
            }
            return plan.publicSize().isPresent()
                    ? plan.sampling().sampler(records, count(), random)
                    : plan.sampling().sampler(records, random);
        }
        PersonIds ids = people.orElseThrow();
        List<String> names = IntStream.range(0, ids.people()).mapToObj(ids::id).toList();
        return ((PoissonSampling) plan.sampling()).sampler(ExampleIds.of(names), count(), random);
    }

    /**
     * The records of drawn units, with those of a unit together. A person fills all rows of a unit with their own
     * records: if there are fewer records than rows, they are repeated in turn, starting with a different one in each
     * step, so that all have the same weight over many steps.
     */
    int[] rows(int[] drawn, long step) {
        if (!plan.drawsPeople()) {
            return drawn;
        }
        int rows = plan.unitRows();
        int[] filled = new int[Math.multiplyExact(drawn.length, rows)];
        for (int unit = 0; unit < drawn.length; unit++) {
            int[] own = byPerson[drawn[unit]];
            for (int row = 0; row < rows; row++) {
                filled[unit * rows + row] = own[(int) ((step + row) % own.length)];
            }
        }
        return filled;
    }

    /** A report that counts drawn units, not the rows that they fill. */
    StepReport report(StepReport ofRows) {
        return plan.drawsPeople()
                ? new StepReport(
                        ofRows.loss(),
                        ofRows.drawn() / plan.unitRows(),
                        ofRows.nonFinite(),
                        ofRows.clippedFraction(),
                        ofRows.meanNorm())
                : ofRows;
    }

    /** What the ledger records about the people, which a resumed run must find again; empty if no people are protected. */
    Optional<RecordedPeople> recorded(byte[] secretKey) {
        return people.map(ids -> new RecordedPeople(ids.digest(secretKey)));
    }
}
