package org.dpmodel.clipping;

import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.graph.clipping.ClippingRule;

/**
 * Bounds what one unit (an example, or a microbatch) contributes to the sum of gradients. Immutable.
 *
 * <p>Sealed, because the guarantee rests on the sensitivity that a mechanism states, which is not checked at run time: a
 * new mechanism is a new class here, with a test of its sensitivity.
 */
public sealed interface ClipMechanism
        permits FixedClipping, ScheduledClipping, PerLayerClipping, AutomaticClipping, AdaptiveClipping {
    /**
     * A description of the mechanism, for statements.
     *
     * @return for example {@code flat clipping, norm 0.1}
     */
    String describe();

    /**
     * The nodes that clip, for the step graph.
     *
     * @return the rule
     */
    ClippingRule rule();

    /**
     * The clipping norm of the first step.
     *
     * @return positive and finite
     */
    double initialClippingNorm();

    /**
     * The clipping norm C of a step: no unit contributes a vector longer than this.
     *
     * @param step the step, counted from 0 over the whole training
     * @param adapted the current norm of {@link #adaptation}; the initial one if there is no adaptation
     * @return positive and finite
     */
    default double clippingNorm(long step, double adapted) {
        return adapted;
    }

    /**
     * How the norm follows the data.
     *
     * @return empty if it does not
     */
    default Optional<ClippingAdaptation> adaptation() {
        return Optional.empty();
    }

    /**
     * How far the sum can move between two adjacent datasets, in clipping norms: 1 if a unit of one example is added or
     * removed; 2 if a unit is replaced by another, as under replace-one, or changes because one of its several members
     * does.
     *
     * @param adjacency which datasets are adjacent
     * @param microbatchSize number of examples per unit
     * @return sensitivity / clipping norm
     */
    default double sensitivityInClippingNorms(Adjacency adjacency, int microbatchSize) {
        return adjacency == Adjacency.ADD_OR_REMOVE_ONE && microbatchSize == 1 ? 1 : 2;
    }
}
