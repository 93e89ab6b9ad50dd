package org.dpmodel.accountant;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.accountant.form.CutProbability;
import org.dpmodel.accountant.form.DiscreteGaussianSum;
import org.dpmodel.accountant.form.GaussianSum;
import org.dpmodel.accountant.form.PoissonDiscreteGaussian;
import org.dpmodel.accountant.form.ReducedForm;
import org.dpmodel.accountant.form.TruncatedPoissonGaussian;

/**
 * Events reduced, for one adjacency, to {@link ReducedForm forms} that accountants can charge. Immutable.
 *
 * <p>An event's {@link DpEvent#reduce} says which forms it reduces to; each reduction is an equality or an upper bound.
 * A new form needs no change here: {@code of} accepts it, {@link #sum} and {@link #steps} return it.
 */
public final class ReducedEvent {
    private static final Set<Class<? extends ReducedForm>> GAUSSIAN = Set.of(GaussianSum.class);
    private static final Set<Class<? extends ReducedForm>> UNSAMPLED =
            Set.of(GaussianSum.class, DiscreteGaussianSum.class);
    private static final ReducedEvent NOTHING = new ReducedEvent(Map.of(), Map.of(), false, false);
    private static final ReducedEvent NON_PRIVATE = new ReducedEvent(Map.of(), Map.of(), true, false);

    private final Map<Class<? extends ReducedForm>, ReducedForm.Sum<?>> sums;
    private final Map<Class<? extends ReducedForm>, Map<ReducedForm.Step, Long>> steps;
    private final boolean nonPrivate;
    private final boolean shuffled;

    private ReducedEvent(
            Map<Class<? extends ReducedForm>, ReducedForm.Sum<?>> sums,
            Map<Class<? extends ReducedForm>, Map<ReducedForm.Step, Long>> steps,
            boolean nonPrivate,
            boolean shuffled) {
        this.sums = sums;
        this.steps = steps;
        this.nonPrivate = nonPrivate;
        this.shuffled = shuffled;
    }

    /**
     * The empty ledger.
     *
     * @return nothing was released
     */
    public static ReducedEvent nothing() {
        return NOTHING;
    }

    /**
     * A release without guarantee, whatever else is released.
     *
     * @return epsilon is infinite
     */
    public static ReducedEvent withoutPrivacy() {
        return NON_PRIVATE;
    }

    /**
     * A form.
     *
     * @param sum the form
     * @return the form and nothing else
     */
    public static ReducedEvent of(ReducedForm.Sum<?> sum) {
        return new ReducedEvent(Map.of(sum.getClass(), sum), Map.of(), false, false);
    }

    /**
     * A step.
     *
     * @param step the step
     * @return the step, once, and nothing else
     */
    public static ReducedEvent of(ReducedForm.Step step) {
        return new ReducedEvent(Map.of(), Map.of(step.getClass(), Map.of(step, 1L)), false, false);
    }

    /**
     * Reduces an event.
     *
     * @param event the event
     * @param adjacency the adjacency of the guarantee
     * @param accountant name for the message of the exception
     * @return the reduced form
     * @throws UnsupportedEventException if no rule fits a part of the event; it names that part
     */
    public static ReducedEvent of(DpEvent event, Adjacency adjacency, String accountant) {
        Objects.requireNonNull(event, "event");
        try {
            return event.reduce(adjacency);
        } catch (UnsupportedEventException refusal) {
            throw refusal.by(accountant);
        }
    }

    /**
     * These events and then others.
     *
     * @param other the other events
     * @return both
     * @throws IllegalArgumentException if a count exceeds 64 bits
     */
    public ReducedEvent plus(ReducedEvent other) {
        Map<Class<? extends ReducedForm>, ReducedForm.Sum<?>> bothSums = new LinkedHashMap<>(sums);
        other.sums.forEach((kind, sum) -> bothSums.merge(kind, sum, ReducedEvent::added));
        Map<Class<? extends ReducedForm>, Map<ReducedForm.Step, Long>> bothSteps = new LinkedHashMap<>(steps);
        other.steps.forEach((kind, counts) -> bothSteps.merge(kind, counts, StepCounts::sum));
        return new ReducedEvent(bothSums, bothSteps, nonPrivate || other.nonPrivate, shuffled || other.shuffled);
    }

    /**
     * These events several times.
     *
     * @param count how often, at least 0
     * @return the repeated events
     * @throws IllegalArgumentException if a count exceeds 64 bits
     */
    public ReducedEvent times(long count) {
        if (count == 0) {
            return new ReducedEvent(Map.of(), Map.of(), false, shuffled);
        }
        Map<Class<? extends ReducedForm>, ReducedForm.Sum<?>> manySums = new LinkedHashMap<>(sums);
        manySums.replaceAll((kind, sum) -> sum.times(count));
        Map<Class<? extends ReducedForm>, Map<ReducedForm.Step, Long>> manySteps = new LinkedHashMap<>(steps);
        manySteps.replaceAll((kind, counts) -> StepCounts.times(counts, count));
        return new ReducedEvent(manySums, manySteps, nonPrivate, shuffled);
    }

    /** The same, marked as what cannot be run on a sample. */
    ReducedEvent asShuffled() {
        return new ReducedEvent(sums, steps, nonPrivate, true);
    }

    @SuppressWarnings("unchecked") // both are of the class that is their key
    private static <F extends ReducedForm.Sum<F>> ReducedForm.Sum<F> added(
            ReducedForm.Sum<F> first, ReducedForm.Sum<?> second) {
        return first.plus((F) second);
    }

