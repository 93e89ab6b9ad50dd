package org.dpmodel.accountant.pld;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.ReducedEvent.PoissonGaussian;
import org.dpmodel.accountant.internal.DominatingPair;
import org.dpmodel.accountant.internal.PrivacyCurveSearch;

/**
 * The upper or the lower bound on the privacy curve of a growing composition, in one direction of the adjacency. Mutable,
 * not thread-safe.
 *
 * <p>Keeps the last {@link SpectralComposition} as long as it serves: while counts grow within the reach of its window
 * and its error stays a small share of the answer.
 */
final class DirectionalBound {
    /** Share of delta that may come from mass of infinite loss. */
    private static final double INFINITE_SHARE = 1e-5;

    private static final double NEGLIGIBLE_MASS = 1e-30;
    /** An upper bound that consists of error to more than this share asks for a new plan. */
    private static final double MAX_ERROR_SHARE = 1e-3;
    /** How far a plan made for a growing composition looks ahead. */
    private static final double GROWTH = 1.7;

    private static final int MAX_REFINEMENTS = 60;
    private static final int SEARCH_STRIDES = 64;
    /** The optimistic bound pays more for a coarse grid than the pessimistic one. */
    private static final double LOWER_ACCURACY = 0.1;

    private final Adjacency adjacency;
    private final boolean reversed;
    private final boolean upper;
    private final PldOptions options;
    private SpectralComposition composition;
    private double plannedCount;
    private double plannedLogDelta;

    DirectionalBound(Adjacency adjacency, boolean reversed, boolean upper, PldOptions options) {
        this.adjacency = adjacency;
        this.reversed = reversed;
        this.upper = upper;
        this.options = upper ? options : options.withAccuracyTimes(LOWER_ACCURACY);
    }

    /** A bound on the epsilon of a delta; infinity (upper) or 0 (lower) where it cannot be resolved. */
    double epsilon(Map<PoissonGaussian, Long> counts, double delta) {
        double logDelta = Math.log(delta);
        double total = total(counts);
        if (isPlannedFor(total, logDelta)) {
            TiltedCurve curve = composition.curve(counts);
            double epsilon = solve(curve, logDelta);
            if (isAccurate(curve, epsilon)) {
                return epsilon;
            }
        }
        boolean growing = composition != null && plannedLogDelta == logDelta && total > plannedCount;
        double growth = growing ? GROWTH : 1;
        StepLoss.Factory factory = factory(INFINITE_SHARE * delta / (total * growth));
        LossNodes nodes = new LossNodes(scaled(counts, growth), factory);
        plan(TiltPlan.forDelta(nodes, logDelta, options.limits(1 / (growth * growth))), factory);
        plannedCount = total * growth;
        plannedLogDelta = logDelta;
        return solve(composition.curve(counts), logDelta);
    }

    /** A bound on ln delta at an epsilon; guess is a rough upper bound on ln delta. */
    double logDelta(Map<PoissonGaussian, Long> counts, double epsilon, double guess) {
        double total = total(counts);
        if (total == plannedCount && composition != null) {
            TiltedCurve curve = composition.curve(counts);
            double logDelta = curve.logDelta(epsilon);
            if (logDelta > plannedLogDelta && isAccurate(curve, epsilon)) {
                return logDelta;
            }
        }
        double rough = guess;
        for (int i = 0; i < MAX_REFINEMENTS; i++) {
            // the mass of infinite loss must be small against a delta that is not known yet
            double better = TiltPlan.roughLogDelta(new LossNodes(counts, factory(infinityMass(rough, total))), epsilon);
            better = Math.max(better, rough + Math.log(2 * INFINITE_SHARE));
            if (better > rough - 1) {
                break;
            }
            rough = better;
        }
        StepLoss.Factory factory = factory(infinityMass(rough, total));
        plan(TiltPlan.forEpsilon(new LossNodes(counts, factory), epsilon, options.limits(1)), factory);
        plannedCount = total;
        plannedLogDelta = rough;
        return composition.curve(counts).logDelta(epsilon);
    }

    private static double infinityMass(double logDelta, double total) {
        return Math.max(Double.MIN_NORMAL, INFINITE_SHARE * Math.exp(Math.max(-690, logDelta)) / total);
    }

    private boolean isPlannedFor(double total, double logDelta) {
        return composition != null
                && logDelta == plannedLogDelta
                && total <= plannedCount
                && total * GROWTH * GROWTH >= plannedCount;
    }

    private static boolean isAccurate(TiltedCurve curve, double epsilon) {
        return epsilon == 0 || epsilon < curve.top() && curve.errorShare(epsilon) < MAX_ERROR_SHARE;
    }

    private double solve(TiltedCurve curve, double logDelta) {
        double top = Math.max(curve.top(), 0);
        return upper
                ? PrivacyCurveSearch.smallestEpsilon(curve::logDelta, logDelta, top)
                : PrivacyCurveSearch.largestEpsilon(curve::logDelta, logDelta, top, curve.width() / SEARCH_STRIDES);
    }

    private void plan(TiltPlan plan, StepLoss.Factory factory) {
        composition = new SpectralComposition(plan, new FourierTransform(plan.size()), factory, upper);
    }

    private StepLoss.Factory factory(double upperMass) {
        double lowerMass = Math.min(NEGLIGIBLE_MASS, upperMass);
        return step -> {
            DominatingPair pair = DominatingPair.of(step.samplingProbability(), step.noiseMultiplier(), adjacency);
            return StepLoss.truncated(new PrivacyLoss(pair, reversed), lowerMass, upperMass);
        };
    }

    private static double total(Map<PoissonGaussian, Long> counts) {
        return counts.values().stream().mapToDouble(Long::doubleValue).sum();
    }

    private static Map<PoissonGaussian, Long> scaled(Map<PoissonGaussian, Long> counts, double growth) {
        if (growth == 1) {
            return counts;
        }
        Map<PoissonGaussian, Long> result = new LinkedHashMap<>();
        counts.forEach((step, count) -> result.put(step, (long) Math.ceil(count * growth)));
        return result;
    }
}
