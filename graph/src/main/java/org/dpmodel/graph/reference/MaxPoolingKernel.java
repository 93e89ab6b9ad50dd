package org.dpmodel.graph.reference;

import java.util.List;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.TensorType;

/** MaxPool: the largest element under the window and its index in the whole input; the first of equal ones. */
final class MaxPoolingKernel implements Kernel {
    @Override
    public List<ReferenceTensor> run(KernelCall call) {
        call.require(call.attributes().integer("storage_order", 0) == 0, "storage_order must be 0");
        ReferenceTensor x = call.input(0);
        Pooling pooling = new Pooling(call);
        Grid output = pooling.output();
        double[] largest = new double[output.size()];
        long[] index = new long[output.size()];
        output.forEach(at -> {
            int target = output.offset(at);
            largest[target] = Double.NEGATIVE_INFINITY;
            index[target] = -1;
            pooling.forEachCovered(at, source -> {
                if (index[target] < 0 || x.real(source) > largest[target]) {
                    largest[target] = x.real(source);
                    index[target] = source;
                }
            });
        });
        return List.of(
                ReferenceTensor.ofReals(x.type().withShape(output.shape()), largest),
                ReferenceTensor.ofIntegers(new TensorType(DataType.INT64, output.shape()), index));
    }
}
