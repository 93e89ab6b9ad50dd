package org.dpmodel.training;

import org.dpmodel.data.Dataset;
import org.dpmodel.data.ExampleIds;
import org.dpmodel.data.PersonIds;

/**
 * A dataset that is stored elsewhere, where its sums of clipped gradients are computed as well. Plan, draws, ledger,
 * noise and optimizer are the same as for any other dataset.
 *
 * <p>An implementation is responsible for what a training checks for other datasets: each example is one unit of privacy
 * with a position in [0, size) that never changes; features fit the network's inputs and targets the loss, which is
 * verified before the first step ({@link StepSums#prepare}); and an example's gradient has the same bits wherever it is
 * computed.
 */
public interface DistantDataset extends Dataset {
    /**
     * Begins the sums of one training.
     *
     * @param here computes on this machine; its settings and parameters are those of the training, and define what is
     *     computed
     * @param opset version of the operator set that the network is written in
     * @return the sums, which read the parameters at each step
     */
    StepSums sums(GradientComputer here, int opset);

    @Override
    default Dataset withPeople(PersonIds people) {
        throw new UnsupportedOperationException(
                "a dataset that is stored elsewhere cannot say here whose records its examples are: keep one record "
                        + "of each person before training, or train on this machine");
    }

    @Override
    default Dataset withIds(ExampleIds ids) {
        throw new UnsupportedOperationException(
                "a dataset that is stored elsewhere has the ids that it has there: name its column of ids");
    }
}
