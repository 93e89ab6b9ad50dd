package org.dpmodel;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.checkpoint.TrainingState;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerException;
import org.dpmodel.ledger.LedgerHeader;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.nn.EarlierTraining;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.validation.Require;

/**
 * What a model has spent, and where its sampler stands: in memory, and in the folder of the run if one is kept. Mutable,
 * for the training thread; close it.
 */
final class RunLedger implements AutoCloseable {
    private static final String COPY =
            "The run was resumed in another folder than it began in, with a seed. If the folder"
                    + " was copied and both copies are trained on, both use the same noise, which cancels out between them: then"
                    + " neither model has a guarantee.";

    private final ModelSettings settings;
    private final PrivacyAccountant accountant;
    private final Optional<BudgetWall> wall;
    private final Set<String> samplers = new LinkedHashSet<>();
    private final Set<String> remarks = new LinkedHashSet<>();
    private final Set<PrivacyStatement> recordedEarlier = new LinkedHashSet<>();
    private EarlierTraining earlier;
    private Optional<RunFolder> folder = Optional.empty();
    private Optional<LedgerRecord.Run> resumed = Optional.empty();
    private Optional<LedgerRecord.Step> lastPaid = Optional.empty();
    private long steps;
    private long nextPosition;
    private int largestDataset;

    RunLedger(ModelSettings settings) {
        this.settings = settings;
        this.accountant = newAccountant(settings);
        this.wall = settings.budget().map(BudgetWall::new);
        this.earlier = settings.network().earlier();
    }

    /** An accountant of another adjacency would read the plan's events, which hold its sensitivity, for a smaller one. */
    static PrivacyAccountant newAccountant(ModelSettings settings) {
        Adjacency adjacency = settings.plan().map(PrivacyPlan::adjacency).orElse(Adjacency.ADD_OR_REMOVE_ONE);
        PrivacyAccountant accountant = settings.accountant().apply(adjacency);
        if (accountant.adjacency() != adjacency) {
            throw Require.broken(
                    "the accountant's adjacency",
                    "must be the plan's, " + adjacency,
                    accountant.adjacency(),
                    "make the accountant for the adjacency that it is asked for, for example RdpAccountant::new");
        }
        return accountant.copy();
    }

    /**
     * Begins a run, or goes on with the one that was resumed.
     *
     * @param readings what the run reads of its plan, and will draw its noise by; nothing if it has none
     * @return the sampler's position of the run's first step
     */
    long beginRun(int datasetSize, int stepsPerEpoch, byte[] orderKey, Optional<PlanReadings> readings) {
        long first = resumed.isPresent()
                ? goOn(datasetSize, stepsPerEpoch, readings)
                : beginAnew(datasetSize, stepsPerEpoch, orderKey);
        recordEarlier();
        settings.device().privacyRemarks(settings.execution()).forEach(this::remark);
        return first;
    }

    /** Who resumes the run may build its model on other weights, which know nothing of those that the run began with. */
    private void recordEarlier() {
        for (PrivacyStatement statement : earlier.statements()) {
            if (recordedEarlier.add(statement)) {
                folder.ifPresent(kept -> RunFolder.await(kept.append(new LedgerRecord.Earlier(statement))));
            }
        }
    }

    /** Warns, and records once what every statement has to mention; before the first step that it is about. */
    void remark(String text) {
        System.getLogger(DPModel.class.getName()).log(System.Logger.Level.WARNING, text);
        if (!remarks.contains(text)) {
            folder.ifPresent(kept -> RunFolder.await(kept.append(new LedgerRecord.Remark(text))));
            remarks.add(text);
        }
    }

    private long beginAnew(int datasetSize, int stepsPerEpoch, byte[] orderKey) {
        if (folder.isEmpty() && settings.directory().isPresent()) {
            folder = Optional.of(RunFolder.begin(settings.directory().get(), header()));
        }
        // An epoch that was broken off is not continued: its examples may have been paid for by another call.
        long first = (nextPosition + stepsPerEpoch - 1) / stepsPerEpoch * stepsPerEpoch;
        String sampler = settings.plan()
                .map(plan -> plan.describeSampler(datasetSize))
                .orElse(settings.sampling().name() + " batches");
        LedgerRecord.Run run = new LedgerRecord.Run(first, datasetSize, sampler, RandomStreams.digest(orderKey));
        folder.ifPresent(kept -> RunFolder.await(kept.append(run)));
        begun(run);
        return first;
    }

    private long goOn(int datasetSize, int stepsPerEpoch, Optional<PlanReadings> readings) {
        LedgerRecord.Run run = resumed.orElseThrow();
        if (run.datasetSize() != datasetSize) {
            throw Require.broken(
                    "the dataset of a resumed run",
                    "must have the " + run.datasetSize() + " examples that it began with",
                    datasetSize,
                    "pass the same dataset");
        }
        readings.ifPresent(read -> checkPaid(datasetSize, stepsPerEpoch, read));
        resumed = Optional.empty();
        return run.firstPosition();
    }

