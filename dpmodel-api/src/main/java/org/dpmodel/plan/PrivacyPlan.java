package org.dpmodel.plan;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyUnit;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.StepMechanisms;
import org.dpmodel.validation.Require;

/**
 * Everything that the guarantee of a private run depends on.
 *
 * <p>Formal guarantee of a step with clipping norm C, noise multiplier z and sensitivity s C: the sum over units of
 * clipped gradients moves by at most s C between adjacent datasets, and is released with Gaussian noise of standard
 * deviation z C; it is charged as a Gaussian mechanism with noise multiplier z / s, within the sampling scheme. If the
 * clipping norm adapts, the noisy count of unclipped units is part of the step: see {@link NoiseShares}. If noise is
 * correlated, this is the cost of a group of steps together (docs/adr/106-correlated-noise.md).
 *
 * @param sampling how examples are drawn
 * @param clipping the clip mechanism, which bounds how far one unit can move the sum
 * @param noise the noise added to the sum
 * @param adjacency which datasets the guarantee compares
 * @param microbatchSize number of examples that are clipped as one unit, regardless of whose they are; 1 where people are
 *     drawn
 * @param people how people with several records are protected; empty if each example is a unit of privacy
 * @param publicSize the size that sampling probability, steps and charges follow from, whatever the dataset's size is;
 *     empty if they follow from the dataset's size, which then counts as public
 */
