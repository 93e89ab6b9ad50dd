package org.dpmodel.accountant;

import java.util.Objects;

/**
 * As {@link BestOfNegativeBinomialRuns}, with a number of runs that is {@link RunCount.Poisson}; if it is 0, the release
 * does not depend on the data. Papernot and Steinke 2022 (arXiv 2110.03620), Theorem 6, see
 * docs/adr/108-best-of-several-runs.md.
 *
 * @param mean expected number of runs, above 0 and at most 500
 * @param run what one run releases, including its score
 */
public record BestOfPoissonRuns(double mean, DpEvent run) implements DpEvent {
    /**
     * Checks the components.
     *
     * @param mean as for the record
     * @param run as for the record
     */
    public BestOfPoissonRuns {
        new RunCount.Poisson(mean).mean();
        Objects.requireNonNull(run, "run");
    }

    @Override
    public ReducedEvent reduce(Adjacency adjacency) {
        return BestOfRuns.reduce(new RunCount.Poisson(mean), run, adjacency);
    }
}
