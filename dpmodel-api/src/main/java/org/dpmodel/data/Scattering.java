package org.dpmodel.data;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.dpmodel.validation.Require;

/**
 * Image features that need no training: the scattering transform (Bruna and Mallat 2013, arXiv:1203.1513) of two scales
 * and eight directions, up to the second order. A linear layer on them, trained privately, beats convolutions that are
 * trained from scratch as long as epsilon is small (Tramèr and Boneh 2021, arXiv:2011.11660).
 *
 * <p>They cost no privacy: the wavelets are fixed, and the features of an image are a function of its own pixels alone,
 * the same bits on every machine and for any number of threads. Their normalization must preserve this: group
 * normalization does; means and variances of private data do not.
 *
 * <p>Wavelets, padding by reflection and the order of the channels are those of Kymatio 0.3.0 with J = 2 and L = 8: the mean, 16
 * moduli of the first order, 64 of the second.
 */
public final class Scattering {
    /** Channels of the features of an image: 1 + 16 + 64. */
    public static final int CHANNELS = ScatteringTransform.CHANNELS;

    private static final int IMAGES_AT_A_TIME = 100;

    private Scattering() {}

    /**
     * Side of the features of an image.
     *
     * @param imageSide side of the square image: a multiple of 4, at least 8
     * @return a quarter of it: 7 of 28 pixels
     * @throws IllegalArgumentException if there are no features of such an image
     */
    public static int side(int imageSide) {
        if (imageSide < 8 || imageSide % 4 != 0) {
            throw Require.broken(
                    "the side of the images",
                    "must be a multiple of 4, at least 8",
                    imageSide,
                    "pad the images with zeros");
        }
        return imageSide / 4;
    }

    /**
     * The features of all images of a dataset, computed immediately and kept in memory: 4 bytes times 81 times a
     * sixteenth of the pixels, 16 kB for an image of 28 × 28.
     *
     * @param images features {@code [1, side, side]}
     * @param threads number of threads, at least 1
     * @return features {@code [81, side / 4, side / 4]} and the same targets and people, named like the images, followed
     *     by "scattering features"
     * @throws IllegalArgumentException if the images have another shape
     */
    public static Dataset features(Dataset images, int threads) {
        Require.atLeast("threads", threads, 1, "pass the number of threads to use");
        long[] shape = images.featureShape();
        if (shape.length != 3 || shape[0] != 1 || shape[1] != shape[2]) {
            throw Require.broken(
                    "the images of " + images.name(),
                    "must be square with one channel, [1, side, side]",
                    Arrays.toString(shape),
                    "compute the features of each channel separately");
        }
        int side = Math.toIntExact(shape[1]);
        int small = side(side);
        float[][] features = new float[images.size()][];
        computeAll(images, side, features, threads);
        Dataset computed = new ForwardingDataset(images) {
            @Override
            public String name() {
                return images.name() + ", scattering features";
            }

            @Override
            public long[] featureShape() {
                return new long[] {CHANNELS, small, small};
            }

            @Override
            public void copyFeatures(int index, FloatBuffer destination) {
                Objects.checkIndex(index, features.length);
                destination.put(features[index]);
            }
        };
        return images.people().map(computed::withPeople).orElse(computed);
    }

    private static void computeAll(Dataset images, int side, float[][] features, int threads) {
        ScatteringFilters filters = new ScatteringFilters(side);
        AtomicInteger next = new AtomicInteger();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(workers.submit(() -> compute(images, filters, features, next)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while features are computed", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("features of " + images.name() + " cannot be computed", e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    private static void compute(Dataset images, ScatteringFilters filters, float[][] features, AtomicInteger next) {
        ScatteringTransform transform = new ScatteringTransform(filters);
        float[] pixels = new float[filters.imageSide() * filters.imageSide()];
        float[] unknown = new float[pixels.length];
        Arrays.fill(unknown, Float.NaN);
        while (!Thread.currentThread().isInterrupted()) {
            int from = next.getAndAdd(IMAGES_AT_A_TIME);
            if (from >= features.length) {
                return;
            }
            for (int i = from; i < Math.min(from + IMAGES_AT_A_TIME, features.length); i++) {
                WholeRow.copy(images, "features", images::copyFeatures, i, FloatBuffer.wrap(pixels), unknown);
                features[i] = transform.features(pixels);
            }
        }
    }
}
