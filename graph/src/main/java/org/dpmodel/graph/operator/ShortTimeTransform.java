package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/**
 * STFT: a signal {@code [batch, length]}, or {@code [batch, length, parts]}, is cut into frames, each is multiplied by a
 * window and transformed: {@code [batch, frames, frequencies, 2]}.
 */
final class ShortTimeTransform implements CompositeOperator {
    private static final int STEP = 1;
    private static final int WINDOW = 2;
    private static final int LENGTH = 3;

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(STEP, LENGTH);
    }

    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        Shape signal = call.input(0).shape();
        call.require(
                signal.rank() == 2 || signal.rank() == 3,
                () -> "its signal must be [batch, length] or [batch, length, parts], found " + signal);
        long step = call.constantInts(STEP)[0];
        call.require(
                call.has(LENGTH) || call.has(WINDOW),
                () -> "it must have a window or a frame_length: without them, frames have no length");
        long length = call.has(LENGTH)
                ? call.constantInts(LENGTH)[0]
                : call.input(WINDOW).dim(0);
        call.require(
                step >= 1 && length >= 1 && length <= signal.dim(1),
                () -> "frames of length " + length + " every " + step + " steps do not fit a signal of length "
                        + signal.dim(1));
        long frames = (signal.dim(1) - length) / step + 1;
        long parts = signal.rank() == 3 ? signal.dim(2) : 1;
        long[] places = IntStream.range(0, Math.toIntExact(frames * length))
                .mapToLong(i -> i / length * step + i % length)
                .toArray();
        Value framed = ops.reshape(ops.gather(call.input(0), 1, places), signal.dim(0), frames, length, parts);
        if (call.has(WINDOW)) {
            call.require(
                    call.input(WINDOW).shape().equals(Shape.of(length)),
                    () -> "its window must be [" + length + "], found "
                            + call.input(WINDOW).shape());
            framed = ops.mul(framed, ops.reshape(call.input(WINDOW), 1, 1, length, 1));
        }
        Attributes sides = Attributes.none().with("onesided", call.attributes().integer("onesided", 1));
        return List.of(ops.builder().call("DFT", sides, framed, Value.absent(), ops.ints(2)));
    }
}
