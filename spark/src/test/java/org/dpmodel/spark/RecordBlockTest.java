package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The records of a partition: each id once, wherever its rows were sorted to. */
class RecordBlockTest {
    private static final RecordShape SHAPE = new RecordShape(new long[] {1}, new long[] {1});

    private static RecordBlock.Placed placed(int position, Object id) {
        return new RecordBlock.Placed(
                position, new RecordRow((java.io.Serializable) id, new float[] {position}, new float[] {0}, null));
    }

    @Test
    void anIdThatComesTwiceIsBroken() {
        RecordBlock block = RecordBlock.of(List.of(placed(9, 5L), placed(2, 5L), placed(3, 6L)), SHAPE);
        assertEquals(9, block.faultPosition());
        assertTrue(block.fault().contains("id 5 must be that of one record"), block.fault());
        assertNull(RecordBlock.of(List.of(placed(9, 5L), placed(2, "5"), placed(3, 6L)), SHAPE)
                .fault());
    }
}
