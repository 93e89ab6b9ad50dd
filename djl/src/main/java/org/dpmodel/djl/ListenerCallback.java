package org.dpmodel.djl;

import ai.djl.Model;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.DivergenceCheckTrainingListener;
import ai.djl.training.listener.EarlyStoppingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.translate.Batchifier;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.StepReport;

/**
 * Notifies DJL's listeners about a private run: see {@link DjlListeners} for what they receive. An
 * {@link EarlyStoppingListener.EarlyStoppedException} ends the training in order; any other exception reaches the caller of
 * {@code train}. For one run.
 */
public final class ListenerCallback implements Callback {
    private final Model model;
    private final boolean revealing;
    private final List<TrainingListener> listeners;
    private final Metrics metrics = new Metrics();
    private final ListenerLoss loss;
    private ListenerTrainer trainer;
    private WeightWriter writer;

    ListenerCallback(Model model, boolean revealing, TrainingListener... listeners) {
        this.model = Objects.requireNonNull(model, "model");
        this.revealing = revealing;
        this.loss = new ListenerLoss(revealing);
        this.listeners = Stream.of(listeners)
                .filter(listener -> revealing || !(listener instanceof DivergenceCheckTrainingListener))
                .toList();
    }

    /**
     * The metrics that listeners collect.
     *
     * @return the metrics; where the loss is revealed, they are sensitive
     */
    public Metrics metrics() {
        return metrics;
    }

    @Override
    public void onTrainBegin(RunContext context) {
        writer = WeightWriter.of(context.model().network(), model);
        // The block's memory exists before a listener can access it.
        writer.write(context.model());
        trainer = new ListenerTrainer(model, loss, revealing, listeners);
        trainer.setMetrics(metrics);
        notifyListeners(context, listener -> listener.onTrainingBegin(trainer));
    }

    @Override
    public void onTrainEpochBegin(RunContext context) {
        loss.beginEpoch();
    }

    @Override
    public void onTrainStepEnd(RunContext context) {
        if (revealing) {
            StepReport report = context.report().revealSensitive();
            loss.add(report.loss(), report.drawn());
        }
        try (NDManager memory = model.getNDManager().newSubManager()) {
            Batch batch = new Batch(
                    memory,
                    new NDList(),
                    new NDList(),
                    batchSize(context),
                    Batchifier.STACK,
                    Batchifier.STACK,
                    context.stepInEpoch() - 1L,
                    context.stepsPerEpoch());
            TrainingListener.BatchData data = new TrainingListener.BatchData(batch, Map.of(), Map.of());
            notifyListeners(context, listener -> listener.onTrainingBatch(trainer, data));
        }
    }

    /** The expected size, since the drawn size is sensitive; the drawn size in training without privacy. */
    private static int batchSize(RunContext context) {
        return context.model()
                .plan()
                .map(plan -> plan.sampling().expectedBatchSize())
                .orElseGet(() -> context.report().revealSensitive().drawn());
    }

    @Override
    public void onTrainEpochEnd(RunContext context) {
        writer.write(context.model());
        notifyListeners(context, listener -> listener.onEpoch(trainer));
    }

    @Override
    public void onTrainEnd(RunContext context) {
        if (trainer != null) {
            try (ListenerTrainer ending = trainer) {
                writer.write(context.model());
                notifyListeners(context, listener -> listener.onTrainingEnd(ending));
            } finally {
                trainer = null;
            }
        }
    }

    /** Any listener can end a training as DJL's {@link EarlyStoppingListener} does; of DJL's own, no other one does by itself. */
    @Override
    public boolean endsByResults() {
        return listeners.stream()
                .anyMatch(listener -> listener instanceof EarlyStoppingListener || !isOfDjl(listener.getClass()));
    }

    private static boolean isOfDjl(Class<?> type) {
        return type.getPackageName().startsWith("ai.djl.");
    }

    private void notifyListeners(RunContext context, Consumer<TrainingListener> event) {
        try {
            listeners.forEach(event);
        } catch (EarlyStoppingListener.EarlyStoppedException e) {
            if (!endsByResults()) {
                // One of DJL's own may call a user's code, and no plan was charged.
                throw e;
            }
            context.requestStop();
        }
    }
}