    /**
     * The kinds of forms that are there, also in the runs of which the best is released.
     *
     * @return their classes
     */
    public Set<Class<? extends ReducedForm>> forms() {
        Set<Class<? extends ReducedForm>> forms = new LinkedHashSet<>(sums.keySet());
        forms.addAll(steps.keySet());
        steps(BestOfRuns.class).keySet().forEach(best -> forms.addAll(best.run().forms()));
        return forms;
    }

    /**
     * Whether there are only these forms, and no release without guarantee.
     *
     * @param forms kinds of forms, of which some may be missing
     * @return true if nothing else is there
     */
    public boolean consistsOf(Set<Class<? extends ReducedForm>> forms) {
        return !nonPrivate && forms.containsAll(sums.keySet()) && forms.containsAll(steps.keySet());
    }

    /**
     * The form of a kind.
     *
     * @param kind its class
     * @param <F> its class
     * @return the form, or empty if it is not there
     */
    public <F extends ReducedForm.Sum<F>> Optional<F> sum(Class<F> kind) {
        return Optional.ofNullable(kind.cast(sums.get(kind)));
    }

    /**
     * The steps of a kind.
     *
     * @param kind their class
     * @param <S> their class
     * @return the different steps in order of their appearance, with their counts
     */
    @SuppressWarnings("unchecked") // steps stand under their class
    public <S extends ReducedForm.Step> Map<S, Long> steps(Class<S> kind) {
        return (Map<S, Long>) steps.getOrDefault(kind, Map.of());
    }

    /**
     * Whether a release without guarantee is among the events.
     *
     * @return true if epsilon is infinite for that reason
     */
    public boolean nonPrivate() {
        return nonPrivate;
    }

    /**
     * Whether a shuffled epoch is among the events. An example that comes or goes moves it further than half of what
     * replacing one does, which sampling counts on: it cannot be run on a sample.
     *
     * @return true if there is one
     */
    public boolean isShuffled() {
        return shuffled;
    }

    /**
     * Whether the events release anything at all.
     *
     * @return true if they do not
     */
    public boolean isNothing() {
        return !nonPrivate && sums.isEmpty() && steps.isEmpty();
    }

    /**
     * Whether plain Gaussian events, none of them discrete, are all there is.
     *
     * @return true if nothing is sampled, discrete or non-private
     */
    public boolean isGaussianOnly() {
        return consistsOf(GAUSSIAN);
    }

    /**
     * Whether plain Gaussian events, some of them perhaps discrete, are all there is.
     *
     * @return true if nothing is sampled, cut off or non-private
     */
    public boolean isUnsampled() {
        return consistsOf(UNSAMPLED);
    }

    /**
     * Whether a discrete Gaussian event is among the events, of which only Rényi divergences are known.
     *
     * @return true if there is one
     */
    public boolean hasDiscrete() {
        return sums.containsKey(DiscreteGaussianSum.class) || steps.containsKey(PoissonDiscreteGaussian.class);
    }

    /**
     * Whether epsilon is infinite for every delta below 1 that matters.
     *
     * @return true for a non-private event or a Gaussian one without noise
     */
    public boolean isUnbounded() {
        return nonPrivate || muSquared() == Double.POSITIVE_INFINITY;
    }

    /**
     * Σ 1 / noiseMultiplier² over unsampled Gaussian events.
     *
     * @return at least 0; infinity if one had no noise
     */
    public double gaussianMuSquared() {
        return sum(GaussianSum.class).map(GaussianSum::muSquared).orElse(0.0);
    }

    /**
     * Σ 1 / noiseMultiplier² over unsampled discrete Gaussian events.
     *
     * @return at least 0; infinity if one had no noise
     */
    public double discreteMuSquared() {
        return sum(DiscreteGaussianSum.class)
                .map(DiscreteGaussianSum::muSquared)
                .orElse(0.0);
    }

    /**
     * Σ 1 / noiseMultiplier² over unsampled Gaussian events, discrete ones with them.
     *
     * @return at least 0; infinity if one had no noise
     */
    public double muSquared() {
        return gaussianMuSquared() + discreteMuSquared();
    }

    /**
     * The one Gaussian event that the unsampled Gaussian events, discrete ones with them, amount to, rounded to the safe side.
     *
     * @return noise multiplier 1 / √{@link #muSquared()}; infinity if there is no such event
     */
    public double gaussianNoiseMultiplier() {
        return Math.nextDown(1 / Math.sqrt(muSquared()));
    }

    /**
     * The probability, at most, that any of the truncated Poisson samples is cut: see {@link CutProbability}.
     *
     * @return at least 0; may exceed 1
     */
    public double truncation() {
        double probability =
                sum(CutProbability.class).map(CutProbability::probability).orElse(0.0);
        for (var step : steps(TruncatedPoissonGaussian.class).entrySet()) {
            probability += step.getValue() * step.getKey().cutProbability();
        }
        return probability;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReducedEvent that
                && sums.equals(that.sums)
                && steps.equals(that.steps)
                && nonPrivate == that.nonPrivate
                && shuffled == that.shuffled;
    }

    @Override
    public int hashCode() {
        return Objects.hash(sums, steps, nonPrivate, shuffled);
    }

    @Override
    public String toString() {
        return "ReducedEvent[sums=" + sums.values() + ", steps=" + steps.values() + ", nonPrivate=" + nonPrivate + "]";
    }
}
