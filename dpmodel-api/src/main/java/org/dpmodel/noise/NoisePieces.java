package org.dpmodel.noise;

import java.util.stream.IntStream;
import org.apache.commons.rng.JumpableUniformRandomProvider;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Splits large arrays into pieces, each with a separate sub-stream, which are filled in parallel on the common pool: the
 * result depends only on the stream, not on the number of threads. This needs a {@link JumpableUniformRandomProvider},
 * such as those of {@link org.dpmodel.random.RandomStreams}; any other generator is read only by the calling thread.
 */
final class NoisePieces {
    /** Fills elements of one piece. */
    @FunctionalInterface
    interface Filler {
        void fill(int from, int to, UniformRandomProvider random);
    }

    private NoisePieces() {}

    static void forEach(int length, int piece, UniformRandomProvider random, Filler filler) {
        if (length <= piece || !(random instanceof JumpableUniformRandomProvider jumpable)) {
            filler.fill(0, length, random);
            return;
        }
        UniformRandomProvider[] streams = new UniformRandomProvider[(length - 1) / piece + 1];
        for (int i = 0; i < streams.length; i++) {
            streams[i] = jumpable.jump();
        }
        IntStream.range(0, streams.length)
                .parallel()
                .forEach(i -> filler.fill(i * piece, Math.min(length, (i + 1) * piece), streams[i]));
    }
}
