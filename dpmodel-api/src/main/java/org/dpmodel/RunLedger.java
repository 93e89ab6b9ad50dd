package org.dpmodel;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.checkpoint.TrainingState;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerException;
import org.dpmodel.ledger.LedgerHeader;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.ledger.RecordedPeople;
import org.dpmodel.nn.EarlierTraining;
import org.dpmodel.plan.PlanReadings;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.sampling.BallsInBins;
import org.dpmodel.sampling.SamplingScheme;

/**
 * What a model has spent, the position of its sampler, and what statements must mention: kept in memory, and written
 * ahead to the run's folder if there is one. Mutable, for the training thread; close it.
 */
final class RunLedger implements AutoCloseable {
    private static final String COPY =
            "The run has a seed and was resumed in a folder other than the one it began in. If the folder was copied "
                    + "and both copies are trained further, both use the same noise, which cancels out between them: "
                    + "then neither model has a guarantee.";

    private static final String COPY_OF_ORDER =
            "The run was resumed in a folder other than the one it began in. If the folder was copied and both "
                    + "copies are trained further, both divide the dataset in the same way: each epsilon holds for "
                    + "its own model, but they do not add up.";

    private final ModelSettings settings;
    private final NetworkGraph network;
    private final Spending spending;
    private final SamplerPosition position = new SamplerPosition();
    private final RunHistory history;
    private Optional<RunFolder> folder = Optional.empty();

    RunLedger(ModelSettings settings, NetworkGraph network) {
        this.settings = settings;
        this.network = network;
        this.spending = new Spending(settings);
        this.history = new RunHistory(settings.network().earlier());
    }

    Spending spending() {
        return spending;
    }

    SamplerPosition position() {
        return position;
    }

    RunHistory history() {
        return history;
    }

    /**
     * Begins a run, or continues the one that was resumed.
     *
     * @param units what is drawn, and from which dataset
     * @param readings the run's readings of its plan, by which it will draw its noise
     * @return the position of the sampler at the run's first step
     */
    long beginRun(DrawnUnits units, int stepsPerEpoch, byte[] orderKey, PlanReadings readings) {
        checkDeclaration();
        Optional<RecordedPeople> people = units.recorded(orderKey);
        long first;
        if (position.resumed().isPresent()) {
            SamplingScheme sampling = settings.plan().sampling();
            first = position.continueRun(units.count(), people, sampling, readings, spending.steps());
            boolean paidByEpoch = sampling.isChargeResumed() && sampling.stepsPerCharge(units.count()) > 1;
            if (settings.plan().publicSize().isPresent() && people.isEmpty() && paidByEpoch) {
                // Nothing shows that records are still where they were in the epoch's first steps, and each is charged
                // for only one of its steps.
                position.leaveEpoch(stepsPerEpoch);
            }
        } else {
            first = beginNewRun(units, people, stepsPerEpoch, orderKey);
        }
        recordEarlier();
        if (settings.otherPeople() && !history.earlier().isEmpty()) {
            addCaveat(EarlierTraining.OTHER_PEOPLE);
        }
        settings.device().privacyRemarks(settings.execution()).forEach(this::addCaveat);
        return first;
    }

    /**
     * One statement is about all steps of a ledger: what is declared of some of them only would be stated of the people
     * in the others. A declaration is recorded before the first step, and cannot be taken back.
     */
    private void checkDeclaration() {
        boolean declared = history.caveats().contains(EarlierTraining.OTHER_PEOPLE);
        if ((declared || spending.steps() > 0) && !history.earlier().isEmpty() && declared != settings.otherPeople()) {
            throw new IllegalArgumentException(
                    "the declaration that nobody in the data was in an earlier training of the"
                            + " weights must be made for all trainings of a ledger or for none, found one that was begun "
                            + (declared
                                    ? "with it: build the model with onOtherPeople(), --other-people on the command line"
                                    : "without it: leave out onOtherPeople(), --other-people on the command line")
                            + "; for people of whom it is "
                            + (declared ? "not " : "")
                            + "true, train the saved model in another folder");
        }
    }

    private long beginNewRun(DrawnUnits units, Optional<RecordedPeople> people, int stepsPerEpoch, byte[] orderKey) {
        if (folder.isEmpty() && settings.directory().isPresent()) {
            folder = Optional.of(RunFolder.begin(settings.directory().get(), header()));
        }
        LedgerRecord.Run run = new LedgerRecord.Run(
                position.nextEpoch(stepsPerEpoch),
                units.count(),
                settings.plan().describeSampler(units.count()),
                RandomStreams.digest(orderKey),
                units.datasetName(),
                people);
        record(run);
        position.begin(run);
        spending.beginRun();
        history.begin(run);
        return run.firstPosition();
    }

    /**
     * Records what the ledger's trainings cost together if all take all of their steps, if results may end this one or could
     * have ended an earlier one.
     *
     * @param byResults whether results may end the run that begins
     * @param steps the run's remaining steps
     * @param ahead the charge of each of them; 0 is the next one
     */
    void plan(boolean byResults, long steps, LongFunction<Optional<DpEvent>> ahead) {
        PlannedCost plans = spending.plans();
        if (byResults || plans.planned().isPresent()) {
            plans.with(steps, ahead).ifPresent(planned -> {
                record(planned);
                plans.add(planned);
            });
        }
    }

