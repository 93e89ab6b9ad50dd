package org.dpmodel.callbacks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;

/**
 * Meters of a training for Micrometer, and thus for Prometheus and other systems it supports: the counter {@code
 * dpmodel.steps} and the gauges {@code dpmodel.epsilon} (of the last epoch's end, at {@code delta}, a tag), {@code
 * dpmodel.epoch} and {@code dpmodel.epochs}, each with the tag {@code model}. They contain no values from private data,
 * and no step times, which depend on the number of drawn examples.
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
        epsilon.set(Double.doubleToLongBits(context.model().privacyStatement().epsilon()));
        epochs.set(context.epochs());
        steps = Counter.builder("dpmodel.steps")
                .tags(model)
                .description("noisy steps of training")
                .register(registry);
        Gauge.builder("dpmodel.epsilon", epsilon, bits -> Double.longBitsToDouble(bits.get()))
                .tags(model.and(
                        "delta",
                        Double.toString(context.model().privacyStatement().delta())))
                .description("epsilon spent by the end of the last epoch")
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
        epsilon.set(Double.doubleToLongBits(context.model().privacyStatement().epsilon()));
    }
}
