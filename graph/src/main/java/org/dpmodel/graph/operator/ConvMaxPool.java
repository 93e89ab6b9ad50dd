package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.graph.Ops;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.gradient.ConvWeightGradient;
import org.dpmodel.graph.gradient.Recorder;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.gradient.UnitKernels;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.lowering.ConvGeometry;
import org.dpmodel.graph.lowering.PhasedMaxPool;

/**
 * A convolution of stride 1 followed by maximum pooling without overlap, computed together: the shifted copies of the
 * kernel, moved by the pooling stride, give the candidates of each pooling window as groups of channels. The pooling is
 * an elementwise maximum over the groups, and gradients of convolution and pooling run on a grid smaller by the size of
 * the window. Inputs: x, weight, and a bias that may be absent. Written by a rewrite, never read from a file.
 */
public final class ConvMaxPool implements NetworkOperator {
    /** The operator's name inside the compiler. */
    public static final String NAME = "dpmodel.ConvMaxPool";

    /** Attribute with the size of the pooling window. */
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
    public Set<Integer> parameterInputs() {
        return Set.of(1, 2);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return IsolationRules.layer(call, inputs);
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
                Value all = recorder.target()
                        .convWeightGradient()
                        .perUnit(o, x, stackedGradient, phased, units)
                        .channelsFirst(o);
                return UnitKernels.channelsFirst(
                        gather(o, all, weight.shape(), phased, offsets, units), weight.shape());
            };
            sink.parameter(1, () -> new ConvWeightGradient(perUnit, recorder.units()));
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

    /** Sums the gradients of the shifted kernels, from {@code [channels, units, phases · outputs · wide kernel]}. */
    private static Value gather(
            Ops ops, Value all, Shape weight, ConvGeometry phased, List<long[]> offsets, Units units) {
        int axes = phased.axes();
        long[] split = new long[4 + axes];
        split[0] = weight.dim(1);
        split[1] = units.count();
        split[2] = offsets.size();
        split[3] = weight.dim(0);
        System.arraycopy(phased.kernel(), 0, split, 4, axes);
        Value grid = ops.reshape(all, split);
        Value sum = IntStream.range(0, offsets.size())
                .mapToObj(phase -> part(ops, grid, phase, offsets.get(phase), weight))
                .reduce(ops::add)
                .orElseThrow();
        return ops.reshape(sum, weight.dim(1), units.count(), weight.dim(0) * weight.size(2, weight.rank()));
    }

    private static Value part(Ops ops, Value grid, int phase, long[] offset, Shape weight) {
        int axes = offset.length;
        long[] starts = new long[1 + axes];
        long[] ends = new long[1 + axes];
        long[] where = new long[1 + axes];
        long[] steps = new long[1 + axes];
        Arrays.fill(steps, 1);
        starts[0] = phase;
        ends[0] = phase + 1;
        where[0] = 2;
        for (int i = 0; i < axes; i++) {
            starts[i + 1] = offset[i];
            ends[i + 1] = offset[i] + weight.dim(i + 2);
            where[i + 1] = i + 4;
        }
        return ops.slice(grid, starts, ends, where, steps);
    }
}
