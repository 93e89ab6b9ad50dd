package org.dpmodel.graph.reference;

import java.util.function.IntConsumer;

/** The windows of a pooling operator over a tensor of shape [batch, channels, spatial...]. */
final class Pooling {
    private final Grid input;
    private final Grid output;
    private final Window window;

    Pooling(KernelCall call) {
        input = Grid.of(call.input(0).shape());
        int[] inputSizes = ConvolutionKernel.sizes(input, 2);
        window = Window.of(call, inputSizes, Window.ints(call.attributes().integers("kernel_shape")));
        int[] dims = new int[input.rank()];
        dims[0] = input.dim(0);
        dims[1] = input.dim(1);
        System.arraycopy(window.outputSizes(inputSizes), 0, dims, 2, inputSizes.length);
        output = Grid.of(dims);
    }

    Grid output() {
        return output;
    }

    /** The number of positions in a window, including padding. */
    int windowSize() {
        return window.positions().size();
    }

    /** Visits the offsets of the input elements under the window of an output position, without padding. */
    void forEachCovered(int[] at, IntConsumer offset) {
        int[] from = at.clone();
        window.positions().forEach(within -> {
            boolean inside = true;
            for (int axis = 0; axis < within.length; axis++) {
                from[axis + 2] = window.locate(axis, at[axis + 2], within[axis]);
                inside &= from[axis + 2] >= 0 && from[axis + 2] < input.dim(axis + 2);
            }
            if (inside) {
                offset.accept(input.offset(from));
            }
        });
    }
}
