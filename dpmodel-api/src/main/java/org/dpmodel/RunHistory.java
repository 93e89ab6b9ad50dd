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
    private final Set<String> remarks = new LinkedHashSet<>();
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
        remarks.add(remark.text());
    }

    void add(LedgerRecord.Earlier before) {
        recordedEarlier.add(before.statement());
    }

    /** Statements of earlier trainings that the ledger does not have; two trainings may have equal ones. */
    List<PrivacyStatement> unrecordedEarlier() {
        return earlier.missingIn(recordedEarlier);
    }

    /**
     * Puts what a ledger had of earlier trainings before what the model's weights came with. Who resumes the run may build
     * its model on other weights, which know nothing of those that the run began with.
     */
    void replayed() {
        earlier = new EarlierTraining(List.copyOf(recordedEarlier)).and(earlier);
    }

    /** The samplers of all runs in words, in order; empty if there was none. */
    Set<String> samplers() {
        return samplers;
    }

    /** What the devices of all runs had to have said about them. */
    Set<String> remarks() {
        return remarks;
    }

    /** What the weights went through before this ledger. */
    EarlierTraining earlier() {
        return earlier;
    }

    /** Whether runs had several datasets: other people, or else what is drawn otherwise. */
    boolean hasSeveralDatasets() {
        return (people.isEmpty() ? samplers : people).size() > 1;
    }

    /** Examples in the largest dataset so far. */
    int largestDataset() {
        return largestDataset;
    }
}
