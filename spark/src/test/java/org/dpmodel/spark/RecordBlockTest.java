package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.ArrayList;
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

    /** More records than are digested at once. */
    private static final int MANY = 20_000;

    private static List<RecordBlock.Placed> many() {
        List<RecordBlock.Placed> records = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            records.add(record(2 * i, i, 0.5f * i, -i));
        }
        return records;
    }

    private static RecordBlock.Placed record(int position, long id, float feature, float target) {
        return new RecordBlock.Placed(position, new RecordRow(id, new float[] {feature}, new float[] {target}, null));
    }

    /** A record in place of another one would be drawn with the other one's coin. */
    @Test
    void aBlockThatDiffersInOneNumberIsRefused() {
        String expected = RecordBlock.of(many(), SHAPE).digest();
        RecordBlock.of(many(), SHAPE).verify(3, expected);
        for (int i : new int[] {0, MANY - 1}) {
            for (RecordBlock.Placed other : List.of(
                    record(2 * i + 1, i, 0.5f * i, -i),
                    record(2 * i, MANY, 0.5f * i, -i),
                    record(2 * i, i, Math.nextUp(0.5f * i), -i),
                    record(2 * i, i, 0.5f * i, Math.nextUp(-i)))) {
                List<RecordBlock.Placed> records = many();
                records.set(i, other);
                RecordBlock block = RecordBlock.of(records, SHAPE);
                String message = assertThrows(IllegalStateException.class, () -> block.verify(3, expected))
                        .getMessage();
                assertTrue(message.contains("partition 3 must have the records"), message);
            }
        }
    }
}
