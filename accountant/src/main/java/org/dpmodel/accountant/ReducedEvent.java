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
     * A release without any guarantee, whatever else is released.
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
     * @return only the form
     */
    public static ReducedEvent of(ReducedForm.Sum<?> sum) {
        return new ReducedEvent(Map.of(sum.getClass(), sum), Map.of(), false, false);
    }

    /**
     * A step.
     *
     * @param step the step
     * @return only the step, once
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
     * These events followed by others.
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
     * @param count number of repetitions, at least 0
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

    /** The same, marked as not allowed on a sample. */
    ReducedEvent asShuffled() {
        return new ReducedEvent(sums, steps, nonPrivate, true);
    }

    @SuppressWarnings("unchecked") // both are of the class that is their key
    private static <F extends ReducedForm.Sum<F>> ReducedForm.Sum<F> added(
            ReducedForm.Sum<F> first, ReducedForm.Sum<?> second) {
        return first.plus((F) second);
    }

    /**
     * The kinds of forms that occur, including those in runs of which the best is released.
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
     * Whether only these forms occur, and no release without a guarantee.
     *
     * @param forms kinds of forms, some of which may not occur
     * @return true if nothing else occurs
     */
    public boolean consistsOf(Set<Class<? extends ReducedForm>> forms) {
        return !nonPrivate && forms.containsAll(sums.keySet()) && forms.containsAll(steps.keySet());
    }

    /**
     * The form of a kind.
     *
     * @param kind its class
     * @param <F> its class
     * @return the form, or empty if it does not occur
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
     * Whether the events include a release without a guarantee.
     *
     * @return true if epsilon is infinite for that reason
     */
    public boolean nonPrivate() {
        return nonPrivate;
    }

    /**
     * Whether the events include a shuffled epoch. Adding or removing an example moves it by more than half of what
     * replacing one does, which contradicts an assumption of sampling: it cannot be run on a sample.
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
     * Whether there are only plain Gaussian events, none of them discrete.
     *
     * @return true if nothing is sampled, discrete or non-private
     */
    public boolean isGaussianOnly() {
        return consistsOf(GAUSSIAN);
    }

    /**
     * Whether there are only plain Gaussian events, possibly including discrete ones.
     *
     * @return true if nothing is sampled, truncated or non-private
     */
    public boolean isUnsampled() {
        return consistsOf(UNSAMPLED);
    }

    /**
     * Whether the events include a discrete Gaussian event, of which only Rényi divergences are known.
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
     * @return at least 0; infinity if an event had no noise
     */
    public double gaussianMuSquared() {
        return sum(GaussianSum.class).map(GaussianSum::muSquared).orElse(0.0);
    }

    /**
     * Σ 1 / noiseMultiplier² over unsampled discrete Gaussian events.
     *
     * @return at least 0; infinity if an event had no noise
     */
    public double discreteMuSquared() {
        return sum(DiscreteGaussianSum.class)
                .map(DiscreteGaussianSum::muSquared)
                .orElse(0.0);
    }

    /**
     * Σ 1 / noiseMultiplier² over unsampled Gaussian events, including discrete ones.
     *
     * @return at least 0; infinity if an event had no noise
     */
    public double muSquared() {
        return gaussianMuSquared() + discreteMuSquared();
    }

    /**
     * The single Gaussian event that is equivalent to the unsampled Gaussian events, including discrete ones, rounded to
     * the safe side.
     *
     * @return noise multiplier 1 / √{@link #muSquared()}; infinity if there is no such event
     */
    public double gaussianNoiseMultiplier() {
        return Math.nextDown(1 / Math.sqrt(muSquared()));
    }

    /**
     * An upper bound on the probability that any of the truncated Poisson samples is truncated: see {@link
     * CutProbability}.
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
