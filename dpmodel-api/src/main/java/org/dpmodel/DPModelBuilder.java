package org.dpmodel;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Averaging;
import org.dpmodel.optimizer.Optimizer;
import org.dpmodel.plan.NonPrivatePlan;
import org.dpmodel.plan.PersonProtection;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.validation.Require;

/**
 * Collects the settings of a {@link DPModel}. Optimizer, clipping and noise are required; the rest has defaults. Missing or
 * contradictory settings are an error, and never lead to training without privacy.
 */
public final class DPModelBuilder {
    private final Network network;
    private final Loss loss;
    private Optimizer optimizer;
    private final PlanSettings plan = new PlanSettings();
    private Optional<List<MetricFactory>> metrics = Optional.empty();
    private String engine = "onnxruntime:cpu";
    private ExecutionOptions execution = ExecutionOptions.defaults();
    private int physicalBatchSize;
    private OptionalLong seed = OptionalLong.empty();
    private Function<Adjacency, PrivacyAccountant> accountant = PldAccountant::new;
    private double delta = 1e-5;
    private Optional<PrivacyBudget> budget = Optional.empty();
    private Optional<Path> directory = Optional.empty();
    private boolean otherPeople;
    private Optional<Averaging> averaging = Optional.empty();
    private OptionalInt saveStateEvery = OptionalInt.empty();

    DPModelBuilder(Network network, Loss loss) {
        this.network = Objects.requireNonNull(network, "network");
        this.loss = Objects.requireNonNull(loss, "loss");
    }

    /**
     * The optimizer, which updates the parameters. Required.
     *
     * @param value the optimizer
     * @return this builder
     */
    public DPModelBuilder optimizer(Optimizer value) {
        optimizer = Objects.requireNonNull(value, "optimizer");
        return this;
    }

    /**
     * Averages the parameters over steps: {@code eval}, {@code predict}, {@code save} and {@code network} then use the average;
     * training continues from the last iterate ({@link DPModel#lastIterate}). No privacy cost. Off by default.
     *
     * @param value for example {@code Averaging.exponential(0.99)}
     * @return this builder
     */
    public DPModelBuilder averaging(Averaging value) {
        averaging = Optional.of(value);
        return this;
    }

    /**
     * The clip mechanism, which bounds how far one example can move the sum of gradients. Required.
     *
     * @param value the clip mechanism
     * @return this builder
     */
    public DPModelBuilder clipping(ClipMechanism value) {
        plan.clipping = Objects.requireNonNull(value, "clipping");
        return this;
    }

    /**
     * The noise that is added to the sum of gradients. Required, unless {@link #targetEpsilon} solves for it.
     *
     * @param value the noise mechanism
     * @return this builder
     */
    public DPModelBuilder noise(NoiseMechanism value) {
        plan.noise = Objects.requireNonNull(value, "noise");
        return this;
    }

    /**
     * The cost of the whole training, given instead of a noise multiplier. When the model is built, the smallest Gaussian noise that
     * stays within this cost is solved for and rounded up, for {@link #epochs}, {@link #datasetSize}, the sampling and the
     * accountant; it is logged, and the plan and every statement name it. The target is also the budget, unless {@link #budget} sets
     * another one, and its delta is used for statements. If {@link #directory} holds a run, the noise is the one that run began with.
     *
     * @param epsilon the largest epsilon, positive and finite
     * @param value the delta that it is computed at, in (0, 1)
     * @return this builder
     */
    public DPModelBuilder targetEpsilon(double epsilon, double value) {
        return targetEpsilon(epsilon, value, NoiseMechanisms::gaussian);
    }

    /**
     * The cost of the whole training, with another kind of noise: see {@link #targetEpsilon(double, double)}.
     *
     * @param epsilon the largest epsilon, positive and finite
     * @param value the delta that it is computed at, in (0, 1)
     * @param kind makes the noise from a multiplier, for example {@code NoiseMechanisms::discreteGaussian}
     * @return this builder
     */
    public DPModelBuilder targetEpsilon(double epsilon, double value, DoubleFunction<NoiseMechanism> kind) {
        plan.target.epsilon(epsilon, value, kind);
        return delta(value);
    }

    /**
     * The length of the training that {@link #targetEpsilon} solves for; required with it, and unused otherwise.
     *
     * @param value number of passes over the dataset, at least 1
     * @return this builder
     */
    public DPModelBuilder epochs(int value) {
        plan.target.epochs(Require.atLeast("epochs", value, 1, "pass the number of passes over the dataset"));
        return this;
    }

