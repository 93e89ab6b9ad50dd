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
 * How batches are drawn, what happens to their gradients, and what is charged for it. Sampler, step graph, noise and
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
     * The number of examples that are clipped as one unit.
     *
     * @return at least 1
     */
    int microbatchSize();

    /**
     * The number of rows of a step graph that a unit fills: the microbatch size, or the largest number of records of a
     * person where people are drawn.
     *
     * @return at least 1
     */
    default int unitRows() {
        return microbatchSize();
    }

    /**
     * Whether the sampler draws people, each with all their kept records, instead of examples.
     *
     * @return false unless people with several records are protected in this way
     */
    default boolean drawsPeople() {
        return false;
    }

    /**
     * The number that sampling probability, steps and charges follow from in place of the dataset's size.
     *
     * @return empty if they follow from the dataset's size, which then counts as public
     */
    default OptionalInt publicSize() {
        return OptionalInt.empty();
    }

    /**
     * Who is protected.
     *
     * @return an example, or a person with all kept records
     */
    default PrivacyUnit unit() {
        return PrivacyUnit.example();
    }

    /**
     * An accountant that is charged by this plan and computes the cost for {@link #unit}.
     *
     * @param single an accountant for what the charges are about; the result charges it
     * @return the accountant itself, or one that uses it for groups
     */
    default PrivacyAccountant accountant(PrivacyAccountant single) {
        return single;
    }

    /**
     * The bound on how far one unit can move the sum.
     *
     * @return the mechanism; empty without privacy
     */
    Optional<ClipMechanism> clipMechanism();

    /**
     * The clipping norm of the first step.
     *
     * @return the norm; empty if nothing is clipped
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
     * @param stepInCharge the index of the step among those that one charge of the {@link SamplingScheme} pays for, from
     *     0
     * @param datasetSize number of examples in the dataset, or of people where people are drawn
     * @return the event, or empty if an earlier step has paid for it
     */
    Optional<DpEvent> charge(long step, int stepInCharge, int datasetSize);

    /**
     * The charge of a whole training from its first step on, so that its cost is known before it is spent.
     *
     * @param steps number of steps, at least 0
     * @param datasetSize number of examples in the dataset, or of people where people are drawn
     * @return the charges in order
     */
    DpEvent charges(long steps, int datasetSize);

    /**
     * The charge that the same steps would have had with Poisson sampling, which tools often print for batches that
     * were drawn differently. For comparison only: the guarantee of such a run does not follow from it.
     *
     * @param steps number of steps, at least 0
     * @param datasetSize number of examples in the dataset, or of people where people are drawn
     * @return the event, or empty if the plan's own charge relies on sampling, or if there is nothing to compare
     */
    Optional<DpEvent> chargesIfPoissonSampled(long steps, int datasetSize);

    /**
     * Begins to read the plan for a run.
     *
     * @param steps the planned number of steps of the run, at least 1, which correlated noise is made for
     * @return the readings of one run, of which nothing has been read yet
     */
    PlanReadings begin(long steps);

    /**
     * The plan of a private training.
     *
     * @return this plan, or empty if it is explicitly without privacy
     */
    Optional<PrivacyPlan> privacy();

    /**
     * A description of the sampler, for statements.
     *
     * @param datasetSize number of examples in the dataset, or of people where people are drawn
     * @return for example {@code Poisson, sampling probability 0.004267}
     */
    String describeSampler(int datasetSize);

    /**
     * A description of the mechanism, for statements.
     *
     * @return for example {@code Gaussian, noise multiplier 1.0; flat clipping, norm 0.1}
     */
    String describeMechanism();

    /**
     * A description of the whole plan, for the ledger: a run can be resumed only with a plan of the same description.
     *
     * @return mechanism and sampling
     */
    String describe();
}
