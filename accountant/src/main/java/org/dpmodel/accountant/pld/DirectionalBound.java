package org.dpmodel.accountant.pld;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.accountant.form.ReducedForm;
import org.dpmodel.accountant.internal.PrivacyCurveSearch;

/**
 * The upper or the lower bound on the privacy curve of a growing composition, in one direction of the adjacency. Mutable,
 * not thread-safe.
 *
 * <p>Keeps the last {@link SpectralComposition} as long as it can be used: while counts grow within the reach of its
 * window and its error stays a small fraction of the answer.
 */
final class DirectionalBound {
    /** Fraction of delta that may come from mass of infinite loss. */
    private static final double INFINITE_SHARE = 1e-5;

    private static final double NEGLIGIBLE_MASS = 1e-30;
    /** If more than this fraction of an upper bound is error, a new plan is needed. */
    private static final double MAX_ERROR_SHARE = 1e-3;
    /** How far a plan made for a growing composition looks ahead. */
    private static final double GROWTH = 3;

    /** For a lower bound with more different steps than this, the finer grid would take too long. */
    private static final int FEW_STEPS = 16;

    private static final double SMALLEST_LOG_DELTA = -690;
    private static final double GUESS_MARGIN = 3;
    private static final int MAX_REFINEMENTS = 5;
    private static final int SEARCH_STRIDES = 64;
    /** The optimistic bound loses more on a coarse grid than the pessimistic one. */
    private static final double LOWER_ACCURACY = 0.25;

    private static final double SEARCH_ACCURACY = 1e-9;

    private final StepLosses losses;
    private final boolean reversed;
    private final boolean upper;
    private final PldOptions options;
    private SpectralComposition composition;
    private double plannedCount;
    private double plannedLogDelta;
    private double lastEpsilon;

    DirectionalBound(StepLosses losses, boolean reversed, boolean upper, PldOptions options) {
        this.losses = losses;
        this.reversed = reversed;
        this.upper = upper;
        this.options = options;
    }

    /**
     * A bound on the epsilon of a delta; infinity (upper) or 0 (lower) if it cannot be resolved.
     *
     * @param known an epsilon already found in the other direction; this may be returned instead of a smaller answer
     */
    double epsilon(Map<? extends ReducedForm.Step, Long> counts, double delta, double known) {
        double logDelta = Math.log(delta);
        double total = total(counts);
        if (isPlannedFor(total, logDelta) && composition.growsInto(counts)) {
            TiltedCurve curve = composition.curve(counts);
            double epsilon = solve(curve, logDelta, known);
            if (epsilon <= known || isAccurate(curve, epsilon)) {
                return epsilon;
            }
        }
        boolean growing = composition != null && plannedLogDelta == logDelta && total > plannedCount;
        double growth = growing ? GROWTH : 1;
        StepLoss.Factory factory = factory(INFINITE_SHARE * delta / (total * growth));
        LossNodes nodes = new LossNodes(scaled(counts, growth), factory);
        plan(TiltPlan.forDelta(nodes, logDelta, limits(counts, 1 / (growth * growth))), factory);
        plannedCount = total * growth;
        plannedLogDelta = logDelta;
        lastEpsilon = 0;
        return solve(composition.curve(counts), logDelta, known);
    }

    /**
     * A bound on ln delta at an epsilon.
     *
     * @param guess an upper bound on ln delta, however rough
     * @param known a bound already found in the other direction: a smaller answer need not be tight
     */
    double logDelta(Map<? extends ReducedForm.Step, Long> counts, double epsilon, double guess, double known) {
        double total = total(counts);
        if (total == plannedCount && composition != null && composition.growsInto(counts)) {
            TiltedCurve curve = composition.curve(counts);
            double logDelta = curve.logDelta(epsilon);
            if (logDelta > plannedLogDelta && isAccurate(curve, epsilon)) {
                return logDelta;
            }
        }
        double result = guess;
        double rough;
        int refinements = 0;
        do {
            // the mass of infinite loss must be small compared with a delta that becomes known only now
            rough = result;
            double mass = INFINITE_SHARE * Math.exp(Math.max(SMALLEST_LOG_DELTA, rough)) / total;
            StepLoss.Factory factory = factory(Math.max(Double.MIN_NORMAL, mass));
            LossNodes nodes = new LossNodes(counts, factory);
            plan(TiltPlan.forEpsilon(nodes, epsilon, limits(counts, 1)), factory);
            result = composition.curve(counts).logDelta(epsilon);
            refinements++;
        } while (result > known && result < rough - GUESS_MARGIN && refinements < MAX_REFINEMENTS);
        plannedCount = total;
        plannedLogDelta = rough;
        return result;
    }

    private TiltPlan.Limits limits(Map<? extends ReducedForm.Step, Long> counts, double shrink) {
        boolean finer = !upper && counts.size() <= FEW_STEPS;
        return (finer ? options.withAccuracyTimes(LOWER_ACCURACY) : options).limits(shrink);
    }

    private boolean isPlannedFor(double total, double logDelta) {
        return composition != null
                && logDelta == plannedLogDelta
                && total <= plannedCount
                && total * GROWTH * GROWTH >= plannedCount;
    }

    private static boolean isAccurate(TiltedCurve curve, double epsilon) {
        return epsilon == 0 || (epsilon < curve.top() && curve.errorShare() < MAX_ERROR_SHARE);
    }

    private double solve(TiltedCurve curve, double logDelta, double known) {
        double top = Math.max(curve.top(), 0);
        if (!upper) {
            double stride = curve.width() / SEARCH_STRIDES;
            return PrivacyCurveSearch.largestEpsilon(curve::logDelta, logDelta, top, stride);
        }
        if (known > 0 && curve.logDelta(known) <= logDelta) {
            return known;
        }
        double guess = Math.min(top, lastEpsilon > 0 ? lastEpsilon : curve.guess());
        double accuracy = SEARCH_ACCURACY * Math.max(guess, known);
        lastEpsilon = PrivacyCurveSearch.smallestEpsilonNear(curve::logDelta, logDelta, top, guess, accuracy);
        return lastEpsilon;
    }

    private void plan(TiltPlan plan, StepLoss.Factory factory) {
        composition = new SpectralComposition(plan, new FourierTransform(plan.size()), factory, upper);
    }

    private StepLoss.Factory factory(double upperMass) {
        double lowerMass = Math.min(NEGLIGIBLE_MASS, upperMass);
        return step -> losses.of(step, reversed, new StepLosses.Truncation(lowerMass, upperMass));
    }

    private static double total(Map<? extends ReducedForm.Step, Long> counts) {
        return counts.values().stream().mapToDouble(Long::doubleValue).sum();
    }

    private static Map<? extends ReducedForm.Step, Long> scaled(
            Map<? extends ReducedForm.Step, Long> counts, double growth) {
        if (growth == 1) {
            return counts;
        }
        Map<ReducedForm.Step, Long> result = new LinkedHashMap<>();
        counts.forEach((step, count) -> result.put(step, (long) Math.ceil(count * growth)));
        return result;
    }
}
