package org.dpmodel.spark;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A step's order in transit. A small one is sent with the tasks' code, which Spark broadcasts for each job anyway. A
 * large one, which each task would deserialize again, is a separate broadcast, which an executor deserializes once.
 * Close it after the step, on the driver.
 */
final class SentOrder implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1;

    /** Spark warns of code of more than a megabyte. */
    private static final int MOST_NUMBERS_WITH_TASKS = 200_000;

    private final StepOrder order;
    private final Broadcast<StepOrder> broadcast;

    private SentOrder(StepOrder order, Broadcast<StepOrder> broadcast) {
        this.order = order;
        this.broadcast = broadcast;
    }

    static SentOrder of(JavaSparkContext spark, StepOrder order) {
        int numbers = Arrays.stream(order.parameters())
                .mapToInt(values -> values.length)
                .sum();
        return numbers <= MOST_NUMBERS_WITH_TASKS
                ? new SentOrder(order, null)
                : new SentOrder(null, spark.broadcast(order));
    }

    StepOrder value() {
        return broadcast == null ? order : broadcast.value();
    }

    @Override
    public void close() {
        if (broadcast != null) {
            broadcast.destroy();
        }
    }
}
