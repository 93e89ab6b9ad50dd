package org.dpmodel.callbacks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.Sensitive;
import org.dpmodel.callback.StepReport;
import org.dpmodel.data.Dataset;

/**
 * Records each epoch, like Keras's object of that name: step, epsilon, metrics on public data, and, marked as
 * sensitive, the means of the steps' observations. For the training thread; read it when the training has ended.
 */
public final class History implements Callback {
    private final Optional<Dataset> validation;
    private final List<EpochRecord> epochs = new ArrayList<>();
    private final StepMeans means = new StepMeans();

    private History(Optional<Dataset> validation) {
        this.validation = validation;
    }

    /**
     * Keeps steps and epsilon.
     *
     * @return the callback
     */
    public static History of() {
        return new History(Optional.empty());
    }

    /**
     * Keeps the model's metrics as well.
     *
     * @param validation public data
     * @return the callback
     */
    public static History withPublicData(Dataset validation) {
        return new History(Optional.of(validation));
    }

    /**
     * An epoch.
     *
     * @param epoch counted from 1
     * @param step the step that it ended with, counted over all trainings of the model
     * @param epsilon what is spent by then as the statement leads with it, with earlier trainings of the weights
     * @param metrics value by name on public data; empty if there is none
     * @param seen means over the drawn examples of the epoch, exact and private
     */
    public record EpochRecord(
            int epoch, long step, double epsilon, Map<String, Double> metrics, Sensitive<StepReport> seen) {}

    /**
     * The epochs so far, over all observed trainings.
     *
     * @return an immutable list
     */
    public List<EpochRecord> epochs() {
        return List.copyOf(epochs);
    }

    @Override
    public void onTrainStepEnd(RunContext context) {
        means.add(context.report());
    }

    @Override
    public void onTrainEpochEnd(RunContext context) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        validation.ifPresent(data -> metrics.putAll(context.model().eval(data)));
        epochs.add(new EpochRecord(
                context.epoch(),
                context.step(),
                context.model().privacyStatement().leadingEpsilon(),
                Map.copyOf(metrics),
                means.take()));
    }
}
