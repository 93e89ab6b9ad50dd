package org.dpmodel.training;

import java.util.Optional;
import java.util.OptionalDouble;
import org.dpmodel.data.Dataset;

/**
 * Sums over examples on this machine. Closing it frees nothing: the computer is reused by the next training.
 *
 * @param computer computes the sums
 * @param dataset the examples
 */
record LocalSums(GradientComputer computer, Dataset dataset) implements StepSums {
    @Override
    public void prepare() {
        computer.prepare();
    }

    @Override
    public Optional<String> caveat() {
        return computer.caveat();
    }

    @Override
    public ClippedSum sum(int[] drawn, OptionalDouble clippingNorm, DropoutMasks masks) {
        return computer.sum(dataset, drawn, clippingNorm, masks);
    }

    @Override
    public void close() {}
}
