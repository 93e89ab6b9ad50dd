package org.dpmodel.training;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The only thing that a training's steps need from its examples: sums of clipped gradients. Draws, charges, noise and
 * the optimizer stay with the training, wherever the sums come from. For the training thread; close it.
 */
public interface StepSums extends AutoCloseable {
    /** Prepares the computation, so that errors occur before anything is spent. */
    void prepare();

    /**
     * What every statement must say about how gradients are computed.
     *
     * @return a caveat if an example's gradient may depend on its row; empty before {@link #prepare}
     */
    Optional<String> caveat();

    /**
     * Computes the sum over drawn examples, each clipped to the clipping norm of the step.
     *
     * @param drawn positions in the dataset, in the step's secret order; may be empty
     * @param clippingNorm the clipping norm of the step; empty only for training that is explicitly without privacy
     * @param masks what is dropped from each example in this step
     * @return the sum, before noise; its arrays are reused by the next one
     */
    ClippedSum sum(int[] drawn, OptionalDouble clippingNorm, DropoutMasks masks);

    @Override
    void close();
}
