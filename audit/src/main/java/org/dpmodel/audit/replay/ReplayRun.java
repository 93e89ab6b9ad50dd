package org.dpmodel.audit.replay;

import org.dpmodel.callback.Callback;
import org.dpmodel.data.Dataset;
import org.dpmodel.optimizer.Optimizer;

/**
 * One of the two runs of a training under record and replay. The training is written once, and builds its model anew in each
 * run, with the same seed:
 *
 * <pre>
 * void train(ReplayRun run) {
 *     Dataset dataset = run.dataset(Mnist.train(path), 17);
 *     try (DPModel model = DPModel.builder(network, loss)
 *             .optimizer(run.optimizer(Optimizers.sgd(0.1)))
 *             ...
 *             .seed(1)
 *             .build()) {
 *         model.train(1, dataset, List.of(run.callback()));
 *     }
 * }
 * </pre>
 *
 * <p>Your own training loop calls {@link #released} instead of the optimizer and the callback.
 */
public interface ReplayRun {
    /**
     * The dataset of this run: with the record, or without it. A record is made missing by setting all its features to
     * NaN, so that it contributes nothing, and neither the size of the dataset nor the position of other records changes.
     * If the record is drawn in ten consecutive steps, training ends with a {@link
     * org.dpmodel.NonFiniteGradientsException}: draw smaller batches, or take another record in its place.
     *
     * @param dataset the dataset of the first run, whose features are numbers (not ids)
     * @param record the record that is missing in the second run, in [0, size)
     * @return what to train on
     */
    Dataset dataset(Dataset dataset, int record);

    /**
     * The dataset of this run: with the record, or with another one in its place, also where features are ids. Under
     * add-or-remove-one this is two changes, and may move the values twice as far.
     *
     * @param dataset the dataset of the first run
     * @param record the record that is replaced in the second run, in [0, size)
     * @param replacement the record of the dataset to use instead, in [0, size)
     * @return what to train on
     */
    Dataset dataset(Dataset dataset, int record, int replacement);

    /**
     * An optimizer that continues from what the first run released.
     *
     * @param optimizer updates the parameters
     * @return the optimizer for the model
     */
    Optimizer optimizer(Optimizer optimizer);

    /**
     * Reads the plan, and each step's draws and charge.
     *
     * @return a callback for the training, the first of its callbacks
     */
    Callback callback();

    /**
     * Receives a released step of your own training loop.
     *
     * @param values the noised result of the step, one array per parameter; copied
     * @param noiseDeviation standard deviation of the noise on each number
     * @param sensitivity how far one record may move the values before noise, as the loop's accountant charges it
     * @return the values with which the loop must continue
     * @throws IllegalArgumentException if {@code sensitivity} is not a finite number above 0
     */
    float[][] released(float[][] values, double noiseDeviation, double sensitivity);
}
