package org.dpmodel.graph.lowering;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Phases of windows that tile the input: one transposition sorts the elements by their position in the window, so that no
 * strided slice is needed. Phases are {@code [1, batch, channels, positions...]}.
 *
 * @param window the window, one that {@linkplain ConvGeometry#tiles tiles}
 */
record TiledPhases(ConvGeometry window) implements WindowPhases {
    @Override
    public List<Value> of(Ops ops, Value x) {
        Shape positions = window.outputShape(x.shape(), x.dim(1));
        int axes = window.axes();
        long[] covered = covered(positions);
        long[] spatial = LongStream.range(2, 2L + axes).toArray();
        long[] ones = LongStream.generate(() -> 1).limit(axes).toArray();
        Value whole = ops.slice(x, new long[axes], covered, spatial, ones);
        long[] tiles = new long[1 + 2 * axes];
        int[] order = new int[tiles.length];
        tiles[0] = x.dim(0) * x.dim(1);
        for (int i = 0; i < axes; i++) {
            tiles[1 + 2 * i] = positions.dim(i + 2);
            tiles[2 + 2 * i] = window.kernel()[i];
            order[i] = 2 + 2 * i;
            order[axes + 1 + i] = 1 + 2 * i;
        }
        Value sorted = ops.transpose(ops.reshape(whole, tiles), order);
        int places = places();
        return ops.split(ops.reshape(sorted, prepend(places, positions.dims())), 0, places);
    }

    @Override
    public Value join(Ops ops, List<Value> parts, Shape input) {
        Shape positions = window.outputShape(input, input.dim(1));
        int axes = window.axes();
        long[] sorted = new long[1 + 2 * axes];
        int[] order = new int[sorted.length];
        sorted[axes] = input.dim(0) * input.dim(1);
        order[0] = axes;
        for (int i = 0; i < axes; i++) {
            sorted[i] = window.kernel()[i];
            sorted[axes + 1 + i] = positions.dim(i + 2);
            order[1 + 2 * i] = axes + 1 + i;
            order[2 + 2 * i] = i;
        }
        Value tiles = ops.transpose(ops.reshape(ops.concat(0, parts), sorted), order);
        long[] covered = covered(positions);
        long[] dims = input.dims();
        long[] rest = new long[2 * dims.length];
        for (int i = 0; i < axes; i++) {
            rest[dims.length + i + 2] = dims[i + 2] - covered[i];
            dims[i + 2] = covered[i];
        }
        Value whole = ops.reshape(tiles, dims);
        return Arrays.stream(rest).allMatch(r -> r == 0) ? whole : ops.pad(whole, rest);
    }

    private int places() {
        return Math.toIntExact(window.elements());
    }

    /** How far the windows reach along each spatial axis. */
    private long[] covered(Shape positions) {
        long[] covered = window.kernel();
        for (int i = 0; i < covered.length; i++) {
            covered[i] *= positions.dim(i + 2);
        }
        return covered;
    }

    private static long[] prepend(long first, long[] rest) {
        return LongStream.concat(LongStream.of(first), LongStream.of(rest)).toArray();
    }
}
