package org.dpmodel.plan;

import java.util.Optional;
import java.util.OptionalDouble;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.random.RandomStreams;

/**
 * The values that one run reads from its plan, step by step. A schedule is user code and may return a different value on
 * a second call. Each value is therefore read once, and clipping, noise and charge all use that value, even if a charge
 * had to read ahead. Mutable, for the training thread.
 */
public sealed interface PlanReadings permits PrivacyReadings, NonPrivateReadings {
    /**
     * The charge of {@link TrainingPlan#charge}, for the noise multipliers as first read.
     *
     * @param step the step, counted from 0 over the whole training
     * @param stepInCharge the index of the step among those that one charge pays for, from 0
     * @param datasetSize number of examples in the dataset
     * @return the event, or empty if an earlier step has paid for it
     */
    Optional<DpEvent> charge(long step, int stepInCharge, int datasetSize);

    /**
     * The clipping norm of a step.
     *
     * @param step the step, counted from 0 over the whole training
     * @param adapted the current norm of adaptive clipping; the plan's initial one if it does not adapt
     * @return the norm; empty if nothing is clipped
     */
    OptionalDouble clippingNorm(long step, OptionalDouble adapted);

    /**
     * Prepares the noise, so that anything that can fail, such as the search for a strategy or a lack of memory, fails
     * before anything is charged. Not needed to read only charges.
     *
     * @param sizes number of elements of each parameter
     * @throws IllegalArgumentException if the noise to remember does not fit into the free memory
     */
    void prepare(int... sizes);

    /**
     * Adds the noise of a step to its sum, in place.
     *
     * @param sums the sum of clipped gradients, one array for each parameter, with the sizes passed to {@link #prepare}
     * @param step the step, whose {@link #clippingNorm} was read
     * @param random the model's randomness
     * @return standard deviation of the noise on each element; 0 without privacy
     * @throws IllegalStateException without {@link #prepare}
     */
    double addNoise(double[][] sums, long step, RandomStreams random);

    /**
     * Adapts the clipping norm, from a noisy count of the units that were not clipped.
     *
     * @param unclippedExcess the number of unclipped units, less 1/2 for each unit
     * @param step the step, whose {@link #clippingNorm} was read
     * @param random the model's randomness
     * @return the new norm; empty if the norm does not adapt
     */
    OptionalDouble adaptedClippingNorm(double unclippedExcess, long step, RandomStreams random);

    /**
     * Ends the step; the values read for it are discarded.
     *
     * @param step the step
     */
    void finished(long step);
}
