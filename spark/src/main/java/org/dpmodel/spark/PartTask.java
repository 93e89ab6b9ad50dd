package org.dpmodel.spark;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.dpmodel.training.DropoutMasks;
import org.dpmodel.training.GradientComputer;

/**
 * A step's task: the sum of the clipped gradients of what was drawn of one partition. A function of the order and the records: run
 * twice, anywhere, it gives the same bytes. They go back as the action's result, of which Spark takes one for each partition.
 */
final class PartTask implements Function2<Integer, Iterator<RecordBlock>, Iterator<byte[]>> {
    private static final long serialVersionUID = 1;

    private final Broadcast<StepKit> kit;
    private final String kitDigest;
    private final Broadcast<StepOrder> order;
    private final String[] digests;

    PartTask(Broadcast<StepKit> kit, String kitDigest, Broadcast<StepOrder> order, String... digests) {
        this.kit = kit;
        this.kitDigest = kitDigest;
        this.order = order;
        this.digests = digests;
    }

    @Override
    public Iterator<byte[]> call(Integer partition, Iterator<RecordBlock> records) {
        StepOrder step = order.value();
        int[] drawn = step.drawn()[partition];
        if (drawn.length == 0) {
            return Collections.emptyIterator();
        }
        RecordBlock block = records.next();
        block.verify(partition, digests[partition]);
        byte[] part = ExecutorComputers.with(kit.value(), kitDigest, computer -> part(computer, block, drawn, step));
        return List.of(part).iterator();
    }

    private static byte[] part(GradientComputer computer, RecordBlock block, int[] drawn, StepOrder step) {
        float[][] parameters = computer.parameters().values();
        for (int i = 0; i < parameters.length; i++) {
            System.arraycopy(step.parameters()[i], 0, parameters[i], 0, parameters[i].length);
        }
        computer.parameters().publish();
        return computer.part(block, drawn, step.norm(), DropoutMasks.read(step.masks()));
    }
}
