package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.List;
import org.dpmodel.Losses;
import org.dpmodel.models.MultilayerPerceptron;
import org.junit.jupiter.api.Test;

/** The records of a partition: each id once, wherever its rows were sorted to. */
class RecordBlockTest {
    private static final RecordShape SHAPE =
            RecordShape.of(MultilayerPerceptron.network(new long[] {1}, 2, 1).graph(), Losses.meanSquaredError());

    private static RecordBlock.Placed placed(int position, Serializable id) {
        return new RecordBlock.Placed(position, new RecordRow(id, new float[] {position}, new float[] {0}, null));
    }

    @Test
    void anIdThatComesTwiceIsBroken() {
        RecordBlock block = RecordBlock.of(List.of(placed(9, 5L), placed(2, 5L), placed(3, 6L)), SHAPE);
        assertEquals(9, block.faultPosition());
        assertTrue(block.fault().contains("id 5 must belong to one record"), block.fault());
        assertNull(RecordBlock.of(List.of(placed(9, 5L), placed(2, "5"), placed(3, 6L)), SHAPE)
                .fault());
    }
}
