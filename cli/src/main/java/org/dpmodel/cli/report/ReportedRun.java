package org.dpmodel.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.TotalCost;
import org.dpmodel.accountant.calibration.BestOfRunsAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.callbacks.RunRecord;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.nn.EarlierTraining;

/**
 * A run as recorded in its folder.
 *
 * @param name its name in the report
 * @param folder its folder
 * @param ledger what was charged; authoritative
 * @param record what a recorder stored; may be empty
 * @param checkpoint the model after the last epoch, if a recorder stored it
 * @param total the accountant with everything that was charged
 * @param delta the delta of the report's epsilons
 * @param statement the saved model's statement if it is about the same steps and claims no more than the ledger, otherwise
 *     the ledger's
 */
record ReportedRun(
        String name,
        Path folder,
        LedgerContent ledger,
        RunRecord record,
        Optional<Checkpoint> checkpoint,
        PrivacyAccountant total,
        double delta,
        PrivacyStatement statement) {
    private static final String LEDGER = "ledger.jsonl";
    private static final double DEFAULT_DELTA = 1e-5;

    private static final String INFINITE = " is infinity, which cannot be drawn";

    /** The metric that curves of privacy against utility show. */
    static final String ACCURACY = "Accuracy";

    /**
     * Reads a folder, whether or not the run is still in progress.
     *
     * @param name its name in the report
     * @param folder the folder
     * @return the run, with its own delta
     * @throws IOException if it is not the folder of a run, or a file in it is damaged
     */
    static ReportedRun read(String name, Path folder) throws IOException {
        if (!Files.exists(folder.resolve(LEDGER))) {
            throw new IOException(folder + " must be the folder of a run, with a " + LEDGER
                    + " in it, found none: pass the --run-dir of a training");
        }
        LedgerContent ledger = LedgerContent.read(folder.resolve(LEDGER));
        RunRecord record = RunRecord.read(folder);
        Path model = folder.resolve(RunRecord.MODEL);
        Optional<Checkpoint> checkpoint = Files.exists(model) ? Optional.of(Checkpoint.read(model)) : Optional.empty();
        requireOneRun(folder, ledger, record, checkpoint);
        String accountant = record.begin().map(RunRecord.Begin::accountant).orElse("PLD");
        RunAccount account = new RunAccount(ledger);
        double delta = deltaOf(record, checkpoint);
        PrivacyAccountant total = account.accountant(accountant, delta);
        // once, since an epsilon of groups takes seconds
        PrivacyStatement own = account.statement(total, delta);
        PrivacyStatement statement = checkpoint
                .flatMap(Checkpoint::statement)
                .filter(saved -> isTrue(saved, own, total)
                        && saved.leadingEpsilon() >= account.withEarlier(saved.epsilon(), delta) * (1 - 1e-9))
                .orElse(own);
        return new ReportedRun(name, folder, ledger, record, checkpoint, total, delta, statement);
    }

    private static boolean isTrue(PrivacyStatement saved, PrivacyStatement own, PrivacyAccountant total) {
        return saved.steps() == own.steps()
                && saved.delta() == own.delta()
                && saved.displayedDelta() == own.displayedDelta()
                && saved.adjacency() == own.adjacency()
                && saved.unit().equals(own.unit())
                && saved.notes().containsAll(own.notes())
                && saved.epsilon() >= least(own, total);
    }

    /**
     * The smallest epsilon that a true statement can have: bounds by privacy loss distributions differ slightly,
     * depending on how often they were queried.
     */
    private static double least(PrivacyStatement own, PrivacyAccountant total) {
        return total instanceof PldAccountant pld ? pld.lowerEpsilon(own.delta()) : own.epsilon() * (1 - 1e-9);
    }

    private static void requireOneRun(
            Path folder, LedgerContent ledger, RunRecord record, Optional<Checkpoint> checkpoint) throws IOException {
        boolean ofChoice = ledger.header().search().isPresent()
                || Stream.concat(
                                record.begin().map(RunRecord.Begin::accountant).stream(),
                                checkpoint.flatMap(Checkpoint::statement).map(PrivacyStatement::accountant).stream())
                        .anyMatch(BestOfRunsAccountant::isNamed);
        if (ofChoice) {
            throw new IOException(
                    folder + " is one run of a search; its ledger is not what it costs: see the statement of the "
                            + "chosen model");
        }
    }

    private static double deltaOf(RunRecord record, Optional<Checkpoint> checkpoint) {
        return record.begin()
                .map(RunRecord.Begin::delta)
                .or(() -> checkpoint.flatMap(Checkpoint::statement).map(PrivacyStatement::delta))
                .orElse(DEFAULT_DELTA);
    }

    RunAccount account() {
        return new RunAccount(ledger);
    }

    /**
     * What qualifies this run's epsilon, each sentence once: the caveats of its statement, and those of earlier trainings
     * that are included in it, which the statement quotes as a whole.
     */
    Set<String> caveats() {
        Set<String> caveats = new LinkedHashSet<>();
        List<PrivacyStatement> earlier = account().earlier();
        account().earlierOfThesePeople().forEach(one -> caveats.addAll(one.caveats()));
        // then() leaves out the quotes
        new EarlierTraining(earlier)
                .then(statement()).statements().stream()
                        .skip(earlier.size())
                        .forEach(own -> caveats.addAll(own.caveats()));
        return caveats;
    }

    /** Why this ledger's epsilon, and what follows from it, may not hold: a seed, and the remarks on how steps were computed. */
    List<String> doubts() {
        List<String> remarks = new ArrayList<>(account().ledgerNotes());
        remarks.remove(EarlierTraining.OTHER_PEOPLE);
        return statement().withoutNotes().withNotes(remarks).caveats();
    }

    /** Where the ledger and the files beside it disagree; empty if they agree. */
    List<String> contradictions() {
        List<String> found = new ArrayList<>();
        long recorded =
                record.epochs().stream().mapToLong(RunRecord.Epoch::step).max().orElse(0);
        if (recorded > ledger.steps()) {
            found.add("The history has " + Numbers.grouped(recorded) + " steps, the ledger only "
                    + Numbers.grouped(ledger.steps())
                    + ": the files are not of one run, or an older ledger was put back. Do not rely on this page.");
        }
        checkpoint.flatMap(Checkpoint::statement).ifPresent(saved -> {
            if (saved.steps() > ledger.steps()) {
                found.add(
                        "The saved model has seen " + Numbers.grouped(saved.steps()) + " steps, more than the ledger.");
            } else if (saved.steps() < ledger.steps()) {
                found.add("The saved model has seen " + Numbers.grouped(saved.steps()) + " of the "
                        + Numbers.grouped(ledger.steps()) + " steps that were charged; all of them are spent.");
            }
        });
        return found;
    }

    /** Whether all stored epsilons are comparable. */
    boolean isOfOneDelta() {
        double displayed = statement().displayedDelta();
        return record.lines().stream()
                        .filter(RunRecord.Begin.class::isInstance)
                        .allMatch(line -> ((RunRecord.Begin) line).delta() == delta)
                && record.epochs().stream().allMatch(epoch -> epoch.delta().orElse(displayed) == displayed);
    }

    /** What all trainings of the weights had cost by the end of an epoch. */
    double epsilonAt(RunRecord.Epoch epoch) {
        // an epoch without delta is from a version that recorded this training alone
        return epoch.delta().isPresent() ? epoch.epsilon() : account().withEarlier(epoch.epsilon(), delta);
    }

    /** What the epsilon of this run is about if that is not one training with a finite cost, as a clause. */
    Optional<String> scope() {
        PrivacyStatement statement = statement();
        boolean isInfinite = Double.isInfinite(statement.leadingEpsilon());
        Optional<TotalCost> total = statement.total();
        if (total.isPresent()) {
            boolean isAll = total.get().trainings() == account().earlier().size() + 1;
            String all = "of all " + total.get().trainings() + " trainings of the weights"
                    + (isAll ? "" : " that are added up");
            return Optional.of(
                    isInfinite ? "epsilon " + all + INFINITE : all + ", at delta " + statement.displayedDelta());
        }
        if (isInfinite) {
            return Optional.of("epsilon" + INFINITE);
        }
        int earlier = account().earlier().size();
        if (earlier == 0) {
            return Optional.empty();
        }
        return Optional.of("of this training alone; "
                + (earlier == 1 ? "an earlier one of the weights was " : "earlier ones of the weights were ")
                + (account().earlierOfThesePeople().isEmpty() ? "on other people" : "about another adjacency or unit"));
    }

    /** A description of how it ended. */
    String ending() {
        if (record.lines().isEmpty()) {
            return "not recorded";
        }
        return record.end()
                .filter(end -> end.step() >= ledger.steps())
                .map(RunRecord.End::reason)
                .orElse("still running, or interrupted");
    }

    /** The name of the training data, as far as the ledger knows it. */
    Optional<String> dataset() {
        List<String> names = account().runs().stream()
                .flatMap(run -> account().datasetName(run).stream())
                .distinct()
                .toList();
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join("; then ", names));
    }

    /** The size of the run's largest dataset, in the ledger's units; 0 if the run was not begun. */
    int datasetSize() {
        return account().runs().stream()
                .mapToInt(LedgerRecord.Run::datasetSize)
                .max()
                .orElse(0);
    }

    /** The last value of a metric on public data, if the last epoch was measured. */
    OptionalDouble metric(String metric) {
        List<RunRecord.Epoch> epochs = record.epochs();
        for (int i = epochs.size() - 1; i >= 0; i--) {
            Map<String, Double> metrics = epochs.get(i).metrics();
            if (metrics.containsKey(metric)) {
                return OptionalDouble.of(metrics.get(metric));
            }
        }
        return OptionalDouble.empty();
    }

    /** Epsilon of all trainings of the weights over the steps; the last point is the ledger's total. */
    List<LineChart.Point> epsilons() {
        if (record.epochs().isEmpty() || !isOfOneDelta()) {
            return account().curve(total.name(), delta);
        }
        List<LineChart.Point> points = new ArrayList<>();
        for (RunRecord.Epoch epoch : record.epochs()) {
            if (epoch.step() < ledger.steps()) {
                points.add(new LineChart.Point(epoch.step(), epsilonAt(epoch)));
            }
        }
        points.add(new LineChart.Point(ledger.steps(), statement().leadingEpsilon()));
        return points;
    }
}
