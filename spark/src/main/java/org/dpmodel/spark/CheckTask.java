package org.dpmodel.spark;

import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.dpmodel.data.Dataset;
import org.dpmodel.training.CheckedFeatures;
import org.dpmodel.training.CheckedTargets;
import org.dpmodel.training.StepSettings;

/** Before the first step: that the executor computes what the driver computes, and that network and loss take its records. */
final class CheckTask implements Function2<Integer, Iterator<RecordBlock>, Iterator<BlockSummary>> {
    private static final long serialVersionUID = 1;

    private final Broadcast<StepKit> kit;
    private final String kitDigest;
    private final String[] digests;

    CheckTask(Broadcast<StepKit> kit, String kitDigest, String... digests) {
        this.kit = kit;
        this.kitDigest = kitDigest;
        this.digests = digests;
    }

    @Override
    public Iterator<BlockSummary> call(Integer partition, Iterator<RecordBlock> records) {
        RecordBlock block = records.next();
        block.verify(partition, digests[partition]);
        StepSettings settings = ExecutorComputers.with(kit.value(), kitDigest, computer -> computer.settings());
        return List.of(check(partition, block, settings)).iterator();
    }

    private static BlockSummary check(int partition, RecordBlock block, StepSettings settings) {
        Dataset checked =
                CheckedTargets.of(CheckedFeatures.of(block, settings.network()), settings.loss(), settings.network());
        FloatBuffer features = FloatBuffer.allocate(Math.toIntExact(size(block.featureShape())));
        FloatBuffer target = FloatBuffer.allocate(Math.toIntExact(size(block.targetShape())));
        for (int position : block.positions()) {
            try {
                checked.copyFeatures(position, features.clear());
                checked.copyTarget(position, target.clear());
            } catch (IllegalArgumentException e) {
                return new BlockSummary(partition, new int[0], new byte[0], "", e.getMessage(), position);
            }
        }
        return new BlockSummary(partition, new int[0], new byte[0], "", null, Integer.MAX_VALUE);
    }

    private static long size(long... shape) {
        long size = 1;
        for (long axis : shape) {
            size *= axis;
        }
        return size;
    }
}
