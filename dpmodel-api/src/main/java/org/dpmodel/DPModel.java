package org.dpmodel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.KeptIterate;
import org.dpmodel.callback.ModelInTraining;
import org.dpmodel.callback.Sensitive;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.nn.Network;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.training.CheckedFeatures;
import org.dpmodel.validation.Require;

/**
 * A network that is trained with differential privacy. It draws batches, clips the gradient of each example, adds noise,
 * charges what that reveals, and states it.
 *
 * <pre>
 * DPModel model = DPModel.builder(LeNet5.network(10), Losses.softmaxCrossEntropy())
 *     .optimizer(Optimizers.momentum(0.5, 0.9))
 *     .clipping(ClipMechanisms.fixed(0.1))
 *     .noise(NoiseMechanisms.gaussian(1.0))
 *     .metrics(Metrics.accuracy())
 *     .build();
 * model.train(10, Mnist.train(path), List.of(new LossMonitor(), PrivacyMonitor.rdp(1e-5)));
 * </pre>
 *
 * <p>Mutable, and used by one thread at a time: a method that is called while another thread is inside the model throws
 * an {@link IllegalStateException}, except for {@link #plan}, {@link #name} and {@link #device}, whose results never
 * change. Callbacks run on the training thread, and may call everything except {@code train}, {@code resume} and {@code
 * close}. Holds native memory: close it.
 */
public final class DPModel implements ModelInTraining, AutoCloseable {
    private final ModelSettings settings;
    private final ModelState state;
    private final OneThread thread = new OneThread();
    private boolean closed;

    DPModel(ModelSettings settings) {
        this.settings = settings;
        this.state = new ModelState(settings);
    }

    /**
     * Starts the settings of a model.
     *
     * @param network the network, built from cells or read from an ONNX file
     * @param loss loss of each example
     * @return a builder
     */
    public static DPModelBuilder builder(Network network, Loss loss) {
        return new DPModelBuilder(network, loss);
    }

    /**
     * Trains with the plan's privacy. Every step is charged before its noisy result is used. Calling it again trains
     * further and spends more.
     *
     * <p>If the loss has a rule for targets (probabilities for softmax cross-entropy), all targets are read once before
     * the first step, so that an invalid one ends the call before anything is charged. If a target breaks the rule only
     * when it is drawn, that step fails, and is charged like any step that fails. Such an error names the example and its
     * target, and whether it occurs depends on private data: do not publish it. Features that are not finite are not an
     * error: the example contributes nothing and is counted.
     *
     * @param epochs number of passes over the dataset, at least 1
     * @param dataset the examples; each is one unit of privacy, or each person is with {@link DPModelBuilder#recordsPerPerson}
     * @param callbacks what watches the run, in order
     * @return why it ended; if a budget is going to end the training, or has ended it, this is also logged as a warning,
     *     by the logger named after {@link PrivacyBudget}
     * @throws IllegalArgumentException if the dataset does not fit the network, the loss or the plan
     * @throws IllegalStateException if the model is closed or in training
     */
    public TrainingEnd train(int epochs, Dataset dataset, List<? extends Callback> callbacks) {
        return thread.alone("train", "call train after it has ended", () -> {
            requireUsable();
            return new TrainingRun(this, state, dataset, epochs, callbacks).execute();
        });
    }

    /**
     * Trains as {@link #train(int, Dataset, List)} does, for the number of epochs that {@link
     * DPModelBuilder#targetEpsilon} solved the noise for.
     *
     * @param dataset the examples, as many as the noise was solved for
     * @param callbacks what watches the run, in order
     * @return why it ended
     * @throws IllegalArgumentException if the dataset does not fit the network, the loss, the plan or the target
     * @throws IllegalStateException if the model was built without a target, is closed or in training
     */
    public TrainingEnd train(Dataset dataset, List<? extends Callback> callbacks) {
        int epochs = settings.solvedNoise()
                .map(solved -> solved.target().epochs())
                .orElseThrow(() -> new IllegalStateException("train without epochs needs a model that was built with"
                        + " targetEpsilon: pass the epochs, train(10, dataset, callbacks)"));
        return train(epochs, dataset, callbacks);
    }

    /**
     * Whether the budget would end a training early, and which noise would be enough. To be called before training; after
     * {@link #resume}, it is about the rest of the resumed run.
     *
     * @param epochs number of passes over the dataset, at least 1
     * @param datasetSize number of examples in the dataset, or of people where people are drawn; ignored if a public size
     *     is fixed
     * @return how far the budget reaches; empty if it is enough, or there is none
     */
    public Optional<BudgetForecast> budgetForecast(int epochs, int datasetSize) {
        Require.atLeast("epochs", epochs, 1, "pass the number of passes over the dataset");
        // Charges do not depend on the number of steps that the noise is made for.
        return thread.reading(
                "budgetForecast",
                () -> BudgetOutlook.of(
                        settings,
                        state.ledger(),
                        epochs,
                        settings.plan().publicSize().orElse(datasetSize),
                        settings.plan().begin(1)));
    }

