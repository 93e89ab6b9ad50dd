package org.dpmodel.audit.replay;

/**
 * The distance of two released vectors.
 *
 * @param distance Euclidean
 * @param rounding the distance that equal vectors may have because they are rounded to float32 after the noise
 */
record Movement(double distance, double rounding) {
    /** Half a unit in the last place of a float, relative, with room for the division before it. */
    private static final double HALF_ULP = 0x1.1p-24;

    static Movement between(float[][] before, float[][] now) {
        if (before.length != now.length) {
            return new Movement(Double.NaN, 0);
        }
        double squares = 0;
        double roundings = 0;
        for (int i = 0; i < before.length; i++) {
            if (before[i].length != now[i].length) {
                return new Movement(Double.NaN, 0);
            }
            for (int j = 0; j < before[i].length; j++) {
                double difference = (double) now[i][j] - before[i][j];
                double rounding = HALF_ULP * (Math.abs(now[i][j]) + Math.abs(before[i][j]));
                squares += difference * difference;
                roundings += rounding * rounding;
            }
        }
        return new Movement(Math.sqrt(squares), Math.sqrt(roundings));
    }
}
