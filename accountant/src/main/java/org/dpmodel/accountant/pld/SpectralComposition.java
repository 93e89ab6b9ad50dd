package org.dpmodel.accountant.pld;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.accountant.form.ReducedForm;

/**
 * Composes steps on one grid by adding the logarithms of their transforms. Mutable, not thread-safe.
 *
 * <p>The counts of all steps except the one that was composed last are already included in arrays; the count of the last
 * one enters at evaluation. So a training loop that composes the same step repeatedly computes only the few hundred
 * frequencies that matter, not a whole transform.
 */
final class SpectralComposition {
    private static final int KEPT_SPECTRA = 4;

    private final TiltPlan plan;
    private final FourierTransform transform;
    private final StepLoss.Factory factory;
    private final boolean upper;
    private final Map<ReducedForm.Step, Part> parts = new LinkedHashMap<>();
    private final Map<ReducedForm.Step, Long> settled = new HashMap<>();
    private final double[] settledAbsolute;
    private final double[] settledBound;
    private final double[] settledAngle;
    private final double[] settledLeast;
    private double[] settledCeiling;
    private Totals settledTotals = new Totals(0, 0, 0, 0, 0);
    private ReducedForm.Step last;

    /** One step's transform, and its moments next to the tilt, for the mass outside the window. */
    private record Part(LossSpectrum spectrum, double logMomentUp, double logMomentDown) {}

    private record Totals(double logMoment, double error, double infinityMass, double up, double down) {
        Totals plus(Part part, double count) {
            return new Totals(
                    logMoment + count * part.spectrum.logMoment,
                    error + count * part.spectrum.error,
                    infinityMass + count * part.spectrum.infinityMass,
                    up + count * (part.logMomentUp - part.spectrum.logMoment),
                    down + count * (part.logMomentDown - part.spectrum.logMoment));
        }
    }

    SpectralComposition(TiltPlan plan, FourierTransform transform, StepLoss.Factory factory, boolean upper) {
        this.plan = plan;
        this.transform = transform;
        this.factory = factory;
        this.upper = upper;
        int frequencies = plan.size() / 2 + 1;
        settledAbsolute = new double[frequencies];
        settledBound = new double[frequencies];
        settledAngle = new double[frequencies];
        settledLeast = new double[frequencies];
        settledCeiling = new double[frequencies];
    }

    TiltPlan plan() {
        return plan;
    }

    /**
     * Whether the composition can grow into the given counts, which requires that none has decreased. When steps are
     * merged on a coarser lattice, those of the finer one are gone, but the arrays would still include them.
     */
    boolean growsInto(Map<? extends ReducedForm.Step, Long> counts) {
        return (last == null || counts.containsKey(last))
                && settled.entrySet().stream().allMatch(it -> counts.getOrDefault(it.getKey(), 0L) >= it.getValue());
    }

    /** The curve of the composition with the given counts, which it must be able to {@linkplain #growsInto grow into}. */
    TiltedCurve curve(Map<? extends ReducedForm.Step, Long> counts) {
        counts.forEach((step, count) -> {
            if (!step.equals(last) && count != (long) settled.getOrDefault(step, 0L)) {
                settleLast(counts);
                last = step;
            }
        });
        Part part = part(last);
        double count = counts.get(last) - settled.getOrDefault(last, 0L);
        return new TiltedCurve(
                plan, transform, frequencies(part.spectrum, count), scalars(settledTotals.plus(part, count)), upper);
    }

    private void settleLast(Map<? extends ReducedForm.Step, Long> counts) {
        if (last == null) {
            return;
        }
        double count = counts.get(last) - settled.getOrDefault(last, 0L);
        LossSpectrum spectrum = part(last).spectrum;
        for (int k = 0; k < settledAbsolute.length; k++) {
            settledAbsolute[k] += count * spectrum.logAbsolute[k];
            settledBound[k] += count * spectrum.logBound[k];
            settledAngle[k] += count * spectrum.angle[k];
            settledLeast[k] = Math.min(settledLeast[k], spectrum.logBound[k]);
        }
        settledCeiling = LossSpectrum.ceiling(settledBound);
        settledTotals = settledTotals.plus(part(last), count);
        settled.put(last, counts.get(last));
    }

    private Part part(ReducedForm.Step step) {
        Part known = parts.get(step);
        if (known != null) {
            return known;
        }
        StepLoss loss = factory.of(step);
        DiscreteLoss discrete = upper ? loss.pessimistic(plan.step()) : loss.optimistic(plan.step());
        double[] logMasses = discrete.logMasses();
        Part part = new Part(
                new LossSpectrum(discrete, plan.tilt(), plan.step(), upper, transform),
                discrete.logMoment(logMasses, plan.tilt() + plan.upTilt(), plan.step()),
                discrete.logMoment(logMasses, plan.tilt() - plan.downTilt(), plan.step()));
        if (parts.size() >= KEPT_SPECTRA) {
            parts.remove(parts.keySet().iterator().next());
        }
        parts.put(step, part);
        return part;
    }

    private Frequencies frequencies(LossSpectrum spectrum, double count) {
        int end = firstNegligible(spectrum, count);
        Frequencies frequencies = new Frequencies(end);
        for (int k = 0; k < end; k++) {
            double logBound = settledBound[k] + count * spectrum.logBound[k];
            if (logBound > TiltedCurve.LOG_NEGLIGIBLE) {
                double radius = Math.exp(settledAbsolute[k] + count * spectrum.logAbsolute[k]);
                double angle = settledAngle[k] + count * spectrum.angle[k];
                // an error in one factor is multiplied by all the others
                double errorFactor = Math.exp(logBound - Math.min(settledLeast[k], spectrum.logBound[k]));
                frequencies.add(k, radius, angle, errorFactor);
            }
        }
        return frequencies;
    }

    /** The smallest k such that all frequencies from k on are negligible, by bisection on decreasing bounds. */
    private int firstNegligible(LossSpectrum spectrum, double count) {
        int low = 0;
        int high = settledBound.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (settledCeiling[middle] + count * spectrum.logCeiling[middle] > TiltedCurve.LOG_NEGLIGIBLE) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private TiltedCurve.Scalars scalars(Totals totals) {
        // w_j is at most 1 / (1 + tilt)
        double outside = (Math.exp(totals.up - plan.upTilt() * plan.top())
                        + Math.exp(totals.down + plan.downTilt() * plan.bottom()))
                / (1 + plan.tilt());
        return new TiltedCurve.Scalars(totals.logMoment, totals.error, totals.infinityMass, outside);
    }
}