    /**
     * Whether a folder holds a run that can be resumed.
     *
     * @param directory the folder that was given to {@link DPModelBuilder#directory}
     * @return true if a ledger is there
     */
    public static boolean isResumable(Path directory) {
        return RunFolder.holdsRun(directory);
    }

    /**
     * Takes over a run from its folder: weights, the optimizer's state and learning-rate position, the clipping norm, the
     * sampler's position, and the ledger. The next call of {@link #train} continues the interrupted run: its number of
     * epochs counts from that run's beginning. What the ledger records as spent stays spent, even if the saved weights
     * are older; noise and batches that were drawn before are never drawn again.
     *
     * <p>This holds for the original folder, not for copies of it: see {@link DPModelBuilder#directory}.
     *
     * @param directory the folder of the run, whose model had the same network, optimizer and plan
     * @return how much was spent, and how many of these steps are missing from the weights
     * @throws IllegalStateException if this model was trained, or resumed, before
     * @throws IllegalArgumentException if the model's settings are not those of the run
     * @throws org.dpmodel.ledger.LedgerException if another process has the ledger, or it cannot be read or trusted
     * @throws java.io.UncheckedIOException if the saved state is damaged
     */
    public Resumption resume(Path directory) {
        return thread.alone("resume", "build a new model to resume the run in " + directory, () -> {
            requireUsable();
            if (state.ledger().spending().steps() > 0 || state.ledger().isKept()) {
                throw new IllegalStateException(
                        "the model has been trained or resumed already: build a new model to resume the run in "
                                + directory);
            }
            return state.resume(directory);
        });
    }

    /**
     * Measures the model on a dataset. The numbers are exact and not covered by the privacy statement: on private data
     * they reveal more than it says.
     *
     * @param dataset examples to measure on
     * @return value by name of the metric, for example {@code {Accuracy=0.97}}
     * @throws IllegalArgumentException if the dataset is empty, or does not fit the network or the loss
     */
    @Override
    public Map<String, Double> eval(Dataset dataset) {
        return measuring("eval", () -> state.predictor().eval(state.checked(dataset), settings.metrics()));
    }

    /**
     * As {@link #eval}, with each example alone in its graph, so that no other one changes how it is rounded: for noisy counts.
     *
     * @param dataset examples to measure on
     * @return value by name of the metric
     */
    public Map<String, Double> evalOneByOne(Dataset dataset) {
        return measuring("evalOneByOne", () -> state.evalOneByOne(dataset));
    }

    /**
     * The network's outputs for some examples.
     *
     * @param dataset the examples
     * @return one row for each example: the flattened output, for example logits
     */
    @Override
    public float[][] predict(Dataset dataset) {
        return measuring("predict", () -> state.predictor().predict(CheckedFeatures.of(dataset, state.network())));
    }

    /**
     * The examples that a step at the present parameters would leave out, since an input, the loss or the gradient is not
     * finite: where to look if a training reports such examples, or ended with {@link NonFiniteGradientsException}. Computes
     * each example's gradient once, without noise, and spends nothing: the answer is not covered by the privacy statement.
     *
     * @param dataset the examples, of which each is tried alone, also where people or microbatches are protected
     * @return positions in the dataset, in ascending order, the first 100 of them
     * @throws IllegalArgumentException if the dataset does not fit the network or the loss
     */
    public Sensitive<List<Integer>> leftOut(Dataset dataset) {
        return thread.alone("leftOut", "call leftOut after it has ended", () -> {
            requireUsable();
            return Sensitive.of(LeftOutExamples.in(dataset, state));
        });
    }

    /**
     * What the present parameters reveal about a training example: {@link #privacyStatement(double)} at the delta of the settings.
     *
     * @return a complete statement; epsilon is infinite if the model was trained without privacy, 0 if not at all
     */
    @Override
    public PrivacyStatement privacyStatement() {
        return privacyStatement(settings.delta());
    }

