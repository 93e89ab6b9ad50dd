package org.dpmodel.data;

import java.util.Arrays;

/** Computes {@link Scattering} features of one image after another. Mutable buffers; one thread. */
final class ScatteringTransform {
    private static final int DIRECTIONS = ScatteringFilters.DIRECTIONS;
    private static final int PAIRS = DIRECTIONS / 2;

    /** The mean, the moduli of two scales, and those of the second scale of each modulus of the first. */
    static final int CHANNELS = 1 + 2 * DIRECTIONS + DIRECTIONS * DIRECTIONS;

    private final ScatteringFilters filters;
    private final int side;
    private final int half;
    private final int small;
    private final Planes image;
    private final Planes fine;
    private final Planes pairs;
    private final Planes coarse;
    private final Planes second;
    private final float[] spectrumReal;
    private final float[] spectrumImaginary;
    private final float[] filteredRows;

    ScatteringTransform(ScatteringFilters filters) {
        this.filters = filters;
        side = filters.side();
        half = side / 2;
        small = filters.imageSide() / 4;
        image = new Planes(side, 1, false);
        fine = new Planes(side, DIRECTIONS, true);
        pairs = new Planes(side, PAIRS, false);
        coarse = new Planes(half, DIRECTIONS, true);
        second = new Planes(half, DIRECTIONS * DIRECTIONS, true);
        spectrumReal = new float[side * side];
        spectrumImaginary = new float[side * side];
        filteredRows = new float[small * DIRECTIONS * DIRECTIONS * half];
    }

    /**
     * The features of an image.
     *
     * @param pixels {@code [side, side]}
     * @return {@code [81, side / 4, side / 4]}
     */
    float[] features(float[] pixels) {
        float[] features = new float[CHANNELS * small * small];
        pad(pixels);
        lowPass(image, 1, filters.lowPass(), features, 0);
        image.transform();
        firstScale();
        lowPass(fine, DIRECTIONS, filters.lowPass(), features, 1);
        filterCoarsely(image.real, image.imaginary, coarse, 0);
        coarse.transform();
        coarse.toModuli();
        lowPass(coarse, DIRECTIONS, filters.lowPassOfHalf(), features, 1 + DIRECTIONS);
        transformModuli();
        for (int direction = 0; direction < DIRECTIONS; direction++) {
            takeSpectrum(direction);
            filterCoarsely(spectrumReal, spectrumImaginary, second, direction * DIRECTIONS);
        }
        second.transform();
        second.toModuli();
        lowPass(second, DIRECTIONS * DIRECTIONS, filters.lowPassOfHalf(), features, 1 + 2 * DIRECTIONS);
        return features;
    }

    private void pad(float[] pixels) {
        int imageSide = filters.imageSide();
        for (int row = 0; row < side; row++) {
            int from = filters.reflected(row) * imageSide;
            for (int column = 0; column < side; column++) {
                image.real[row * side + column] = pixels[from + filters.reflected(column)];
                image.imaginary[row * side + column] = 0;
            }
        }
    }

    /** The moduli of the image, filtered by the wavelets of the first scale. */
    private void firstScale() {
        int width = DIRECTIONS * side;
        for (int direction = 0; direction < DIRECTIONS; direction++) {
            float[] wavelet = filters.wavelet(0, direction);
            for (int row = 0; row < side; row++) {
                int from = row * side;
                int to = row * width + direction * side;
                for (int i = 0; i < side; i++) {
                    fine.real[to + i] = image.real[from + i] * wavelet[from + i];
                    fine.imaginary[to + i] = image.imaginary[from + i] * wavelet[from + i];
                }
            }
        }
        fine.transform();
        fine.toModuli();
    }

    /** The spectra of the moduli of the first scale: they are real, so that two are transformed as one. */
    private void transformModuli() {
        int width = PAIRS * side;
        for (int row = 0; row < side; row++) {
            System.arraycopy(fine.real, row * 2 * width, pairs.real, row * width, width);
            System.arraycopy(fine.real, row * 2 * width + width, pairs.imaginary, row * width, width);
        }
        pairs.transform();
    }

