package org.dpmodel.plan;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.clipping.ClippingAdaptation;
import org.dpmodel.noise.NoiseSequence;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;

/** Reads a private plan: each value of a schedule is read once, and kept for as long as its step lasts. */
final class PrivacyReadings implements PlanReadings {
    private final PrivacyPlan plan;
    private final long steps;
    private final Map<Long, Double> noiseMultipliers = new HashMap<>();
    /** Created before the first charge; not needed to read only charges. */
    private NoiseSequence noise;

    private long stepOfNorm = -1;
    private double clippingNorm;

    PrivacyReadings(PrivacyPlan plan, long steps) {
        this.plan = plan;
        this.steps = steps;
    }

    @Override
    public Optional<DpEvent> charge(long step, int stepInCharge, int datasetSize) {
        return plan.charge(step, stepInCharge, datasetSize, this::noiseMultiplier);
    }

    @Override
    public OptionalDouble clippingNorm(long step, OptionalDouble adapted) {
        if (step != stepOfNorm) {
            clippingNorm = plan.clipping().clippingNorm(step, adapted.orElseThrow());
            stepOfNorm = step;
        }
        return OptionalDouble.of(clippingNorm);
    }

    @Override
    public void prepare(int... sizes) {
        noise = plan.noise().begin(steps, sizes);
    }

    @Override
    public double addNoise(double[][] sums, long step, RandomStreams random) {
        if (noise == null) {
            throw new IllegalStateException(
                    "noise must be prepared before it is added, found none at step " + step + ": call prepare first");
        }
        long elements = Arrays.stream(sums).mapToLong(part -> part.length).sum();
        double standardDeviation = plan.noiseStandardDeviation(shares(step), normOf(step), elements);
        return noise.addTo(sums, standardDeviation, random.stream(StreamPurpose.NOISE, step));
    }

    @Override
    public OptionalDouble adaptedClippingNorm(double unclippedExcess, long step, RandomStreams random) {
        Optional<ClippingAdaptation> adaptation = plan.clipping().adaptation();
        if (adaptation.isEmpty()) {
            return OptionalDouble.empty();
        }
        double countNoise = shares(step).countStandardDeviation()
                * ZigguratSampler.NormalizedGaussian.of(random.stream(StreamPurpose.CLIPPING, step))
                        .sample();
        double noisyFraction = (unclippedExcess + countNoise) / plan.expectedUnits() + 0.5;
        return OptionalDouble.of(adaptation.get().next(normOf(step), noisyFraction));
    }

    @Override
    public void finished(long step) {
        noiseMultipliers.remove(step);
    }

    private NoiseShares shares(long step) {
        return plan.shares(noiseMultiplier(step));
    }

    /** The norm that the step's sum was clipped with, never a second reading. */
    private double normOf(long step) {
        if (step != stepOfNorm) {
            throw new IllegalStateException("the clipping norm of step " + step + " must be read before noise is "
                    + "added to its sum, found that of step " + stepOfNorm + ": call clippingNorm first");
        }
        return clippingNorm;
    }

    private double noiseMultiplier(long step) {
        Double known = noiseMultipliers.get(step);
        if (known == null) {
            known = plan.noise().noiseMultiplier(step);
            noiseMultipliers.put(step, known);
        }
        return known;
    }
}