    /**
     * What the present parameters reveal about a training example. If the network's weights were trained by this library
     * before, the notes quote the statement of each such training: these costs are additional, and are not added up here.
     * A model that was not trained further has the statement that its weights came with, which holds at its own delta and
     * every larger one; at a smaller delta, epsilon is infinite.
     *
     * @param delta the delta at which epsilon is computed, in (0, 1)
     * @return a complete statement, at this delta or, for weights as they were given, at a smaller one
     * @throws IllegalArgumentException if delta is NaN or out of range
     */
    @Override
    public PrivacyStatement privacyStatement(double delta) {
        PlanSettings.checkDelta(delta);
        return thread.reading("privacyStatement", () -> state.statements().at(delta));
    }

    /**
     * Saves the network with its present parameters as ONNX, with the privacy statement, and those of earlier trainings
     * of its weights, in its metadata. The file is complete or absent, never half written. Low-rank matrices are merged
     * into their weights: the file has the nodes and names that the network had before {@link Network#lora}. If the
     * network has a preprocessing, the file contains it in front of the network, and takes raw values: see {@link
     * Network#behind}.
     *
     * @param file the file to write, replaced if it exists
     * @throws IOException if it cannot be written
     */
    @Override
    public void save(Path file) throws IOException {
        thread.reading("save", () -> iterate().write(file));
    }

    @Override
    public KeptIterate keep() {
        return thread.reading("keep", this::iterate);
    }

    private SavedIterate iterate() {
        long step = state.ledger().spending().steps();
        return new SavedIterate(settings, state, thread, state.released().snapshot(), step);
    }

    /**
     * Everything that this model was charged so far, without the earlier cost of its weights: see {@link
     * Network#earlier}.
     *
     * @return the ledger
     */
    @Override
    public DpEvent.Composed ledger() {
        return thread.reading(
                "ledger", () -> state.ledger().spending().accountant().ledger());
    }

    /**
     * The accountant with everything that was charged so far.
     *
     * @return a copy
     */
    @Override
    public PrivacyAccountant accountant() {
        return thread.reading(
                "accountant", () -> state.ledger().spending().accountant().copy());
    }

    /**
     * The plan of private training, which contains everything that the guarantee rests on.
     *
     * @return the plan, or empty for a model that is explicitly trained without privacy
     */
    @Override
    public Optional<PrivacyPlan> plan() {
        return settings.plan().privacy();
    }

    /**
     * The steps so far, over all calls of {@link #train}.
     *
     * @return at least 0
     */
    @Override
    public long steps() {
        return thread.reading("steps", () -> state.ledger().spending().steps());
    }

    /**
     * The name of the network, which names checkpoints.
     *
     * @return for example {@code lenet}
     */
    @Override
    public String name() {
        return settings.network().name();
    }

    /**
     * The network with its present parameters, for example to build another model that continues from here, or to serve
     * them elsewhere.
     *
     * @return an immutable copy, with the statements of all trainings that its weights went through
     */
    @Override
    public Network network() {
        return thread.reading("network", () -> state.network(state.released()));
    }

    /**
     * The network with the parameters that training continues from, where {@link DPModelBuilder#averaging} returns an
     * average of them; otherwise the same as {@link #network}. Both may be published: one statement covers all
     * iterates.
     *
     * @return an immutable copy, with the statements of all trainings that its weights went through
     */
    public Network lastIterate() {
        return thread.reading("lastIterate", () -> state.network(state.parameters()));
    }

    /**
     * The device that steps run on.
     *
     * @return for example {@code onnxruntime:cpu}
     */
    @Override
    public String device() {
        return settings.device().toString();
    }

    /**
     * A description of the model: the network with its parameters, loss, optimizer, plan and device.
     *
     * @return lines of text
     */
    public String summary() {
        return new NetworkSummary(settings.network()) + "\n  loss       "
                + settings.loss().name() + "\n  optimizer  "
                + settings.optimizer() + "\n  privacy    " + privacy() + "\n  device     " + device();
    }

    private String privacy() {
        return plan().isEmpty() ? "NONE, epsilon is infinite" : settings.plan().describe();
    }

    /** A one-line description; may be called by any thread. */
    @Override
    public String toString() {
        return "DPModel of " + name() + ": " + settings.network().parameterCount() + " trained parameters; "
                + settings.loss().name() + "; privacy: " + privacy();
    }

    private <T> T measuring(String method, Supplier<T> work) {
        return thread.measuring(method, () -> {
            requireUsable();
            return work.get();
        });
    }

    private void requireUsable() {
        if (closed) {
            throw new IllegalStateException("the model is closed: build a new one");
        }
    }

    /**
     * Frees native memory. Parameters, ledger and statement remain readable.
     *
     * @throws IllegalStateException if another call is in progress, for example train
     */
    @Override
    public void close() {
        thread.alone("close", "request the stop of the run, and close the model after the call has ended", () -> {
            closed = true;
            state.close();
            return null;
        });
    }
}