public record PrivacyPlan(
        SamplingScheme sampling,
        ClipMechanism clipping,
        NoiseMechanism noise,
        Adjacency adjacency,
        int microbatchSize,
        Optional<PersonProtection> people,
        OptionalInt publicSize)
        implements TrainingPlan {
    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException if they contradict each other
     */
    public PrivacyPlan {
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(clipping, "clipping");
        Objects.requireNonNull(noise, "noise");
        Objects.requireNonNull(adjacency, "adjacency");
        Objects.requireNonNull(people, "people");
        Objects.requireNonNull(publicSize, "publicSize");
        checkMicrobatches(sampling, microbatchSize);
        sampling.check(adjacency, microbatchSize);
        people.ifPresent(protection -> protection.check(sampling, microbatchSize));
        CorrelationRules.check(sampling, clipping, noise);
        publicSize.ifPresent(size -> checkPublicSize(sampling, size));
        NoiseShares.of(noise.noiseMultiplier(0), clipping.adaptation(), expectedUnits(sampling, microbatchSize));
    }

    /**
     * A plan in which each example is a unit of privacy.
     *
     * @param sampling how examples are drawn
     * @param clipping the clip mechanism, which bounds how far one unit can move the sum
     * @param noise the noise added to the sum
     * @param adjacency which datasets the guarantee compares
     * @param microbatchSize number of examples that are clipped as one unit
     * @throws IllegalArgumentException if they contradict each other
     */
    public PrivacyPlan(
            SamplingScheme sampling,
            ClipMechanism clipping,
            NoiseMechanism noise,
            Adjacency adjacency,
            int microbatchSize) {
        this(sampling, clipping, noise, adjacency, microbatchSize, Optional.empty(), OptionalInt.empty());
    }

    /**
     * This plan with other noise.
     *
     * @param other the noise added to the sum
     * @return a changed copy
     */
    public PrivacyPlan withNoise(NoiseMechanism other) {
        return new PrivacyPlan(sampling, clipping, other, adjacency, microbatchSize, people, publicSize);
    }

    /**
     * This plan with a different protection of people.
     *
     * @param protection how people with several records are protected
     * @return a changed copy
     * @throws IllegalArgumentException if the plan's sampling does not allow it
     */
    public PrivacyPlan withPeople(PersonProtection protection) {
        return new PrivacyPlan(
                sampling, clipping, noise, adjacency, microbatchSize, Optional.of(protection), publicSize);
    }

    /**
     * This plan with a size that does not follow from the dataset.
     *
     * @param size the size that sampling probability, steps and charges follow from; chosen without looking at the data
     * @return a changed copy
     * @throws IllegalArgumentException if the plan's sampling does not allow it, or it is below the expected batch size
     */
    public PrivacyPlan withPublicSize(int size) {
        return new PrivacyPlan(sampling, clipping, noise, adjacency, microbatchSize, people, OptionalInt.of(size));
    }

    private static void checkPublicSize(SamplingScheme sampling, int size) {
        if (!sampling.allowsPublicSize()) {
            throw Require.broken(
                    "sampling",
                    "must draw each example independently if the size is public: poisson, cyclic or balls-in-bins",
                    sampling.name(),
                    "use one of these, or leave the public size out (batches of fixed size compare datasets of equal "
                            + "size)");
        }
        Require.atLeast(
                "publicSize", size, sampling.expectedBatchSize(), "pass roughly the number of examples, rounded");
        sampling.stepsPerEpoch(size);
    }

    private static void checkMicrobatches(SamplingScheme sampling, int microbatchSize) {
        Require.atLeast("microbatchSize", microbatchSize, 1, "pass 1 to clip each example by itself");
        if (sampling.expectedBatchSize() % microbatchSize != 0) {
            throw Require.broken(
                    "batch size",
                    "must be divisible by the microbatch size " + microbatchSize,
                    sampling.expectedBatchSize(),
                    "choose a multiple of it");
        }
    }

    @Override
    public Optional<ClipMechanism> clipMechanism() {
        return Optional.of(clipping);
    }

    private static double expectedUnits(SamplingScheme sampling, int microbatchSize) {
        return (double) sampling.expectedBatchSize() / microbatchSize;
    }

    /**
     * How the noise of a step is divided between the gradients and, if the clipping norm adapts, the count.
     *
     * @param step the step, counted from 0
     * @return the shares
     * @throws IllegalArgumentException if the count alone costs more than the noise multiplier allows
     */
    public NoiseShares shares(long step) {
        return shares(noise.noiseMultiplier(step));
    }

    NoiseShares shares(double noiseMultiplier) {
        return NoiseShares.of(noiseMultiplier, clipping.adaptation(), expectedUnits());
    }

    /**
     * Standard deviation of the noise on each element of a step's sum.
     *
     * @param step the step, counted from 0
     * @param clippingNorm the clipping norm of the step
     * @param elements number of elements of the sum
     * @return noise multiplier · clipping norm, or more if the mechanism must compensate for rounding
     */
    public double noiseStandardDeviation(long step, double clippingNorm, long elements) {
        return noiseStandardDeviation(shares(step), clippingNorm, elements);
    }

    double noiseStandardDeviation(NoiseShares shares, double clippingNorm, long elements) {
        return noise.standardDeviation(
                shares.gradientNoiseMultiplier(), clippingNorm, sensitivityInClippingNorms(), elements);
    }

    /**
     * How far one example, or one person where people are drawn, can move the sum. All records of a drawn person are one
     * unit, which is added or removed as a whole, so it is not a microbatch with sensitivity 2 C.
     *
     * @return sensitivity / clipping norm
     */
    public double sensitivityInClippingNorms() {
        return clipping.sensitivityInClippingNorms(adjacency, microbatchSize);
    }

    /**
     * The event that a step releases, given its batch: its noise multiplier is relative to the sensitivity.
     *
     * @param step the step, counted from 0
     * @return the event
     */
    public DpEvent mechanism(long step) {
        return noise.event(overSensitivity(noise.noiseMultiplier(step)));
    }

    private double overSensitivity(double noiseMultiplier) {
        return shares(noiseMultiplier).chargedNoiseMultiplier() / sensitivityInClippingNorms();
    }

    @Override
    public Optional<DpEvent> charge(long step, int stepInCharge, int datasetSize) {
        return charge(step, stepInCharge, datasetSize, noise::noiseMultiplier);
    }

    Optional<DpEvent> charge(long step, int stepInCharge, int datasetSize, LongToDoubleFunction noiseMultipliers) {
        return sampling.charge(stepInCharge, datasetSize, new StepMechanisms() {
            @Override
            public double noiseMultiplier(int stepsAhead) {
                return overSensitivity(noiseMultipliers.applyAsDouble(step + stepsAhead));
            }

            @Override
            public DpEvent event(double noiseMultiplier) {
                return noise.event(noiseMultiplier);
            }
        });
    }

    @Override
    public DpEvent charges(long steps, int datasetSize) {
        int paidAtOnce = sampling.stepsPerCharge(datasetSize);
        if (noise.isConstant()) {
            long charges = steps / paidAtOnce + (steps % paidAtOnce == 0 ? 0 : 1);
            return charge(0, 0, datasetSize).orElseThrow().times(charges);
        }
        return new DpEvent.Composed(LongStream.range(0, steps)
                .mapToObj(step -> charge(step, (int) (step % paidAtOnce), datasetSize))
                .flatMap(Optional::stream)
                .toList());
    }

    @Override
    public Optional<DpEvent> chargesIfPoissonSampled(long steps, int datasetSize) {
        if (sampling.isAmplified(adjacency)) {
            return Optional.empty();
        }
        double probability = sampling.samplingProbability(datasetSize);
        if (noise.isConstant()) {
            return Optional.of(mechanism(0).poissonSampled(probability).times(steps));
        }
        return Optional.of(new DpEvent.Composed(LongStream.range(0, steps)
                .<DpEvent>mapToObj(step -> mechanism(step).poissonSampled(probability))
                .toList()));
    }

    @Override
    public PlanReadings begin(long steps) {
        return new PrivacyReadings(this, steps);
    }

    @Override
    public Optional<PrivacyPlan> privacy() {
        return Optional.of(this);
    }

    @Override
    public int unitRows() {
        return drawsPeople() ? people.orElseThrow().recordsPerPerson() : microbatchSize;
    }

    @Override
    public boolean drawsPeople() {
        return people.filter(PersonProtection::drawsPeople).isPresent();
    }

    @Override
    public PrivacyUnit unit() {
        return people.map(PersonProtection::unit).orElse(PrivacyUnit.example());
    }

    @Override
    public PrivacyAccountant accountant(PrivacyAccountant single) {
        return people.map(protection -> protection.accountant(single)).orElse(single);
    }

    @Override
    public String describeSampler(int datasetSize) {
        int size = publicSize.orElse(datasetSize);
        String drawn = sampling instanceof PoissonSampling poisson && drawsPeople()
                ? poisson.describe(size, "people")
                : sampling.describe(size);
        return drawn + sizeClaim();
    }

    /** Replace-one compares datasets of equal size, so nothing is said about the size of the dataset. */
    private String sizeClaim() {
        boolean hidden = adjacency == Adjacency.ADD_OR_REMOVE_ONE;
        if (publicSize.isPresent()) {
            return "; this size is public and fixed" + (hidden ? ", that of the dataset stays private" : "");
        }
        return hidden ? "; the size of the dataset counts as public" : "";
    }

    @Override
    public String describeMechanism() {
        String units = microbatchSize == 1 ? "" : "; microbatches of " + microbatchSize + " examples";
        return noise.describe() + "; " + clipping.describe() + units
                + people.map(protection -> "; " + protection).orElse("");
    }

    @Override
    public String describe() {
        return describeMechanism() + "; " + sampling
                + (publicSize.isPresent() ? "; public size " + publicSize.getAsInt() : "");
    }
}
