package org.dpmodel.accountant.pld;

/**
 * The privacy loss of an epoch of random allocation: ln R under P, or, reversed, -ln R under Q, where R is the mean of
 * the ratios. Knots of the grid of losses are knots of R, and a cell's mass and mean under Q are all that is needed
 * there: connecting the dots preserves them, in both directions.
 */
final class AllocationLoss implements StepLoss {
    /** Relative error of the exponential at a knot and of its product with t, per unit of its exponent. */
    private static final double KNOT_ROUNDING = 4e-16;

    private static final int KNOT_OPERATIONS = 16;
    /** Errors enter twice, and their products are omitted. */
    private static final double GENEROUS = 2;

    private static final double HALF = 0.5;
    private static final int MOST_NODES = 300;

    private final AllocationLaw law;
    private final boolean reversed;
    private final double low;
    private final double high;

    /** The loss, with truncated tails. */
    AllocationLoss(AllocationLaw law, boolean reversed, StepLosses.Truncation truncation) {
        this.law = law;
        this.reversed = reversed;
        RatioLaw whole = law.whole();
        double far = HALF * truncation.upperMass();
        double near = HALF * truncation.lowerMass();
        this.low = whole.lowerPoint(reversed ? far : near) / whole.terms;
        this.high = whole.upperPoint(reversed ? near : far) / whole.terms;
    }

    @Override
    public LossNodes.Component nodes() {
        RatioLaw whole = law.whole();
        int from = 0;
        while (from < whole.points.length - 1 && whole.points[from] < low * whole.terms) {
            from++;
        }
        int to = from + 1;
        while (to < whole.points.length && whole.points[to] <= high * whole.terms) {
            to++;
        }
        int stride = 1 + (to - from) / MOST_NODES;
        int nodes = (to - from + stride - 1) / stride;
        double[] losses = new double[nodes];
        double[] logMasses = new double[nodes];
        for (int node = 0; node < nodes; node++) {
            double mass = 0;
            double moment = 0;
            for (int i = from + node * stride; i < Math.min(to, from + (node + 1) * stride); i++) {
                mass += whole.masses[i];
                moment += whole.masses[i] * whole.points[i];
            }
            double logRatio = Math.log(moment / mass / whole.terms);
            losses[node] = reversed ? -logRatio : logRatio;
            logMasses[node] = Math.log(mass) + (reversed ? 0 : logRatio);
        }
        double bottom = Math.log(low);
        double top = Math.log(high);
        return new LossNodes.Component(logMasses, losses, reversed ? -top : bottom, reversed ? -bottom : top);
    }

    @Override
    public DiscreteLoss pessimistic(double step) {
        return new Knots(step).pessimistic();
    }

    @Override
    public DiscreteLoss optimistic(double step) {
        return new Knots(step).optimistic();
    }

    /** The cells of R between the knots e^(i h), with points moved to the safe side by the law's error. */
    private final class Knots {
        private final double step;
        private final int first;
        private final int count;
        private final double scale;
        private final double placeError;
        private final double massFactor;
        private final RatioCells cells;

        Knots(double step) {
            this.step = step;
            long bottom = (long) Math.floor(Math.log(low) / step);
            long top = Math.max(bottom + 1, (long) Math.ceil(Math.log(high) / step));
            first = Math.toIntExact(bottom);
            count = Math.toIntExact(top - bottom);
            double exponent = Math.max(Math.abs(Math.log(low)), Math.abs(Math.log(high))) + step;
            RatioLaw whole = law.whole();
            placeError = GENEROUS * (whole.placeError + KNOT_ROUNDING * (KNOT_OPERATIONS + exponent));
            massFactor = 1 + (law.isPessimistic() ? GENEROUS : -GENEROUS) * whole.massError;
            scale = reversed == law.isPessimistic() ? 1 - placeError : 1 + placeError;
            double[] edges = new double[count + 2];
            for (int i = 0; i <= count; i++) {
                edges[i + 1] = whole.terms * knot(i) / scale;
            }
            cells = law.cells(edges);
        }

        private double knot(int i) {
            return Math.exp((first + i) * step);
        }

        private double mean(int cell) {
            return cells.moments[cell] * scale / law.whole().terms;
        }

        /** The part of a cell's mass under Q that goes to the knot above it. */
        private double upperShare(int cell) {
            double mass = cells.masses[cell + 1];
            double width = knot(cell) * Math.expm1(step);
            return Math.max(0, Math.min(mass, (mean(cell + 1) - knot(cell) * mass) / width));
        }

        /** Masses in the order of the losses, under P or, reversed, under Q. */
        private double[] masses() {
            double[] masses = new double[count + 1];
            for (int cell = 0; cell < count; cell++) {
                double upper = upperShare(cell);
                add(masses, cell, cells.masses[cell + 1] - upper);
                add(masses, cell + 1, upper);
            }
            return masses;
        }

        private void add(double[] masses, int knot, double mass) {
            if (reversed) {
                masses[count - knot] += mass * massFactor;
            } else {
                masses[knot] += mass * knot(knot) * massFactor;
            }
        }

        private int firstIndex() {
            return reversed ? -(first + count) : first;
        }

        DiscreteLoss pessimistic() {
            double[] masses = masses();
            int above = count + 1;
            if (reversed) {
                masses[0] += cells.masses[above] * massFactor;
                return new DiscreteLoss(firstIndex(), masses, cells.masses[0] * massFactor);
            }
            masses[0] += mean(0) * massFactor;
            double lost = mean(above) + cells.lost() / law.whole().terms;
            return new DiscreteLoss(firstIndex(), masses, lost * massFactor);
        }

        DiscreteLoss optimistic() {
            double[] gaps = new double[count];
            for (int cell = 0; cell < count; cell++) {
                double mass = cells.masses[cell + 1];
                double own = reversed ? mass : mean(cell + 1);
                double upper = upperShare(cell);
                double width = knot(cell) * Math.expm1(step);
                double gap = mass > 0 ? upper * (mass - upper) * width / (reversed ? mean(cell + 1) : mass) : 0;
                gaps[reversed ? count - 1 - cell : cell] = gap + 2 * placeError * own;
            }
            return new DiscreteLoss(firstIndex(), LoweredCurve.masses(masses(), gaps, step), 0);
        }
    }
}
