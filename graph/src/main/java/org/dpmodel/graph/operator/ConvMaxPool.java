package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.ConvWeightGradient;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.gradient.UnitGradients;
import org.dpmodel.graph.lowering.PhasedMaxPool;
import org.dpmodel.graph.type.ConvGeometry;
import org.dpmodel.graph.type.OperatorCall;

/**
 * A convolution of stride 1 followed by maximum pooling without overlap, computed together: the shifted copies of the
 * kernel, moved by the pooling stride, give the candidates of each pooling window as groups of channels. The pooling is
 * an elementwise maximum over the groups, and gradients of convolution and pooling run on a grid smaller by the size of
 * the window. Inputs: x, weight, and an optional bias. Created by a rewrite, never read from a file.
 */
public final class ConvMaxPool implements WeightedLayer {
    /** The operator's name inside the compiler. */
    public static final String NAME = "dpmodel.ConvMaxPool";

    /** Attribute: the size of the pooling window. */
    public static final String POOL = "pool_shape";

    /** The operator, for the registry. */
    ConvMaxPool() {}

    @Override
    public List<TensorType> infer(OperatorCall call) {
        Shape weight = call.input(1).shape();
        Shape convolved = Convolution.geometry(call).outputShape(call.input(0).shape(), weight.dim(0));
        long[] pool = call.attributes().integers(POOL);
        long[] dims = convolved.dims();
        for (int i = 0; i < pool.length; i++) {
            dims[i + 2] /= pool[i];
        }
        return List.of(call.input(0).type().withShape(Shape.of(dims)));
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        Value x = call.input(0);
        Value weight = call.input(1);
        long[] pool = call.attributes().integers(POOL);
        List<long[]> offsets = offsets(pool);
        int phases = offsets.size();
        ConvGeometry phased = phased(Convolution.geometry(call), pool);
        Shape pooledShape = infer(call).get(0).shape();
        long perPhase = pooledShape.size(1, pooledShape.rank());

        Value wide = ops.concat(
                0,
                offsets.stream()
                        .map(offset -> shifted(ops, weight, offset, pool))
                        .toList());
        Value stacked = ops.builder().call("Conv", phased.attributes(), x, wide);
        List<Value> candidates = ops.split(ops.reshape(stacked, x.dim(0), phases, perPhase), 1, phases);
        Value maximum = ops.elementwise("Max", candidates.toArray(Value[]::new));
        Value pooled = ops.reshape(maximum, pooledShape);
        Value y = call.has(2) ? ops.add(pooled, channelwise(ops, call.input(2), pooledShape)) : pooled;

        return Recording.of(y, (dy, sink) -> {
            Value flat = ops.reshape(dy, x.dim(0), 1, perPhase);
            List<Value> shares = PhasedMaxPool.firstEqualShares(ops, candidates, maximum, flat);
            Value stackedGradient = ops.reshape(ops.concat(1, shares), stacked.shape());
            sink.activation(0, () -> recorder.target()
                    .convInputGradient()
                    .inputGradient(ops, stackedGradient, wide, phased, x.shape()));
            ConvWeightGradient.PerUnit perUnit = (o, units) -> {
                UnitGradients all =
                        recorder.target().convWeightGradient().perUnit(o, x, stackedGradient, phased, units);
                return gather(o, all, weight.shape(), offsets);
            };
            sink.parameter(1, () -> new ConvWeightGradient(perUnit, weight.shape(), recorder.units()));
            if (call.has(2)) {
                sink.parameter(2, () -> Convolution.biasGradient(recorder, dy));
            }
        });
    }

    private static Value channelwise(Ops ops, Value bias, Shape like) {
        long[] dims = new long[like.rank() - 1];
        Arrays.fill(dims, 1);
        dims[0] = bias.dim(0);
        return ops.reshape(bias, dims);
    }

    /** All positions within a window, in row-major order. */
    private static List<long[]> offsets(long[] window) {
        int count = (int) Arrays.stream(window).reduce(1, Math::multiplyExact);
        List<long[]> offsets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long[] offset = new long[window.length];
            long rest = i;
            for (int axis = window.length - 1; axis >= 0; axis--) {
                offset[axis] = rest % window[axis];
                rest /= window[axis];
            }
            offsets.add(offset);
        }
        return offsets;
    }

    private static ConvGeometry phased(ConvGeometry convolution, long[] pool) {
        long[] kernel = convolution.kernel();
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] += pool[i] - 1;
        }
        return ConvGeometry.explicit(
                kernel, pool, convolution.dilations(), convolution.padsBegin(), convolution.padsEnd(), 1);
    }

    private static Value shifted(Ops ops, Value weight, long[] offset, long[] pool) {
        int rank = weight.shape().rank();
        long[] pads = new long[2 * rank];
        for (int i = 0; i < offset.length; i++) {
            pads[i + 2] = offset[i];
            pads[rank + i + 2] = pool[i] - 1 - offset[i];
        }
        return ops.pad(weight, pads);
    }

    /** Sums the gradients of the shifted kernels, whose outputs are the phases times the weight's outputs. */
    private static UnitGradients gather(Ops ops, UnitGradients all, Shape weight, List<long[]> offsets) {
        int phaseAxis = all.outputAxis();
        int kernelAxis = all.kernelAxis() + (all.kernelAxis() > phaseAxis ? 1 : 0);
        long[] joined = all.values().shape().dims();
        long[] split = new long[joined.length + 1];
        System.arraycopy(joined, 0, split, 0, phaseAxis);
        split[phaseAxis] = offsets.size();
        split[phaseAxis + 1] = weight.dim(0);
        System.arraycopy(joined, phaseAxis + 1, split, phaseAxis + 2, joined.length - phaseAxis - 1);
        Value grid = ops.reshape(all.values(), split);
        Value sum = IntStream.range(0, offsets.size())
                .mapToObj(phase -> part(ops, grid, phaseAxis, phase, kernelAxis, offsets.get(phase), weight))
                .reduce(ops::add)
                .orElseThrow();
        joined[phaseAxis] = weight.dim(0);
        System.arraycopy(weight.dims(), 2, joined, all.kernelAxis(), weight.rank() - 2);
        return new UnitGradients(ops.reshape(sum, joined), all.layout());
    }

    private static Value part(
            Ops ops, Value grid, int phaseAxis, int phase, int kernelAxis, long[] offset, Shape weight) {
        int axes = offset.length;
        long[] starts = new long[1 + axes];
        long[] ends = new long[1 + axes];
        long[] where = new long[1 + axes];
        long[] steps = new long[1 + axes];
        Arrays.fill(steps, 1);
        starts[0] = phase;
        ends[0] = phase + 1;
        where[0] = phaseAxis;
        for (int i = 0; i < axes; i++) {
            starts[i + 1] = offset[i];
            ends[i + 1] = offset[i] + weight.dim(i + 2);
            where[i + 1] = kernelAxis + i;
        }
        return ops.slice(grid, starts, ends, where, steps);
    }
}