    /** The spectrum of one of a pair: the part that is symmetric as spectra of real numbers are, or the other part / i. */
    private void takeSpectrum(int direction) {
        boolean second = direction >= PAIRS;
        int width = PAIRS * side;
        int block = direction % PAIRS * side;
        for (int row = 0; row < side; row++) {
            int here = row * width + block;
            int there = (side - row) % side * width + block;
            for (int column = 0; column < side; column++) {
                int mirrored = there + (side - column) % side;
                float real = pairs.real[here + column];
                float imaginary = pairs.imaginary[here + column];
                float mirroredReal = pairs.real[mirrored];
                float mirroredImaginary = pairs.imaginary[mirrored];
                int to = row * side + column;
                spectrumReal[to] = (second ? imaginary + mirroredImaginary : real + mirroredReal) / 2;
                spectrumImaginary[to] = (second ? mirroredReal - real : imaginary - mirroredImaginary) / 2;
            }
        }
    }

    /**
     * Filters a spectrum by the wavelets of the second scale and keeps every other row and column of the image, which adds up
     * parts of the spectrum.
     */
    private void filterCoarsely(float[] real, float[] imaginary, Planes into, int plane) {
        for (int direction = 0; direction < DIRECTIONS; direction++) {
            float[] wavelet = filters.wavelet(1, direction);
            for (int row = 0; row < half; row++) {
                int to = (row * into.count + plane + direction) * half;
                folded(real, wavelet, row, into.real, to);
                folded(imaginary, wavelet, row, into.imaginary, to);
            }
        }
    }

    private void folded(float[] spectrum, float[] wavelet, int row, float[] into, int to) {
        int upper = row * side;
        int lower = (row + half) * side;
        for (int i = 0; i < half; i++) {
            into[to + i] = spectrum[upper + i] * wavelet[upper + i]
                    + spectrum[upper + half + i] * wavelet[upper + half + i]
                    + spectrum[lower + i] * wavelet[lower + i]
                    + spectrum[lower + half + i] * wavelet[lower + half + i];
        }
    }

    /** Local means of the real parts of planes, which become channels. */
    private void lowPass(Planes planes, int count, float[] matrix, float[] features, int channel) {
        int length = planes.side();
        int width = count * length;
        for (int to = 0; to < small; to++) {
            Arrays.fill(filteredRows, to * width, (to + 1) * width, 0);
            for (int from = 0; from < length; from++) {
                float weight = matrix[to * length + from];
                for (int i = 0; i < width; i++) {
                    filteredRows[to * width + i] += weight * planes.real[from * width + i];
                }
            }
        }
        int place = channel * small * small;
        for (int plane = 0; plane < count; plane++) {
            for (int row = 0; row < small; row++) {
                int from = row * width + plane * length;
                for (int column = 0; column < small; column++) {
                    float sum = 0;
                    for (int i = 0; i < length; i++) {
                        sum += matrix[column * length + i] * filteredRows[from + i];
                    }
                    features[place++] = sum;
                }
            }
        }
    }

    /** Complex planes side by side, {@code [side, planes, side]}, with room to transform them. */
    private static final class Planes {
        private final int side;
        private final int count;
        private final RowFourier fourier;
        private final float[] real;
        private final float[] imaginary;
        private final float[] otherReal;
        private final float[] otherImaginary;

        Planes(int side, int count, boolean inverse) {
            this.side = side;
            this.count = count;
            fourier = new RowFourier(side, count * side, inverse);
            real = new float[side * count * side];
            imaginary = new float[side * count * side];
            otherReal = new float[side * count * side];
            otherImaginary = new float[side * count * side];
        }

        int side() {
            return side;
        }

        /** Transforms each plane along both axes, and transposes it. */
        void transform() {
            fourier.transform(real, imaginary, otherReal, otherImaginary, count * side);
            transpose(otherReal, real);
            transpose(otherImaginary, imaginary);
            fourier.transform(real, imaginary, otherReal, otherImaginary, count * side);
            System.arraycopy(otherReal, 0, real, 0, real.length);
            System.arraycopy(otherImaginary, 0, imaginary, 0, imaginary.length);
        }

        private void transpose(float[] from, float[] to) {
            int width = count * side;
            for (int plane = 0; plane < count; plane++) {
                for (int row = 0; row < side; row++) {
                    for (int column = 0; column < side; column++) {
                        to[column * width + plane * side + row] = from[row * width + plane * side + column];
                    }
                }
            }
        }

        /** Writes the moduli into the real parts. */
        void toModuli() {
            for (int i = 0; i < real.length; i++) {
                real[i] = (float) Math.sqrt(real[i] * real[i] + imaginary[i] * imaginary[i]);
            }
        }
    }
}
