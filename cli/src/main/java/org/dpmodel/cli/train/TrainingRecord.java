package org.dpmodel.cli.train;

import org.dpmodel.cli.options.DataSource;
import org.dpmodel.data.Dataset;
import org.dpmodel.sampling.SamplingScheme;

/**
 * What a training is about, apart from the model that it changes.
 *
 * @param network the network and what is to be said of it
 * @param source where the data come from
 * @param train what is learnt from
 * @param test what is measured on
 * @param units how many examples are drawn from, or people
 * @param sampling how batches are drawn
 * @param epochs how often the training digits are gone through
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
