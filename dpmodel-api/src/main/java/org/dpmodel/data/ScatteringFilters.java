package org.dpmodel.data;

import java.util.Arrays;

/**
 * The fixed filters of {@link Scattering} for images of one size: Morlet wavelets of two scales and eight directions, as real
 * spectra, and low-pass filters that keep a number of every 4 × 4 pixels, as matrices. Immutable.
 *
 * <p>All are of Kymatio's {@code filter_bank} with J = 2, L = 8, in double precision: Gabor functions of width 0.8 · 2^j, frequency
 * 3π/4 · 2^-j and slant 1/2, summed over periodic copies, minus what makes their sum zero; the low-pass filter is a Gaussian of
 * width 1.6.
 */
final class ScatteringFilters {
    static final int DIRECTIONS = 8;

    private static final int SCALES = 2;
    private static final int MARGIN = 4;
    private static final int COPIES = 2;
    private static final double WIDTH = 0.8;
    private static final double SLANT = 4.0 / DIRECTIONS;

    private final int imageSide;
    private final int side;
    private final float[][][] wavelets = new float[SCALES][DIRECTIONS][];
    private final float[] lowPass;
    private final float[] lowPassOfHalf;

    ScatteringFilters(int imageSide) {
        this.imageSide = imageSide;
        this.side = imageSide + 2 * MARGIN;
        for (int scale = 0; scale < SCALES; scale++) {
            for (int direction = 0; direction < DIRECTIONS; direction++) {
                wavelets[scale][direction] = spectrum(morlet(scale, direction));
            }
        }
        double[] gaussian = gaussian(WIDTH * (1 << (SCALES - 1)));
        lowPass = decimating(gaussian, 4);
        lowPassOfHalf = decimating(bandLimited(gaussian), 2);
    }

    int imageSide() {
        return imageSide;
    }

    /** Side of the padded image. */
    int side() {
        return side;
    }

    /**
     * Maps a position in a row of the padded image to one in a row of the image, by reflection without repeating the edge
     * pixel.
     */
    int reflected(int padded) {
        int place = Math.abs(padded - MARGIN);
        return place < imageSide ? place : 2 * (imageSide - 1) - place;
    }

    /**
     * The spectrum of a wavelet, divided by the number of pixels of the padded image, since all transforms here leave that out.
     *
     * @return {@code [side, side]}, indexed by the frequencies along columns first
     */
    float[] wavelet(int scale, int direction) {
        return wavelets[scale][direction];
    }

    /** Makes {@code imageSide / 4} numbers of {@code side}: a matrix, row-major. */
    float[] lowPass() {
        return lowPass;
    }

    /** Makes {@code imageSide / 4} numbers of {@code side / 2}: a matrix, row-major. */
    float[] lowPassOfHalf() {
        return lowPassOfHalf;
    }

    /** Real and imaginary parts, alternating, of a wavelet at each pixel {@code [row, column]}. */
    private double[][] morlet(int scale, int direction) {
        double width = WIDTH * (1 << scale);
        double angle = (DIRECTIONS - DIRECTIONS / 2 - 1 - direction) * Math.PI / DIRECTIONS;
        double[][] wave = gabor(width, angle, 0.75 * Math.PI / (1 << scale));
        double[][] envelope = gabor(width, angle, 0);
        double sum = Arrays.stream(envelope[0]).sum();
        double real = Arrays.stream(wave[0]).sum() / sum;
        double imaginary = Arrays.stream(wave[1]).sum() / sum;
        for (int i = 0; i < side * side; i++) {
            wave[0][i] -= real * envelope[0][i];
            wave[1][i] -= imaginary * envelope[0][i];
        }
        return wave;
    }

    private double[][] gabor(double width, double angle, double frequency) {
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double half = 1 / (2 * width * width);
        double rows = half * (cos * cos + SLANT * SLANT * sin * sin);
        double mixed = 2 * half * cos * sin * (1 - SLANT * SLANT);
        double columns = half * (sin * sin + SLANT * SLANT * cos * cos);
        double norm = 2 * Math.PI * width * width / SLANT;
        double[][] values = new double[2][side * side];
        for (int x = -COPIES * side; x < (COPIES + 1) * side; x++) {
            for (int y = -COPIES * side; y < (COPIES + 1) * side; y++) {
                double size = StrictMath.exp(-(rows * x * x + mixed * x * y + columns * y * y)) / norm;
                double phase = frequency * (x * cos + y * sin);
                int pixel = Math.floorMod(x, side) * side + Math.floorMod(y, side);
                values[0][pixel] += size * StrictMath.cos(phase);
                values[1][pixel] += size * StrictMath.sin(phase);
            }
        }
        return values;
    }

    /** The real part of the spectrum, which is all that Kymatio uses, transposed and divided by the number of pixels. */
    private float[] spectrum(double[][] wave) {
        double[][] byRows = transformedAndTransposed(wave);
        double[] real = transformedAndTransposed(byRows)[0];
        float[] scaled = new float[side * side];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                scaled[column * side + row] = (float) (real[row * side + column] / (side * side));
            }
        }
        return scaled;
    }

    /** The discrete Fourier transform along columns, by its definition. */
    private double[][] transformedAndTransposed(double[][] wave) {
        double[][] result = new double[2][side * side];
        for (int k = 0; k < side; k++) {
            for (int n = 0; n < side; n++) {
                double angle = -2 * Math.PI * (k * n % side) / side;
                double cos = StrictMath.cos(angle);
                double sin = StrictMath.sin(angle);
                for (int column = 0; column < side; column++) {
                    double real = wave[0][n * side + column];
                    double imaginary = wave[1][n * side + column];
                    result[0][column * side + k] += real * cos - imaginary * sin;
                    result[1][column * side + k] += real * sin + imaginary * cos;
                }
            }
        }
        return result;
    }

    /** A Gaussian along one axis, around 0, summed over periodic copies; those of two axes are its products. */
    private double[] gaussian(double width) {
        double[] values = new double[side];
        for (int x = -COPIES * side; x < (COPIES + 1) * side; x++) {
            values[Math.floorMod(x, side)] +=
                    StrictMath.exp(-x * x / (2 * width * width)) / (Math.sqrt(2 * Math.PI) * width);
        }
        return values;
    }

    /** The filter with half as many values whose spectrum is the lower half of the frequencies. */
    private double[] bandLimited(double[] filter) {
        int half = side / 2;
        double[] spectrum = new double[side];
        for (int k = 0; k < side; k++) {
            for (int n = 0; n < side; n++) {
                spectrum[k] += filter[n] * StrictMath.cos(2 * Math.PI * (k * n % side) / side);
            }
        }
        Arrays.fill(spectrum, side / 4, side / 4 + half, 0);
        double[] limited = new double[half];
        for (int n = 0; n < half; n++) {
            for (int k = 0; k < side; k++) {
                limited[n] += spectrum[k] * StrictMath.cos(2 * Math.PI * (k * n % half) / half) / half;
            }
        }
        return limited;
    }

    /** The matrix that filters, subsamples, and drops the margins. */
    private float[] decimating(double[] filter, int kept) {
        int small = imageSide / 4;
        float[] matrix = new float[small * filter.length];
        for (int to = 0; to < small; to++) {
            int centre = (to + MARGIN / 4) * kept;
            for (int from = 0; from < filter.length; from++) {
                matrix[to * filter.length + from] = (float) filter[Math.floorMod(centre - from, filter.length)];
            }
        }
        return matrix;
    }
}
