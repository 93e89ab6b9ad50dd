package org.dpmodel.accountant.pld;

/**
 * The discrete Fourier transform for one power-of-two length, in place, radix 2, with each root of unity computed
 * directly: this gives a proven error bound, which recurrences for the roots would not.
 *
 * <p>‖error‖₂ ≤ {@link #relativeError()} ‖result‖₂ (Higham 2002, Accuracy and Stability of Numerical Algorithms, Theorem
 * 24.2). Immutable after construction; safe to share.
 */
final class FourierTransform {
    private static final double ERROR_PER_LEVEL = 8e-16;

    private final int size;
    private final double[] cosine;
    private final double[] sine;

    FourierTransform(int size) {
        if (Integer.bitCount(size) != 1 || size < 8) {
            throw new IllegalArgumentException(
                    "size must be a power of two and at least 8, found " + size + ": round it up");
        }
        this.size = size;
        cosine = new double[size / 2];
        sine = new double[size / 2];
        int quarter = size / 4;
        for (int k = 0; k <= quarter / 2; k++) {
            double angle = 2 * Math.PI * k / size;
            double c = Math.cos(angle);
            double s = Math.sin(angle);
            setRoot(k, c, s);
            setRoot(quarter - k, s, c);
            setRoot(quarter + k, -s, c);
            if (k > 0) {
                setRoot(2 * quarter - k, -c, s);
            }
        }
    }

    private void setRoot(int k, double c, double s) {
        cosine[k] = c;
        sine[k] = s;
    }

    int size() {
        return size;
    }

    double relativeError() {
        return ERROR_PER_LEVEL * Integer.numberOfTrailingZeros(size);
    }

    /** cos(2 pi k / size) for any k. */
    double cosine(long k) {
        int index = (int) Math.floorMod(k, (long) size);
        return index < size / 2 ? cosine[index] : -cosine[index - size / 2];
    }

    /** sin(2 pi k / size) for any k. */
    double sine(long k) {
        int index = (int) Math.floorMod(k, (long) size);
        return index < size / 2 ? sine[index] : -sine[index - size / 2];
    }

    /** Replaces x by Σ over j of x_j e^(-2 pi i j k / size). */
    void forward(double[] real, double[] imaginary) {
        reverseBits(real, imaginary);
        for (int half = 1; half < size; half *= 2) {
            int stride = size / (2 * half);
            for (int block = 0; block < size; block += 2 * half) {
                butterflies(real, imaginary, block, half, stride);
            }
        }
    }

    private void butterflies(double[] real, double[] imaginary, int block, int half, int stride) {
        for (int j = 0; j < half; j++) {
            double c = cosine[j * stride];
            double s = -sine[j * stride];
            int low = block + j;
            int high = low + half;
            double re = real[high] * c - imaginary[high] * s;
            double im = real[high] * s + imaginary[high] * c;
            real[high] = real[low] - re;
            imaginary[high] = imaginary[low] - im;
            real[low] += re;
            imaginary[low] += im;
        }
    }

    private void reverseBits(double[] real, double[] imaginary) {
        int shift = 32 - Integer.numberOfTrailingZeros(size);
        for (int i = 0; i < size; i++) {
            int j = Integer.reverse(i) >>> shift;
            if (j > i) {
                double re = real[i];
                real[i] = real[j];
                real[j] = re;
                double im = imaginary[i];
                imaginary[i] = imaginary[j];
                imaginary[j] = im;
            }
        }
    }
}
