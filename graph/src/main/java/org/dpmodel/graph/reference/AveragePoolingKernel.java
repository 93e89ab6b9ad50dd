package org.dpmodel.graph.reference;

import java.util.List;

/** AveragePool: the mean over the window, where padding counts as zeros or not at all. */
final class AveragePoolingKernel implements Kernel {
    @Override
    public List<ReferenceTensor> run(KernelCall call) {
        ReferenceTensor x = call.input(0);
        call.require(call.attributes().integer("ceil_mode", 0) == 0, "ceil_mode must be 0");
        Pooling pooling = new Pooling(call);
        boolean countPadding = call.attributes().integer("count_include_pad", 0) != 0;
        Grid output = pooling.output();
        double[] mean = new double[output.size()];
        output.forEach(at -> {
            double[] sum = new double[1];
            int[] covered = new int[1];
            pooling.forEachCovered(at, source -> {
                sum[0] += x.real(source);
                covered[0]++;
            });
            mean[output.offset(at)] = sum[0] / (countPadding ? pooling.windowSize() : covered[0]);
        });
        return List.of(ReferenceTensor.ofReals(x.type().withShape(output.shape()), mean));
    }
}
