package org.dpmodel.accountant.pld;

/**
 * The privacy loss of a step that is one of two, chosen by a public coin flip: mass under both distributions is that of
 * each step times the probability of its side.
 *
 * @param usual the step of one side
 * @param rare the step of the other side
 * @param rareProbability its probability
 */
record MixtureLoss(StepLoss usual, StepLoss rare, double rareProbability) implements StepLoss {
    @Override
    public LossNodes.Component nodes() {
        return usual.nodes().mixedWith(rare.nodes(), rareProbability);
    }

    @Override
    public DiscreteLoss pessimistic(double step) {
        return usual.pessimistic(step).mixedWith(rare.pessimistic(step), rareProbability);
    }

    /** The mixture bounds a step from above; no lower bound is known. */
    @Override
    public DiscreteLoss optimistic(double step) {
        throw new IllegalStateException("a mixture has no lower bound: answer 0 before asking for one");
    }
}