    /**
     * The size of the dataset that {@link #targetEpsilon} solves for; required with it, and unused otherwise.
     *
     * @param value number of examples, or of people where people are drawn ({@link #recordsPerPerson}); at least 1
     * @return this builder
     */
    public DPModelBuilder datasetSize(int value) {
        plan.target.datasetSize(Require.atLeast("datasetSize", value, 1, "pass the size of the dataset"));
        return this;
    }

    /**
     * Replaces the dataset's size by a public number in everything that follows from it: sampling probability, steps per epoch,
     * charges, and the text of ledger and statements. The dataset may have more or fewer examples, and adding or removing one changes
     * none of these. For Poisson, cyclic and balls-in-bins sampling. Without this setting, the size counts as public, and statements
     * say so.
     *
     * @param size the approximate number of examples, or of people where people are drawn; chosen without looking at the data
     * @return this builder
     */
    public DPModelBuilder publicSize(int size) {
        plan.publicSize = OptionalInt.of(Require.atLeast("publicSize", size, 1, "pass about as many as there are"));
        return this;
    }

    /**
     * How batches are drawn; Poisson sampling with 256 expected examples by default.
     *
     * @param value the scheme
     * @return this builder
     */
    public DPModelBuilder sampling(SamplingScheme value) {
        plan.sampling = Objects.requireNonNull(value, "sampling");
        return this;
    }

    /**
     * Which datasets the guarantee compares. The default is the usual one of the sampling scheme: add-or-remove-one for Poisson
     * sampling, replace-one for batches of fixed size.
     *
     * @param value the adjacency
     * @return this builder
     */
    public DPModelBuilder adjacency(Adjacency value) {
        plan.adjacency = Objects.requireNonNull(value, "adjacency");
        return this;
    }

    /**
     * How many examples are clipped together; 1 by default. MindArmour's micro-batches have batch size / micro_batches examples each.
     *
     * @param value number of examples in a microbatch; above 1 only with shuffled batches
     * @return this builder
     */
    public DPModelBuilder microbatchSize(int value) {
        plan.microbatchSize = value;
        return this;
    }

    /**
     * Protects people who have several records, in the cheaper of two ways: with Poisson sampling, people are drawn, and all records
     * of a drawn person are clipped together; with other samplings, records are drawn, and a person is charged as a group. The
     * dataset must say whose records its examples are ({@link org.dpmodel.data.Dataset#people}), and only the first records of each
     * person, up to the given number, are trained on. Statements are then about a person, and also give the cost of the other way.
     * Where people are drawn, batch sizes and {@link #datasetSize} count people.
     *
     * @param most the most records that are kept of a person, at least 1; chosen without looking at the data
     * @return this builder
     */
    public DPModelBuilder recordsPerPerson(int most) {
        plan.people = Optional.of(scheme -> PersonProtection.cheapest(most, scheme));
        return this;
    }

    /**
     * Protects people who have several records, in a way of your choice: see {@link #recordsPerPerson(int)}.
     *
     * @param most the most records that are kept of a person, at least 1
     * @param way whether people are drawn, or charged as groups
     * @return this builder
     */
    public DPModelBuilder recordsPerPerson(int most, PersonProtection.Way way) {
        PersonProtection protection = new PersonProtection(most, way);
        plan.people = Optional.of(scheme -> protection);
        return this;
    }

    /**
     * What {@link DPModel#eval} measures; by default accuracy and loss, or the loss alone if the network has one output.
     *
     * @param values the metrics
     * @return this builder
     */
    public DPModelBuilder metrics(MetricFactory... values) {
        metrics = Optional.of(List.of(values));
        return this;
    }

    /**
     * Where steps run; {@code onnxruntime:cpu} by default. It is never replaced by another device.
     *
     * @param device for example {@code onnxruntime:cuda:0}
     * @return this builder
     */
    public DPModelBuilder engine(String device) {
        engine = Objects.requireNonNull(device, "device");
        return this;
    }

    /**
     * How graphs run: threads, memory.
     *
     * @param value the options
     * @return this builder
     */
    public DPModelBuilder execution(ExecutionOptions value) {
        execution = Objects.requireNonNull(value, "execution");
        return this;
    }

    /**
     * Most examples that are processed at a time, which bounds memory; larger batches are cut into chunks, with the same guarantee.
     * Rounded up to blocks of 16 or 32 rows (ADR 303), at most 64 units a chunk on a CPU and 320 on an accelerator (ADR 302).
     *
     * @param value at least the microbatch size, or a person's records; by default a drawn batch of up to 1024 nearly always fits
     * @return this builder
     */
    public DPModelBuilder physicalBatchSize(int value) {
        physicalBatchSize = Require.atLeast("physicalBatchSize", value, 1, "pass the largest number that fits memory");
        return this;
    }

