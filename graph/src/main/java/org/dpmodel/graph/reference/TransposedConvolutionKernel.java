package org.dpmodel.graph.reference;

import java.util.Arrays;
import java.util.List;

/** ConvTranspose: each input element adds its multiple of the weight to the output positions under its window. */
final class TransposedConvolutionKernel implements Kernel {
    @Override
    public List<ReferenceTensor> run(KernelCall call) {
        call.require(
                !call.attributes().has("output_shape")
                        && call.attributes().text("auto_pad", "NOTSET").equals("NOTSET"),
                "give pads and output_padding instead of output_shape or auto_pad");
        ReferenceTensor x = call.input(0);
        ReferenceTensor weight = call.input(1);
        Grid input = Grid.of(x.shape());
        Grid filter = Grid.of(weight.shape());
        int spatial = input.rank() - 2;
        int groups = Math.toIntExact(call.attributes().integer("group", 1));
        int[] inputSizes = ConvolutionKernel.sizes(input, 2);
        Window window = Window.of(call, inputSizes, ConvolutionKernel.sizes(filter, 2));
        int[] outputSizes = outputSizes(call, window, inputSizes);
        int[] outputDims = new int[spatial + 2];
        outputDims[0] = input.dim(0);
        outputDims[1] = filter.dim(1) * groups;
        System.arraycopy(outputSizes, 0, outputDims, 2, spatial);
        Grid output = Grid.of(outputDims);
        double[] y = new double[output.size()];
        if (call.has(2)) {
            output.forEach(at -> y[output.offset(at)] = call.input(2).real(at[1]));
        }
        Grid terms = Grid.of(ConvolutionKernel.sizes(filter, 1));
        input.forEach(from -> {
            int firstChannel = from[1] / (input.dim(1) / groups) * filter.dim(1);
            int[] to = new int[spatial + 2];
            int[] with = new int[spatial + 2];
            to[0] = from[0];
            with[0] = from[1];
            terms.forEach(term -> {
                to[1] = firstChannel + term[0];
                System.arraycopy(term, 0, with, 1, term.length);
                boolean inside = true;
                for (int axis = 0; axis < spatial; axis++) {
                    to[axis + 2] = window.locate(axis, from[axis + 2], term[axis + 1]);
                    inside &= to[axis + 2] >= 0 && to[axis + 2] < outputSizes[axis];
                }
                if (inside) {
                    y[output.offset(to)] += x.real(input.offset(from)) * weight.real(filter.offset(with));
                }
            });
        });
        return List.of(ReferenceTensor.ofReals(x.type().withShape(output.shape()), y));
    }

    private static int[] outputSizes(KernelCall call, Window window, int[] input) {
        int[] extra = Window.ints(call.attributes().integers("output_padding", new long[input.length]));
        int[] output = new int[input.length];
        Arrays.setAll(output, axis -> window.reach(axis, input[axis]) + extra[axis]);
        return output;
    }
}
