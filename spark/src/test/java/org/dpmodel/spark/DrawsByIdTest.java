package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** Whether a record is drawn depends on its id, and on no other record. */
class DrawsByIdTest {
    private static final long CANARY = 1;

    private static List<Row> withCanary() {
        List<Row> rows = new ArrayList<>(SparkCluster.rows());
        rows.add(RowFactory.create(CANARY, List.of(9f, 8f, -7f, 6f), 0));
        return rows;
    }

    /** The ids that each step draws, without the canary's. */
    private static List<Set<Long>> others(List<List<Long>> drawn) {
        List<Set<Long>> others = new ArrayList<>();
        for (List<Long> step : drawn) {
            Set<Long> ids = new TreeSet<>(step);
            ids.remove(CANARY);
            others.add(ids);
        }
        return others;
    }

    @Test
    void aRecordBeforeAllOthersChangesTheDrawOfNone() {
        List<List<Long>> without = DrawnIds.onSpark(SparkCluster.rows(), 3, true);
        List<List<Long>> with = DrawnIds.onSpark(withCanary(), 5, true);
        assertEquals(3, without.size());
        assertEquals(others(without), others(with));
        assertTrue(
                with.stream().anyMatch(step -> step.contains(CANARY)), "the canary must be drawn in one of the steps");
    }

    /** The twin: coins that belong to positions move to other records. */
    @Test
    void coinsByPositionAreSeen() {
        assertNotEquals(
                others(DrawnIds.onSpark(SparkCluster.rows(), 3, false)),
                others(DrawnIds.onSpark(withCanary(), 3, false)));
    }
}
