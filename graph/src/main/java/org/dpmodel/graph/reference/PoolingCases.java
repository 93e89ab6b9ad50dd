package org.dpmodel.graph.reference;

import java.util.List;
import org.dpmodel.graph.Attribute;

/** Cases for MaxPool, AveragePool and the normalizations. */
final class PoolingCases {
    private PoolingCases() {}

    private static CaseBuilder max(String configuration) {
        return new CaseBuilder("MaxPool", configuration);
    }

    private static CaseBuilder average(String configuration) {
        return new CaseBuilder("AveragePool", configuration);
    }

    private static CaseBuilder batchNormalization(String configuration) {
        return new CaseBuilder("BatchNormalization", configuration)
                .normal(3, 2, 4, 4)
                .normal(2)
                .normal(2)
                .normal(2)
                .uniform(0.5, 2, 2);
    }

    private static CaseBuilder layerNormalization(String configuration) {
        return new CaseBuilder("LayerNormalization", configuration).opset(17);
    }

    static void addTo(List<CaseBuilder> cases) {
        cases.add(max("plain").normal(2, 3, 6, 6).integers("kernel_shape", 2, 2).integers("strides", 2, 2));
        cases.add(max("overlapping").normal(2, 3, 6, 5).integers("kernel_shape", 3, 2));
        cases.add(max("indices")
                .normal(2, 3, 6, 6)
                .integers("kernel_shape", 2, 2)
                .integers("strides", 2, 2)
                .outputs(2));
        cases.add(max("indices of overlapping windows")
                .normal(2, 2, 5, 5)
                .integers("kernel_shape", 2, 2)
                .integers("strides", 1, 1)
                .outputs(2));
        cases.add(max("indices with pads")
                .normal(2, 2, 5, 6)
                .integers("kernel_shape", 3, 3)
                .integers("strides", 2, 2)
                .integers("pads", 1, 1, 0, 1)
                .outputs(2));
        cases.add(max("indices with dilations")
                .normal(2, 2, 7, 7)
                .integers("kernel_shape", 2, 2)
                .integers("dilations", 2, 3)
                .outputs(2));
        cases.add(max("indices of equal elements")
                .levels(3, 2, 2, 6, 6)
                .integers("kernel_shape", 3, 3)
                .integers("strides", 2, 2)
                .outputs(2));
        cases.add(max("negative elements under pads")
                .uniform(-3, -1, 1, 2, 4, 4)
                .integers("kernel_shape", 2, 2)
                .integers("strides", 2, 2)
                .integers("pads", 1, 1, 1, 1));
        cases.add(max("one axis").normal(2, 3, 8).integers("kernel_shape", 3).integers("strides", 2));
        cases.add(max("same upper")
                .normal(1, 2, 5, 5)
                .integers("kernel_shape", 2, 2)
                .integers("strides", 2, 2)
                .attribute("auto_pad", new Attribute.Text("SAME_UPPER")));

        cases.add(average("plain")
                .normal(2, 3, 6, 6)
                .integers("kernel_shape", 2, 2)
                .integers("strides", 2, 2));
        cases.add(average("overlapping").normal(2, 3, 5, 6).integers("kernel_shape", 3, 2));
        cases.add(average("pads that do not count")
                .normal(2, 2, 5, 5)
                .integers("kernel_shape", 3, 3)
                .integers("pads", 1, 1, 1, 1));
        cases.add(average("pads that count")
                .normal(2, 2, 5, 5)
                .integers("kernel_shape", 3, 3)
                .integers("strides", 2, 2)
                .integers("pads", 1, 1, 1, 1)
                .integer("count_include_pad", 1));
        cases.add(average("asymmetric pads")
                .normal(2, 2, 5, 5)
                .integers("kernel_shape", 2, 3)
                .integers("pads", 1, 0, 0, 2));

        cases.add(batchNormalization("inference"));
        cases.add(batchNormalization("epsilon").attribute("epsilon", new Attribute.Real(0.3f)));
        cases.add(new CaseBuilder("BatchNormalization", "of vectors")
                .normal(4, 3)
                .normal(3)
                .normal(3)
                .normal(3)
                .uniform(0.5, 2, 3));
        cases.add(batchNormalization("training")
                .integer("training_mode", 1)
                .outputs(3)
                .opset(14));
        cases.add(layerNormalization("last axis").normal(2, 3, 4).normal(4).normal(4));
        cases.add(layerNormalization("without bias").normal(2, 3, 4).normal(4));
        cases.add(layerNormalization("several axes")
                .normal(2, 3, 4)
                .normal(3, 4)
                .normal(3, 4)
                .integer("axis", 1)
                .attribute("epsilon", new Attribute.Real(0.3f)));
        cases.add(new CaseBuilder("Dropout", "inference").normal(3, 4));
    }
}
