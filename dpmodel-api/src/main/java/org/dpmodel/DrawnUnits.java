package org.dpmodel;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dpmodel.callback.StepReport;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.PersonIds;
import org.dpmodel.ledger.RecordedPeople;
import org.dpmodel.plan.PersonProtection;
import org.dpmodel.plan.TrainingPlan;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.Sampler;
import org.dpmodel.training.DistantDataset;
import org.dpmodel.validation.Require;

/**
 * The units that a run draws from: examples, or people with their kept records. The sampler and the accountant speak of
 * {@link #count} things; a drawn one lies in as many rows of the step graph as the plan says. Immutable.
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
        // Read once: the sampler and the accountant must speak of the same dataset, whatever size() says later.
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
        if (ids.records() != dataset.size()) {
            throw Require.broken(
                    "the ids of people of dataset " + dataset.name(),
                    "must be one for each of its " + dataset.size() + " examples",
                    ids.records(),
                    "let people() and size() agree");
        }
        return ids;
    }

    /** What statements must mention, where the data tell people apart and the plan does not. */
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

    /** The name of the dataset that the records are kept from; views have their size in it, which may be private. */
    Optional<String> datasetName() {
        return plan.publicSize().isPresent() ? Optional.empty() : Optional.of(name);
    }

    /** How many records may be drawn. */
    int records() {
        return records;
    }

    /**
     * The size of the dataset as it is shown: records, or people where people are drawn; the plan's public number of
     * them, if it has one. Probability, steps, charges, ledger and statements follow from it.
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
            return plan.publicSize().isPresent()
                    ? plan.sampling().sampler(records, count(), random)
                    : plan.sampling().sampler(records, random);
        }
        PersonIds ids = people.orElseThrow();
        List<String> names = IntStream.range(0, ids.people()).mapToObj(ids::id).toList();
        return ((PoissonSampling) plan.sampling()).sampler(names, count(), random);
    }

    /**
     * The records of drawn units, those of a unit together. A person fills all rows of a unit with records of that person alone:
     * who has fewer has them in turns, another one first in each step, so that over the steps all weigh the same.
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

    /** A report that counts what is drawn, not the rows that it fills. */
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

    /** What the ledger keeps of the people, which a resumed run must find again; nothing where no people are protected. */
    Optional<RecordedPeople> recorded(byte[] secretKey) {
        return people.map(ids -> new RecordedPeople(ids.digest(secretKey)));
    }
}
