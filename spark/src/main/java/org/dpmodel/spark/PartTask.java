package org.dpmodel.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.broadcast.Broadcast;
import org.dpmodel.training.DropoutMasks;
import org.dpmodel.training.GradientComputer;

/**
 * A step's task: the sum of the clipped gradients of what was drawn of one partition. A function of the orders and the
 * records: run twice, anywhere, it gives the same bytes. They are returned as the action's result, of which Spark
 * accepts one per partition.
 */
final class PartTask implements FlatMapFunction2<Iterator<RecordBlock>, Iterator<PartOrder>, byte[]> {
    private static final long serialVersionUID = 1;

    private final Broadcast<StepKit> kit;
    private final String kitDigest;
    private final SentOrder order;

    PartTask(Broadcast<StepKit> kit, String kitDigest, SentOrder order) {
        this.kit = kit;
        this.kitDigest = kitDigest;
        this.order = order;
    }

    @Override
    public Iterator<byte[]> call(Iterator<RecordBlock> records, Iterator<PartOrder> orders) {
        PartOrder mine = orders.next();
        RecordBlock block = records.next();
        block.verify(mine.partition(), mine.digest());
        StepOrder step = order.value();
        byte[] part =
                ExecutorComputers.with(kit.value(), kitDigest, computer -> part(computer, block, mine.drawn(), step));
        return List.of(part).iterator();
    }

    private static byte[] part(GradientComputer computer, RecordBlock block, int[] drawn, StepOrder step) {
        computer.parameters().replace(step.parameters());
        return computer.part(block, drawn, step.norm(), DropoutMasks.read(step.masks()));
    }
}