    /**
     * Draws everything from a seed, so that a run can be repeated. Not private unless the seed stays secret; statements say so.
     *
     * @param value the seed
     * @return this builder
     */
    public DPModelBuilder seed(long value) {
        seed = OptionalLong.of(value);
        return this;
    }

    /**
     * The delta of statements; 1e-5 by default. Choose it well below 1 / number of examples.
     *
     * @param value the delta at which epsilon is computed, in (0, 1)
     * @return this builder
     */
    public DPModelBuilder delta(double value) {
        delta = PlanSettings.checkDelta(value);
        return this;
    }

    /**
     * The most that this training may spend; {@code train} ends at the last step that the budget allows. No budget by default.
     *
     * @param value the budget
     * @return this builder
     */
    public DPModelBuilder budget(PrivacyBudget value) {
        budget = Optional.of(value);
        return this;
    }

    /**
     * Keeps a write-ahead ledger and the training state in a folder, so that a crash loses no record of spent budget and {@link
     * DPModel#resume} can continue. The folder must not hold another run. Nothing is kept by default.
     *
     * <p>A folder may be moved; do not continue from copies of one. Copies of a seeded run repeat each other's noise, which cancels
     * out, and copies with balls in bins share the bins: both are logged as a warning, and noted in ledger and statements.
     *
     * @param value the folder, created when training begins; one for each run
     * @return this builder
     */
    public DPModelBuilder directory(Path value) {
        directory = Optional.of(value);
        return this;
    }

    /**
     * Declares that nobody in the data was in that of an earlier training of the weights. Otherwise statements lead with
     * the total cost of all trainings of the weights, for anyone whose data is in all of them.
     *
     * @return this builder
     */
    public DPModelBuilder onOtherPeople() {
        otherPeople = true;
        return this;
    }

    /**
     * How often the training state is saved, which bounds the work that a crash can lose; by default at the end of each epoch. Saving
     * writes all parameters to the disk and waits until they are written.
     *
     * @param steps steps from one saved state to the next, at least 1
     * @return this builder
     */
    public DPModelBuilder saveStateEvery(int steps) {
        saveStateEvery = OptionalInt.of(Require.atLeast("steps", steps, 1, "pass 1 to save after each step"));
        return this;
    }

    /**
     * The accountant that computes epsilon; {@link PldAccountant}, the tightest one, by default.
     *
     * @param value creates an accountant for an adjacency, for example {@code RdpAccountant::new}
     * @return this builder
     */
    public DPModelBuilder accountant(Function<Adjacency, PrivacyAccountant> value) {
        accountant = Objects.requireNonNull(value, "accountant");
        return this;
    }

    /**
     * The model, privately trained.
     *
     * @return the model
     * @throws IllegalStateException if a required setting is missing
     * @throws IllegalArgumentException if settings contradict each other, the network mixes examples, has a parameter that cannot be
     *     trained or ends in probabilities while the loss takes logits, a metric does not fit, or the device is unusable
     */
    public DPModel build() {
        PlanSettings.require(optimizer, "optimizer", "optimizer(Optimizers.momentum(0.5, 0.9))");
        return build(plan.solve(accountant, directory));
    }

    /**
     * The model, trained <b>WITHOUT ANY PRIVACY</b>, for comparison: nothing is clipped or noised, and statements say so.
     *
     * @return the model
     * @throws IllegalStateException if the optimizer is missing, or a privacy setting was given
     * @throws IllegalArgumentException if the device cannot be used
     */
    public DPModel buildWithoutPrivacy() {
        PlanSettings.require(optimizer, "optimizer", "optimizer(Optimizers.momentum(0.05, 0.9))");
        plan.requireNothingPrivate(budget.isPresent());
        return build(new PlanSettings.Solution(new NonPrivatePlan(plan.sampling), Optional.empty()));
    }

    private DPModel build(PlanSettings.Solution solution) {
        return new DPModel(new ModelSettings(
                network,
                loss,
                optimizer,
                solution.plan(),
                TrainableNetwork.measured(network, loss, metrics),
                Engines.device(engine),
                execution,
                PlanSettings.rows(solution.plan(), physicalBatchSize),
                RandomStreams.of(seed, network.earlier().text()),
                accountant,
                delta,
                budget.or(plan.target::budget),
                solution.solved(),
                directory,
                otherPeople,
                averaging,
                saveStateEvery));
    }
}
