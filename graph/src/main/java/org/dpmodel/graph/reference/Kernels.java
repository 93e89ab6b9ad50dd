package org.dpmodel.graph.reference;

import java.util.LinkedHashMap;
import java.util.Map;

/** All operators of the reference interpreter. */
final class Kernels {
    private Kernels() {}

    static Map<String, Kernel> all() {
        return all(Arithmetic.EXACT);
    }

    static Map<String, Kernel> all(Arithmetic arithmetic) {
        Map<String, Kernel> kernels = new LinkedHashMap<>();
        UnaryKernels.addTo(kernels);
        BinaryKernels.addTo(kernels);
        kernels.put("Conv", new ConvolutionKernel());
        kernels.put("ConvTranspose", new TransposedConvolutionKernel());
        kernels.put("MaxPool", new MaxPoolingKernel());
        kernels.put("AveragePool", new AveragePoolingKernel());
        MatrixKernels.addTo(kernels);
        SoftmaxKernels.addTo(kernels);
        kernels.put("LayerNormalization", new LayerNormalizationKernel());
        ReductionKernels.addTo(kernels, arithmetic.sums());
        ShapeKernels.addTo(kernels);
        SelectionKernels.addTo(kernels);
        IndexingKernels.addTo(kernels);
        InferenceKernels.addTo(kernels);
        return kernels;
    }
}
