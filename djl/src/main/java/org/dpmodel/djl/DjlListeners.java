package org.dpmodel.djl;

import ai.djl.Model;
import ai.djl.training.listener.TrainingListener;

/** Adapts DJL listeners to callbacks. */
public final class DjlListeners {
    private DjlListeners() {}

    /**
     * Listeners that receive only public values. They receive a trainer with the DJL model, metrics of times, the
     * progress of the run and the expected batch size. They receive no batch, label, prediction or loss: those are
     * computed from private data, and accessing them is an error. At the end of each epoch, and of the training, the
     * weights are written into the DJL model with the privacy statement, so that listeners that save the model save
     * those.
     *
     * <p>Of DJL's own listeners, {@code EpochTrainingListener}, {@code TimeMeasureTrainingListener},
     * {@code MemoryTrainingListener}, {@code SaveModelTrainingListener} and {@code LoggingTrainingListener} (progress
     * and times) work; {@code EvaluatorTrainingListener} has nothing to evaluate; {@code EarlyStoppingListener} stops
     * by time alone; {@code DivergenceCheckTrainingListener} is left out, since training ends anyway if gradients are
     * no longer finite.
     *
     * @param model the DJL model whose block is trained
     * @param listeners the listeners, notified in this order
     * @return a callback for one run
     */
    public static ListenerCallback callback(Model model, TrainingListener... listeners) {
        return new ListenerCallback(model, false, listeners);
    }

    /**
     * Listeners that also receive the loss. <b>It is computed from private data without noise, and the privacy
     * statement does not cover it</b>: neither in a log, nor in the metadata of a saved model, nor where it decides
     * when to stop. Show it only to those who may see the data.
     *
     * <p>The loss is where DJL's trainer has it: it is the trainer's loss and only evaluator. It is the mean over the
     * examples drawn in a step, or in the epoch so far. Batches, labels and predictions are not available.
     *
     * @param model the DJL model whose block is trained
     * @param listeners the listeners, notified in this order
     * @return a callback for one run
     */
    public static ListenerCallback callbackRevealingSensitive(Model model, TrainingListener... listeners) {
        return new ListenerCallback(model, true, listeners);
    }
}
