package org.dpmodel.plan;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyUnit;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.sampling.SamplingScheme;

/**
 * How batches are drawn, what is done to their gradients, and what is charged for it. Sampler, step graph, noise and
 * accountant all read this plan; nothing keeps a second copy of its numbers. Immutable.
 *
 * <p>Sealed: training with privacy and training without it are two plans, and what differs between them is a method
 * here, so that no code has to check whether there is a plan.
 */
public sealed interface TrainingPlan permits PrivacyPlan, NonPrivatePlan {
    /**
     * How examples are drawn.
     *
     * @return the scheme
     */
    SamplingScheme sampling();

    /**
     * Which datasets the guarantee compares.
     *
     * @return the adjacency of the accountant
     */
    Adjacency adjacency();

    /**
     * How many examples are clipped as one unit.
     *
     * @return at least 1
     */
    int microbatchSize();

    /**
     * How many rows of a step graph hold one unit: the microbatch size, or the most records of a person where people are drawn.
     *
     * @return at least 1
     */
    default int unitRows() {
        return microbatchSize();
    }

    /**
     * Whether the sampler draws people, each with all records that are kept, and not examples.
     *
     * @return false unless people with several records are protected in this way
     */
    default boolean drawsPeople() {
        return false;
    }

    /**
     * The number that sampling probability, steps and charges follow from in place of the dataset's size.
     *
     * @return nothing if they follow from the dataset's size, which then counts as public
     */
    default OptionalInt publicSize() {
        return OptionalInt.empty();
    }

    /**
     * Who is protected.
     *
     * @return an example, or a person with all records that are kept
     */
    default PrivacyUnit unit() {
        return PrivacyUnit.example();
    }

    /**
     * An accountant that takes this plan's charges and answers for {@link #unit}.
     *
     * @param single an accountant that answers for what the charges are about; it is charged by the result
     * @return the accountant itself, or one that asks it about groups
     */
    default PrivacyAccountant accountant(PrivacyAccountant single) {
        return single;
    }

    /**
     * How far one unit may move the sum.
     *
     * @return the mechanism; nothing without privacy
     */
    Optional<ClipMechanism> clipMechanism();

    /**
     * The clipping norm of the first step.
     *
     * @return the norm; nothing where nothing is clipped
     */
    default OptionalDouble initialClippingNorm() {
        return clipMechanism().stream()
                .mapToDouble(ClipMechanism::initialClippingNorm)
                .findFirst();
    }

    /**
     * The public number that sums are divided by.
     *
     * @return expected batch size / microbatch size
     */
    default double expectedUnits() {
        return (double) sampling().expectedBatchSize() / microbatchSize();
    }

    /**
     * The charge for a step, made before its result is used.
     *
     * @param step the step, counted from 0 over the whole training: the one whose noise is drawn
     * @param stepInCharge the step among those that one charge of the {@link SamplingScheme} pays for, counted from 0
     * @param datasetSize examples in the dataset; people where people are drawn
     * @return the event, or nothing where an earlier step has paid
     */
    Optional<DpEvent> charge(long step, int stepInCharge, int datasetSize);

    /**
     * What a whole training from its first step on will be charged, so that its cost is known before it is spent.
     *
     * @param steps number of steps, at least 0
     * @param datasetSize examples in the dataset; people where people are drawn
     * @return the charges in order
     */
    DpEvent charges(long steps, int datasetSize);

    /**
     * The charge that the same steps would have had with Poisson sampling, which tools often print for batches that
     * were drawn differently. For comparison only: the guarantee of such a run does not follow from it.
     *
     * @param steps number of steps, at least 0
     * @param datasetSize examples in the dataset; people where people are drawn
     * @return the event, or nothing if the plan's own charge counts on sampling, or nothing could be compared
     */
    Optional<DpEvent> chargesIfPoissonSampled(long steps, int datasetSize);

    /**
     * Begins to read the plan for a run.
     *
     * @param steps how many steps the run is planned to have, at least 1: correlated noise is made for them
     * @return readings of one run, which nothing was read of yet
     */
    PlanReadings begin(long steps);

    /**
     * The plan of a private training.
     *
     * @return this plan, or nothing if it is openly without privacy
     */
    Optional<PrivacyPlan> privacy();

    /**
     * The sampler in words, for statements.
     *
     * @param datasetSize examples in the dataset; people where people are drawn
     * @return for example {@code Poisson, sampling probability 0.004267}
     */
    String describeSampler(int datasetSize);

    /**
     * The mechanism in words, for statements.
     *
     * @return for example {@code Gaussian, noise multiplier 1.0; flat clipping, norm 0.1}
     */
    String describeMechanism();

    /**
     * All of the plan in words, for the ledger: a run is resumed only with a plan of the same words.
     *
     * @return mechanism and sampling
     */
    String describe();
}
