package org.dpmodel.cli.selfcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.dpmodel.data.SyntheticDigits;
import org.junit.jupiter.api.Test;

/** A read that is not counted makes a sound device look as if it sampled less often than it says. */
class CountedReadsTest {
    private static final int READS = 100_000;

    @Test
    void noReadIsLostWhereThreadsReadAtOnce() {
        CountedReads dataset = new CountedReads(SyntheticDigits.train(1, 1));
        int elements = 1;
        for (long dim : dataset.featureShape()) {
            elements *= (int) dim;
        }
        int size = elements;
        IntStream.range(0, READS).parallel().forEach(read -> dataset.copyFeatures(0, FloatBuffer.allocate(size)));
        assertEquals(READS, dataset.reads());
    }
}
