package org.dpmodel.callbacks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.ModelInTraining;
import org.dpmodel.callback.RunContext;

/**
 * Meters of a training for Micrometer, and thus for Prometheus and other systems it supports: the counter {@code
 * dpmodel.steps} and the gauges {@code dpmodel.epsilon} (of the last epoch's end, at {@code delta}, a tag; with earlier
 * trainings of the weights, as the statement leads with it), {@code dpmodel.epoch} and {@code dpmodel.epochs}, each with
 * the tag {@code model}. They contain no values from private data, and no step times, which depend on the number of drawn
 * examples.
 *
 * <p>Needs {@code io.micrometer:micrometer-core}, which is not a transitive dependency of {@code dpmodel-callbacks}. For
 * one run at a time.
 */
public final class MicrometerMeters implements Callback {
    private final MeterRegistry registry;
    private final AtomicLong epsilon = new AtomicLong();
    private final AtomicLong epoch = new AtomicLong();
    private final AtomicLong epochs = new AtomicLong();
    private Counter steps;
    private Gauge spent;

    private MicrometerMeters(MeterRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    /**
     * Meters in a registry.
     *
     * @param registry the registry, which keeps the meters after the training
     * @return the callback
     */
    public static MicrometerMeters in(MeterRegistry registry) {
        return new MicrometerMeters(registry);
    }

    @Override
    public void onTrainBegin(RunContext context) {
        Tags model = Tags.of("model", context.model().name());
        measure(context.model());
        epochs.set(context.epochs());
        steps = Counter.builder("dpmodel.steps")
                .tags(model)
                .description("noisy steps of training")
                .register(registry);
        Gauge.builder("dpmodel.epoch", epoch, AtomicLong::get)
                .tags(model)
                .description("the current epoch")
                .register(registry);
        Gauge.builder("dpmodel.epochs", epochs, AtomicLong::get)
                .tags(model)
                .description("the number of epochs of the run")
                .register(registry);
    }

    @Override
    public void onTrainEpochBegin(RunContext context) {
        epoch.set(context.epoch());
    }

    @Override
    public void onTrainStepEnd(RunContext context) {
        steps.increment();
    }

    @Override
    public void onTrainEpochEnd(RunContext context) {
        measure(context.model());
    }

    /** The delta of weights that were trained before grows with the first step of this training. */
    private void measure(ModelInTraining model) {
        PrivacyStatement statement = model.privacyStatement();
        epsilon.set(Double.doubleToLongBits(statement.leadingEpsilon()));
        Tags tags = Tags.of("model", model.name(), "delta", Double.toString(statement.displayedDelta()));
        if (spent == null || !Tags.of(spent.getId().getTags()).equals(tags)) {
            Optional.ofNullable(spent).ifPresent(registry::remove);
            spent = Gauge.builder("dpmodel.epsilon", epsilon, bits -> Double.longBitsToDouble(bits.get()))
                    .tags(tags)
                    .description("epsilon spent by the end of the last epoch")
                    .register(registry);
        }
    }
}
