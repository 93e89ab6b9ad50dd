package org.dpmodel.data;

/**
 * The discrete Fourier transform along the first axis of arrays {@code [length, width]}, all columns side by side, so that a
 * processor computes several at a time. Nothing is divided by the length. One thread.
 *
 * <p>With length = p · q and k = p · a + b: the p transforms of length q of the rows with equal b, then their sums with one
 * factor each (Cooley and Tukey 1965).
 */
final class RowFourier {
    private final int length;
    private final int p;
    private final int q;
    private final float[] cos;
    private final float[] sin;
    private final float[] partReal;
    private final float[] partImaginary;

    /**
     * A transform.
     *
     * @param length rows
     * @param width most columns
     * @param inverse whether the sign in the exponent is positive
     */
    RowFourier(int length, int width, boolean inverse) {
        this.length = length;
        int divisor = (int) Math.sqrt(length);
        while (length % divisor != 0) {
            divisor--;
        }
        p = divisor;
        q = length / divisor;
        cos = new float[length];
        sin = new float[length];
        for (int i = 0; i < length; i++) {
            cos[i] = (float) StrictMath.cos(2 * Math.PI * i / length);
            sin[i] = (float) StrictMath.sin((inverse ? 2 : -2) * Math.PI * i / length);
        }
        partReal = new float[length * width];
        partImaginary = new float[length * width];
    }

    /** Transforms {@code [length, width]} into other arrays. */
    void transform(float[] real, float[] imaginary, float[] toReal, float[] toImaginary, int width) {
        for (int b = 0; b < p; b++) {
            for (int m = 0; m < q; m++) {
                int to = (b * q + m) * width;
                System.arraycopy(real, b * width, partReal, to, width);
                System.arraycopy(imaginary, b * width, partImaginary, to, width);
                for (int a = 1; a < q; a++) {
                    int turn = p * (a * m % q);
                    add(real, imaginary, (p * a + b) * width, turn, partReal, partImaginary, to, width);
                }
            }
        }
        for (int n = 0; n < length; n++) {
            System.arraycopy(partReal, n % q * width, toReal, n * width, width);
            System.arraycopy(partImaginary, n % q * width, toImaginary, n * width, width);
            for (int b = 1; b < p; b++) {
                int from = (b * q + n % q) * width;
                add(partReal, partImaginary, from, b * n % length, toReal, toImaginary, n * width, width);
            }
        }
    }

    /** Adds a row, rotated by an angle. */
    private void add(
            float[] real,
            float[] imaginary,
            int from,
            int turn,
            float[] toReal,
            float[] toImaginary,
            int to,
            int width) {
        float c = cos[turn];
        float s = sin[turn];
        for (int i = 0; i < width; i++) {
            toReal[to + i] += c * real[from + i] - s * imaginary[from + i];
        }
        for (int i = 0; i < width; i++) {
            toImaginary[to + i] += s * real[from + i] + c * imaginary[from + i];
        }
    }
}