    /** The rest of an epoch that was paid for as a whole must be what was paid for: a schedule could have become cheaper. */
    private void checkPaid(int datasetSize, int stepsPerEpoch, PlanReadings readings) {
        int stepInEpoch = (int) (nextPosition % stepsPerEpoch);
        if (stepInEpoch == 0 || lastPaid.isEmpty()) {
            return;
        }
        LedgerRecord.Step paid = lastPaid.get();
        boolean byEpoch = readings.charge(steps, stepInEpoch, datasetSize).isEmpty();
        if (byEpoch && !readings.charge(paid.step(), 0, datasetSize).equals(paid.event())) {
            throw new IllegalArgumentException("the epoch that is gone on with was charged as "
                    + paid.event().orElseThrow()
                    + " at step " + paid.step()
                    + ", the plan would charge it otherwise: build the model with the noise and"
                    + " the clipping that the run began with");
        }
    }

    private void begun(LedgerRecord.Run run) {
        nextPosition = run.firstPosition();
        largestDataset = Math.max(largestDataset, run.datasetSize());
        samplers.add(run.sampler());
    }

    private LedgerHeader header() {
        String plan = settings.plan()
                .map(it -> it.describeMechanism() + "; " + it.sampling())
                .orElse("none: trained WITHOUT privacy");
        return new LedgerHeader(plan, accountant.adjacency(), settings.random().isSeeded(), Optional.empty());
    }

    /** Refuses a charge that the accountant does not know, so that none is written that could not be read again. */
    void checkChargeable(DpEvent event) {
        accountant.copy().compose(event);
    }

    /**
     * Whether the budget allows the next step.
     *
     * @param ahead the charge of each step from the next one, 0, on
     * @param most how many steps are wanted at most, at least 1
     */
    boolean affords(LongFunction<Optional<DpEvent>> ahead, long most) {
        return wall.isEmpty() || wall.get().allows(accountant, ahead, most);
    }

    /**
     * Begins to charge a step, so that the record is written while its gradients are computed. Must be completed before the
     * step's noise is drawn: a step that fails is spent, and its noise, which somebody may have seen, is not drawn again for
     * another sum.
     *
     * @return waits for the record, and counts the step
     */
    Runnable charge(Optional<DpEvent> event) {
        CompletableFuture<Void> recorded = folder.map(
                        kept -> kept.append(new LedgerRecord.Step(steps, nextPosition, event)))
                .orElse(CompletableFuture.completedFuture(null));
        return () -> {
            RunFolder.await(recorded);
            count(event);
            wall.ifPresent(budget -> budget.charged(event));
        };
    }

    private void count(Optional<DpEvent> event) {
        event.ifPresent(accountant::compose);
        steps++;
        nextPosition++;
    }

    /** Saves what a resumed run needs beside the ledger, if a folder is kept. */
    void save(TrainingState state) {
        folder.ifPresent(kept -> kept.save(state));
    }

    /**
     * Takes over the ledger of a folder: all that it says is spent.
     *
     * @param restore takes over the state that was saved beside it; if it throws, the ledger is not taken over
     * @return the state
     */
    Optional<TrainingState> resume(Path directory, Consumer<TrainingState> restore) {
        RunFolder opened = RunFolder.open(directory);
        try {
            LedgerContent content = opened.content(header());
            Optional<TrainingState> saved = opened.state();
            saved.ifPresent(state -> checkNotRewound(state, content, directory));
            saved.ifPresent(restore);
            replay(content);
            // The order of a broken epoch is lost with the state, or with its last key: the next epoch is paid for
            // anew.
            resumed = resumed.filter(run -> saved.map(TrainingState::orderKey)
                    .map(RandomStreams::digest)
                    .filter(run.order()::equals)
                    .isPresent());
            folder = Optional.of(opened);
            if (content.header().seeded() && opened.isCopy(content.header())) {
                remark(COPY);
            }
            return saved;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static void checkNotRewound(TrainingState saved, LedgerContent content, Path directory) {
        if (saved.steps() > content.steps()) {
            throw new LedgerException("the training state in " + directory + " has seen " + saved.steps()
                    + " steps, its ledger only " + content.steps()
                    + ": a ledger cannot be rewound, restore the newest one");
        }
    }

    private void replay(LedgerContent content) {
        for (LedgerRecord record : content.records()) {
            if (record instanceof LedgerRecord.Run run) {
                begun(run);
                resumed = Optional.of(run);
            } else if (record instanceof LedgerRecord.Remark remark) {
                remarks.add(remark.text());
            } else if (record instanceof LedgerRecord.Earlier before) {
                recordedEarlier.add(before.statement());
            } else if (record instanceof LedgerRecord.Step step) {
                nextPosition = step.position();
                lastPaid = step.event().isPresent() ? Optional.of(step) : lastPaid;
                count(step.event());
            }
        }
        earlier = new EarlierTraining(List.copyOf(recordedEarlier)).and(earlier);
    }

    /** Whether a folder is kept. */
    boolean isKept() {
        return folder.isPresent();
    }

    PrivacyAccountant accountant() {
        return accountant;
    }

    /** Steps charged so far; also the index of the next step's noise, which is therefore never drawn twice. */
    long steps() {
        return steps;
    }

    /** The sampler's position of the next step. */
    long nextPosition() {
        return nextPosition;
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

    /** Examples in the largest dataset so far. */
    int largestDataset() {
        return largestDataset;
    }

    @Override
    public void close() {
        folder.ifPresent(RunFolder::close);
    }
}
