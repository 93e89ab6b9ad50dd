package org.dpmodel.sampling;

import org.dpmodel.random.RandomStreams;

/** A scheme that draws each example by its own coin flips, so that a public size can replace that of the dataset. */
sealed interface OwnCoins extends SamplingScheme permits PoissonSampling, CyclicPoissonSampling, BallsInBins {
    @Override
    default Sampler sampler(int datasetSize, RandomStreams streams) {
        return sampler(datasetSize, datasetSize, streams);
    }

    @Override
    default boolean allowsPublicSize() {
        return true;
    }
}
