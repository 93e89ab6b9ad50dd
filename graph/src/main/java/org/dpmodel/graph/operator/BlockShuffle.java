package org.dpmodel.graph.operator;

import java.util.List;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/** DepthToSpace and SpaceToDepth: channels become the pixels of a block, and vice versa. */
enum BlockShuffle implements CompositeOperator {
    /** Channels become pixels. */
    DEPTH_TO_SPACE {
        @Override
        Value shuffled(Ops ops, OperatorCall call, long b) {
            Value x = call.input(0);
            call.require(x.dim(1) % (b * b) == 0, () -> x.dim(1) + " channels do not fill blocks of " + b + " by " + b);
            long channels = x.dim(1) / b / b;
            String mode = call.attributes().text("mode", "DCR");
            call.require(mode.equals("DCR") || mode.equals("CRD"), () -> "mode must be DCR or CRD, found " + mode);
            Value blocks = mode.equals("DCR")
                    ? ops.transpose(ops.reshape(x, x.dim(0), b, b, channels, x.dim(2), x.dim(3)), 0, 3, 4, 1, 5, 2)
                    : ops.transpose(ops.reshape(x, x.dim(0), channels, b, b, x.dim(2), x.dim(3)), 0, 1, 4, 2, 5, 3);
            return ops.reshape(blocks, x.dim(0), channels, x.dim(2) * b, x.dim(3) * b);
        }
    },
    /** Pixels become channels. */
    SPACE_TO_DEPTH {
        @Override
        Value shuffled(Ops ops, OperatorCall call, long b) {
            Value x = call.input(0);
            call.require(
                    x.dim(2) % b == 0 && x.dim(3) % b == 0,
                    () -> x.shape() + " is not made of blocks of " + b + " by " + b);
            Value blocks = ops.reshape(x, x.dim(0), x.dim(1), x.dim(2) / b, b, x.dim(3) / b, b);
            return ops.reshape(
                    ops.transpose(blocks, 0, 3, 5, 1, 2, 4), x.dim(0), x.dim(1) * b * b, x.dim(2) / b, x.dim(3) / b);
        }
    };

    abstract Value shuffled(Ops ops, OperatorCall call, long block);

    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        call.require(
                call.input(0).shape().rank() == 4,
                () -> "its input must be [batch, channels, height, width], found "
                        + call.input(0).shape());
        long block = call.attributes().integer("blocksize", 0);
        call.require(block >= 1, () -> "blocksize must be at least 1, found " + block);
        return List.of(shuffled(ops, call, block));
    }
}
