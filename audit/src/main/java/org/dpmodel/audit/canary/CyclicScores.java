package org.dpmodel.audit.canary;

import java.util.Arrays;

/**
 * Likelihood ratios if a record belongs to one of b parts, in each of whose steps (every b-th) it is drawn with the
 * same probability, and where noise may be correlated by m ≤ b bands c, of norm 1. With x the released numbers of the
 * row, y = C x holds independent noise, and a record that is drawn in step t moves y[t], ..., y[t + m − 1] by c. These
 * groups of a part do not overlap, so that the ratio, given the part p, is
 *
 * <pre>
 * L_p = Σ over groups of  ln(1 − q + q exp(Σ_i c(i) (2 y[t + i] − c(i)) / (2 z²)))
 * </pre>
 *
 * and, since the part is drawn by a fair coin, the row's ratio is ln(1/b Σ_p exp(L_p)). It is a function of the row's
 * own numbers, so that rows whose noise, parts and draws are independent have independent scores.
 */
final class CyclicScores implements SideScores {
    private final int rows;
    private final int parts;
    private final double probability;
    private final double[] bands;
    /** The numbers of the steps before, at step modulo their number. */
    private final double[][] earlier;
    /** For each row and part: the exponent of the group that has begun, and the sum over those that have ended. */
    private final double[] open;

    private final double[] ended;
    private long step;

    /**
     * Starts without any steps.
     *
     * @param bands of the strategy, at most as many as parts; {1} for independent noise
     * @param probability with which a step draws a member of its part
     */
    CyclicScores(int rows, int parts, double probability, double... bands) {
        this.rows = rows;
        this.parts = parts;
        this.probability = probability;
        double norm = Math.sqrt(Arrays.stream(bands).map(band -> band * band).sum());
        this.bands = Arrays.stream(bands).map(band -> band / norm).toArray();
        this.earlier = new double[bands.length - 1][rows];
        this.open = new double[Math.multiplyExact(rows, parts)];
        this.ended = new double[open.length];
    }

    @Override
    public void add(int row, double x, double variance) {
        double y = bands[0] * x;
        for (int back = 1; back < bands.length && back <= step; back++) {
            y += bands[back] * earlier[(int) ((step - back) % earlier.length)][row];
        }
        if (earlier.length > 0) {
            earlier[(int) (step % earlier.length)][row] = x;
        }
        for (int since = 0; since < bands.length && since <= step; since++) {
            double band = bands[since];
            open[row * parts + part(since)] += band * (2 * y - band) / (2 * variance);
        }
    }

    /** The part whose group began the given number of steps ago. */
    private int part(int since) {
        return (int) ((step - since) % parts);
    }

    @Override
    public void endStep() {
        int last = bands.length - 1;
        if (step >= last) {
            int part = part(last);
            for (int row = 0; row < rows; row++) {
                int place = row * parts + part;
                ended[place] += SideScores.drawn(probability, open[place]);
                open[place] = 0;
            }
        }
        step++;
    }

    /** An interrupted group counts with what was released; one that has not begun has ratio 1. */
    @Override
    public double[] values() {
        double[] values = new double[rows];
        for (int row = 0; row < rows; row++) {
            double[] byPart = new double[parts];
            for (int part = 0; part < parts; part++) {
                int place = row * parts + part;
                byPart[part] = ended[place] + SideScores.drawn(probability, open[place]);
            }
            double largest = Arrays.stream(byPart).max().orElseThrow();
            values[row] = largest
                    + Math.log(Arrays.stream(byPart)
                                    .map(ratio -> Math.exp(ratio - largest))
                                    .sum()
                            / parts);
        }
        return values;
    }
}
