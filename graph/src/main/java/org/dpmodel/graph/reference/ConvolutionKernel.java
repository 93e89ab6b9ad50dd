package org.dpmodel.graph.reference;

import java.util.Arrays;
import java.util.List;

/** Conv: the sum over a group's channels and the window of input times weight, plus bias. Any number of spatial axes. */
final class ConvolutionKernel implements Kernel {
    @Override
    public List<ReferenceTensor> run(KernelCall call) {
        ReferenceTensor x = call.input(0);
        ReferenceTensor weight = call.input(1);
        Grid input = Grid.of(x.shape());
        Grid filter = Grid.of(weight.shape());
        int spatial = input.rank() - 2;
        int groups = Math.toIntExact(call.attributes().integer("group", 1));
        call.require(
                input.dim(1) == filter.dim(1) * groups && filter.dim(0) % groups == 0,
                "channels " + input.dim(1) + ", weight " + weight.shape() + " and group " + groups + " do not agree");
        int[] inputSizes = sizes(input, 2);
        Window window = Window.of(call, inputSizes, sizes(filter, 2));
        int[] outputDims = new int[spatial + 2];
        outputDims[0] = input.dim(0);
        outputDims[1] = filter.dim(0);
        System.arraycopy(window.outputSizes(inputSizes), 0, outputDims, 2, spatial);
        Grid output = Grid.of(outputDims);
        Grid terms = Grid.of(sizes(filter, 1));
        double[] y = new double[output.size()];
        output.forEach(at -> {
            int firstChannel = at[1] / (filter.dim(0) / groups) * filter.dim(1);
            double[] sum = {call.has(2) ? call.input(2).real(at[1]) : 0};
            int[] from = new int[spatial + 2];
            int[] with = new int[spatial + 2];
            from[0] = at[0];
            with[0] = at[1];
            terms.forEach(term -> {
                from[1] = firstChannel + term[0];
                System.arraycopy(term, 0, with, 1, term.length);
                boolean inside = true;
                for (int axis = 0; axis < spatial; axis++) {
                    from[axis + 2] = window.locate(axis, at[axis + 2], term[axis + 1]);
                    inside &= from[axis + 2] >= 0 && from[axis + 2] < inputSizes[axis];
                }
                if (inside) {
                    sum[0] += x.real(input.offset(from)) * weight.real(filter.offset(with));
                }
            });
            y[output.offset(at)] = sum[0];
        });
        return List.of(ReferenceTensor.ofReals(x.type().withShape(output.shape()), y));
    }

    /** The dimensions from an axis on. */
    static int[] sizes(Grid grid, int from) {
        int[] sizes = new int[grid.rank() - from];
        Arrays.setAll(sizes, axis -> grid.dim(from + axis));
        return sizes;
    }
}
