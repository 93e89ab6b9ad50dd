package org.dpmodel.accountant;

import java.util.Objects;

/**
 * Only the best of a random number of runs is released, not the other runs or their number. The number is {@link
 * RunCount.NegativeBinomial} and independent of the data; each run is independent of the others and has its own score, by
 * which the best is chosen. If candidates are drawn, each run draws its own, uniformly and with replacement; its cost is
 * that of the most expensive candidate. Only RDP charges it: Papernot and Steinke 2022 (arXiv 2110.03620), Theorem 2, see
 * docs/adr/108-best-of-several-runs.md.
 *
 * @param shape η, above -1 and at most 100
 * @param gamma γ, in (0, 1)
 * @param run what one run releases, including its score
 */
public record BestOfNegativeBinomialRuns(double shape, double gamma, DpEvent run) implements DpEvent {
    /**
     * Checks the components.
     *
     * @param shape as for the record
     * @param gamma as for the record
     * @param run as for the record
     */
    public BestOfNegativeBinomialRuns {
        new RunCount.NegativeBinomial(shape, gamma).mean();
        Objects.requireNonNull(run, "run");
    }

    @Override
    public ReducedEvent reduce(Adjacency adjacency) {
        return BestOfRuns.reduce(new RunCount.NegativeBinomial(shape, gamma), run, adjacency);
    }
}
