package org.dpmodel.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The measurement of the memory contract sees a leak of the size it is made for, and none where there is none. */
class ResidentMemoryTest {
    private static final int RUNS = 2000;
    private static final int TENSOR = 64 * 1024;
    private static final int PAGE = 4096;
    private static final long BOUND = (long) RUNS * TENSOR / 4;

    @BeforeEach
    void residentMemoryIsKnown() {
        assumeTrue(ResidentMemory.bytes().isPresent(), "this system does not report the resident set size");
    }

    private static ByteBuffer touched() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(TENSOR);
        for (int i = 0; i < TENSOR; i += PAGE) {
            buffer.put(i, (byte) 1);
        }
        return buffer;
    }

    @Test
    void aLeakIsSeen() {
        List<ByteBuffer> leaked = new ArrayList<>();
        long growth =
                ResidentMemory.growth(0, RUNS, () -> leaked.add(touched())).orElseThrow();
        assertEquals(RUNS, leaked.size());
        assertTrue(growth > BOUND, () -> "a leak of " + (long) RUNS * TENSOR + " bytes was seen as " + growth);
    }

    @Test
    void reuseIsFlat() {
        ByteBuffer buffer = touched();
        long growth =
                ResidentMemory.growth(10, RUNS, () -> buffer.put(0, (byte) 2)).orElseThrow();
        assertTrue(growth < BOUND, () -> "writing to one buffer was seen as a leak of " + growth);
    }

    @Test
    void whatComesOnceIsNoLeak() {
        assertEquals(0, ResidentMemory.lasting(10, 110, 110, 120, 130));
        assertEquals(400, ResidentMemory.lasting(10, 110, 210, 310, 410));
        assertEquals(-4, ResidentMemory.lasting(10, 110, 109, 210, 310));
    }
}
