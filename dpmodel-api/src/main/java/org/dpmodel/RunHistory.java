package org.dpmodel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.ledger.RecordedPeople;
import org.dpmodel.nn.EarlierTraining;

/** What statements must mention about all runs of a model, besides what was spent. Mutable, for the training thread. */
final class RunHistory {
    private final Set<String> samplers = new LinkedHashSet<>();
    private final Set<String> caveats = new LinkedHashSet<>();
    private final List<PrivacyStatement> recordedEarlier = new ArrayList<>();
    private EarlierTraining earlier;
    private final Set<RecordedPeople> people = new LinkedHashSet<>();
    private int largestDataset;

    RunHistory(EarlierTraining earlier) {
        this.earlier = earlier;
    }

    void begin(LedgerRecord.Run run) {
        largestDataset = Math.max(largestDataset, run.datasetSize());
        samplers.add(run.sampler());
        run.people().ifPresent(people::add);
    }

    void add(LedgerRecord.Remark remark) {
        caveats.add(remark.text());
    }

    void add(LedgerRecord.Earlier before) {
        recordedEarlier.add(before.statement());
    }

    /** Statements of earlier trainings that are missing from the ledger; two trainings may have equal statements. */
    List<PrivacyStatement> unrecordedEarlier() {
        return earlier.missingIn(recordedEarlier);
    }

    /**
     * Puts the earlier trainings in a ledger before those that the model's weights came with: a resumed run may be built
     * on other weights, which do not know the earlier trainings of the original ones.
     */
    void replayed() {
        earlier = new EarlierTraining(List.copyOf(recordedEarlier)).and(earlier);
    }

    /** Descriptions of the samplers of all runs, in order; empty if there was none. */
    Set<String> samplers() {
        return samplers;
    }

    /** What statements must say about the devices of all runs. */
    Set<String> caveats() {
        return caveats;
    }

    /** The trainings of the weights before this ledger. */
    EarlierTraining earlier() {
        return earlier;
    }

    /** Whether runs had several datasets, which differ in their people, or in other ways if no people are protected. */
    boolean hasSeveralDatasets() {
        return (people.isEmpty() ? samplers : people).size() > 1;
    }

    /** Examples in the largest dataset so far. */
    int largestDataset() {
        return largestDataset;
    }
}