    private void recordEarlier() {
        for (PrivacyStatement statement : history.unrecordedEarlier()) {
            LedgerRecord.Earlier before = new LedgerRecord.Earlier(statement);
            history.add(before);
            record(before);
        }
    }

    /** Logs a warning, and records once what every statement has to mention, before the first step that it is about. */
    void addCaveat(String text) {
        System.getLogger(DPModel.class.getName()).log(System.Logger.Level.WARNING, text);
        if (!history.caveats().contains(text)) {
            LedgerRecord.Remark remark = new LedgerRecord.Remark(text);
            record(remark);
            history.add(remark);
        }
    }

    /** Writes a record, and waits until it is on the disk. */
    private void record(LedgerRecord record) {
        folder.ifPresent(kept -> RunFolder.await(kept.append(record)));
    }

    private LedgerHeader header() {
        return new LedgerHeader(
                settings.plan().describe(),
                settings.plan().adjacency(),
                settings.random().isSeeded(),
                settings.solvedNoise(),
                spending.accountant().search(),
                Optional.of(FrozenWeights.digest(network)),
                Optional.empty());
    }

    /**
     * Begins to charge the next step, so that its record is written while its gradients are computed.
     *
     * @param event what it costs, or empty if an earlier step has paid for it
     * @return the charge, to be closed before the step's noise is drawn
     */
    Charge charge(Optional<DpEvent> event) {
        CompletableFuture<Void> recorded = folder.map(
                        kept -> kept.append(new LedgerRecord.Step(spending.steps(), position.next(), event)))
                .orElse(CompletableFuture.completedFuture(null));
        return new Charge(recorded, () -> {
            spending.count(event);
            position.advance();
        });
    }

    /** Saves what a resumed run needs besides the ledger, if there is a folder. */
    void save(TrainingState state) {
        folder.ifPresent(kept -> kept.save(state));
    }

    /**
     * Takes over the ledger of a folder; everything in it counts as spent.
     *
     * @param restore takes over the state that was saved next to it; if it throws, the ledger is not taken over
     * @return the state
     */
    Optional<TrainingState> resume(Path directory, Consumer<TrainingState> restore) {
        RunFolder opened = RunFolder.open(directory);
        try {
            LedgerContent content = opened.content(header());
            Optional<TrainingState> saved = opened.state();
            saved.ifPresent(state -> checkNotRewound(state, content, directory));
            saved.ifPresent(state -> checkOwn(state, content, directory));
            spending.checkCountable(content);
            saved.ifPresent(restore);
            replay(content);
            position.keepOrder(saved.map(TrainingState::orderKey));
            folder = Optional.of(opened);
            if (opened.isCopy(content.header())) {
                copyCaveat(content.header()).ifPresent(this::addCaveat);
            }
            return saved;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private Optional<String> copyCaveat(LedgerHeader began) {
        boolean secretOrder = settings.plan().sampling() instanceof BallsInBins;
        return began.seeded() ? Optional.of(COPY) : Optional.of(COPY_OF_ORDER).filter(text -> secretOrder);
    }

    private static void checkNotRewound(TrainingState saved, LedgerContent content, Path directory) {
        if (saved.steps() > content.steps()) {
            throw new LedgerException("the training state in " + directory + " has seen " + saved.steps()
                    + " steps, its ledger only " + content.steps()
                    + ": a ledger cannot be rewound, restore the newest one");
        }
    }

    /**
     * The cost of another run's weights is in that run's ledger, and no statement of this run would mention it. A copy of this
     * run that was trained further has its order key, but other lines.
     */
    private static void checkOwn(TrainingState saved, LedgerContent content, Path directory) {
        boolean known = saved.ledgerMark().map(content.marks()::contains).orElse(true);
        if (!known || !content.hasRunOf(RandomStreams.digest(saved.orderKey()))) {
            throw new LedgerException("the training state in " + directory + " belongs to a different run than its "
                    + "ledger, which does not record what these weights have cost: put the run's own state in its "
                    + "place, or delete it to begin with fresh weights; what was spent stays in the ledger");
        }
    }

    private void replay(LedgerContent content) {
        for (LedgerRecord record : content.records()) {
            if (record instanceof LedgerRecord.Run run) {
                position.replay(run);
                spending.beginRun();
                history.begin(run);
            } else if (record instanceof LedgerRecord.Planned planned) {
                spending.plans().add(planned);
            } else if (record instanceof LedgerRecord.Remark remark) {
                history.add(remark);
            } else if (record instanceof LedgerRecord.Earlier before) {
                history.add(before);
            } else if (record instanceof LedgerRecord.Step step) {
                position.replay(step);
                spending.count(step.event());
            }
        }
        history.replayed();
    }

    /** Whether a folder is kept. */
    boolean isKept() {
        return folder.isPresent();
    }

    @Override
    public void close() {
        folder.ifPresent(RunFolder::close);
    }
}
