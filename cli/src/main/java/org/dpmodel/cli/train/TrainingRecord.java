package org.dpmodel.cli.train;

import org.dpmodel.cli.options.DataSource;
import org.dpmodel.data.Dataset;
import org.dpmodel.sampling.SamplingScheme;

/**
 * The subject of a training, apart from the model that it changes.
 *
 * @param network the network with its description
 * @param source the origin of the data
 * @param train the training data
 * @param test the test data
 * @param units number of examples, or people, that are drawn from
 * @param sampling how batches are drawn
 * @param epochs number of passes over the training data
 * @param delta the delta of statements
 */
record TrainingRecord(
        TrainedNetwork network,
        DataSource source,
        Dataset train,
        Dataset test,
        int units,
        SamplingScheme sampling,
        int epochs,
        double delta) {
    int stepsPerEpoch() {
        return sampling.stepsPerEpoch(units);
    }

    long steps() {
        return (long) epochs * stepsPerEpoch();
    }
}
