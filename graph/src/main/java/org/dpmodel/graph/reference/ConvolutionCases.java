package org.dpmodel.graph.reference;

import java.util.List;
import org.dpmodel.graph.Attribute;

/** Cases for Conv and ConvTranspose. */
final class ConvolutionCases {
    private ConvolutionCases() {}

    private static CaseBuilder conv(String configuration) {
        return new CaseBuilder("Conv", configuration);
    }

    private static CaseBuilder transposed(String configuration) {
        return new CaseBuilder("ConvTranspose", configuration);
    }

    static void addTo(List<CaseBuilder> cases) {
        cases.add(conv("plain").normal(2, 3, 7, 6).normal(4, 3, 3, 2));
        cases.add(conv("kernel_shape written out")
                .normal(2, 1, 5, 5)
                .normal(2, 1, 3, 3)
                .integers("kernel_shape", 3, 3));
        cases.add(conv("bias").normal(1, 2, 5, 5).normal(3, 2, 3, 3).normal(3));
        cases.add(conv("strides").normal(2, 2, 8, 9).normal(3, 2, 3, 2).integers("strides", 2, 3));
        cases.add(conv("symmetric pads").normal(2, 2, 5, 5).normal(3, 2, 3, 3).integers("pads", 1, 1, 1, 1));
        cases.add(conv("asymmetric pads").normal(2, 2, 5, 6).normal(3, 2, 4, 3).integers("pads", 1, 0, 2, 1));
        cases.add(conv("dilations").normal(2, 2, 9, 8).normal(3, 2, 3, 2).integers("dilations", 2, 3));
        cases.add(conv("strides, pads and dilations")
                .normal(2, 2, 9, 9)
                .normal(3, 2, 3, 3)
                .normal(3)
                .integers("strides", 2, 2)
                .integers("pads", 2, 1, 1, 2)
                .integers("dilations", 2, 1));
        cases.add(conv("groups").normal(2, 4, 5, 5).normal(6, 2, 3, 3).normal(6).integer("group", 2));
        cases.add(conv("depthwise").normal(2, 3, 6, 6).normal(6, 1, 3, 3).integer("group", 3));
        cases.add(conv("pointwise").normal(2, 5, 3, 3).normal(4, 5, 1, 1));
        cases.add(conv("strides that leave a rest")
                .normal(1, 1, 8, 8)
                .normal(2, 1, 3, 3)
                .integers("strides", 3, 3));
        cases.add(conv("one axis")
                .normal(2, 3, 9)
                .normal(4, 3, 3)
                .integers("strides", 2)
                .integers("pads", 1, 1));
        cases.add(conv("three axes").normal(1, 2, 4, 4, 3).normal(2, 2, 2, 2, 2));
        cases.add(conv("same upper")
                .normal(1, 2, 7, 6)
                .normal(3, 2, 4, 3)
                .integers("strides", 2, 2)
                .attribute("auto_pad", new Attribute.Text("SAME_UPPER")));
        cases.add(conv("same lower")
                .normal(1, 2, 7, 6)
                .normal(3, 2, 4, 3)
                .attribute("auto_pad", new Attribute.Text("SAME_LOWER")));
        cases.add(conv("weight gradients of a batch as one grouped convolution")
                .normal(3, 4, 8, 8)
                .normal(8, 1, 6, 6)
                .integer("group", 4));
        cases.add(conv("weight gradients with a microbatch of two in each group")
                .normal(3, 4, 8, 8)
                .normal(4, 2, 6, 6)
                .integer("group", 2));
        cases.add(conv("weight gradients of a strided convolution")
                .normal(2, 3, 9, 9)
                .normal(6, 1, 4, 4)
                .integer("group", 3)
                .integers("dilations", 2, 2)
                .integers("pads", 1, 1, 0, 0));

        cases.add(transposed("plain").normal(2, 3, 4, 5).normal(3, 2, 3, 2));
        cases.add(transposed("bias").normal(1, 3, 4, 4).normal(3, 2, 3, 3).normal(2));
        cases.add(transposed("strides").normal(2, 2, 3, 4).normal(2, 3, 3, 2).integers("strides", 2, 3));
        cases.add(transposed("pads").normal(2, 2, 4, 4).normal(2, 3, 3, 3).integers("pads", 1, 0, 1, 1));
        cases.add(transposed("output padding")
                .normal(2, 2, 3, 3)
                .normal(2, 3, 3, 3)
                .integers("strides", 2, 2)
                .integers("pads", 1, 1, 1, 1)
                .integers("output_padding", 1, 1));
        cases.add(transposed("dilations").normal(2, 2, 4, 4).normal(2, 3, 3, 2).integers("dilations", 2, 2));
        cases.add(transposed("groups")
                .normal(2, 4, 3, 3)
                .normal(4, 3, 3, 3)
                .normal(6)
                .integer("group", 2));
        cases.add(transposed("everything")
                .normal(2, 4, 4, 3)
                .normal(4, 2, 3, 3)
                .normal(4)
                .integer("group", 2)
                .integers("strides", 2, 3)
                .integers("pads", 1, 2, 0, 1)
                .integers("dilations", 1, 2)
                .integers("output_padding", 1, 2));
    }
}
