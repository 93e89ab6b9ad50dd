package org.dpmodel.accountant.pld;

/**
 * The privacy loss of a Poisson-sampled step, and the interval of the line that is kept.
 *
 * @param loss the loss
 * @param low lower end; the mass below is negligible
 * @param high upper end; the mass above counts as infinite loss
 */
record SampledLoss(PrivacyLoss loss, double low, double high) implements StepLoss {
    private static final int MIN_NODES = 256;
    private static final int MAX_NODES = 8192;
    /** The densities have unit width, so a quarter of it is fine enough. */
    private static final double SPACING = 0.25;

    static SampledLoss truncated(PrivacyLoss loss, double lowerMass, double upperMass) {
        return new SampledLoss(loss, loss.lowerPoint(lowerMass), loss.upperPoint(upperMass));
    }

    @Override
    public LossNodes.Component nodes() {
        int nodes = (int) Math.max(MIN_NODES, Math.min(MAX_NODES, (high - low) / SPACING));
        double width = (high - low) / nodes;
        double[] losses = new double[nodes];
        double[] logMasses = new double[nodes];
        for (int i = 0; i < nodes; i++) {
            double x = low + (i + 0.5) * width;
            losses[i] = loss.at(x);
            logMasses[i] = loss.logDensity(x, losses[i]) + Math.log(width);
        }
        return new LossNodes.Component(logMasses, losses, loss.at(low), loss.at(high));
    }

    @Override
    public DiscreteLoss pessimistic(double step) {
        return DiscreteLoss.pessimistic(new CellIntegrals(loss, step, low, high), loss, low, high);
    }

    @Override
    public DiscreteLoss optimistic(double step) {
        return DiscreteLoss.optimistic(new CellIntegrals(loss, step, low, high), step);
    }
}
