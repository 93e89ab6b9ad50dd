package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.NetworkSketch.input;
import static org.dpmodel.graph.evidence.NetworkSketch.strides;
import static org.dpmodel.graph.evidence.NetworkSketch.window;
import static org.dpmodel.graph.evidence.TestNetwork.classifier;

import java.util.List;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;

/** Of {@link TestNetworks} those for the attributes of convolutions and of pooling. */
final class ImageNetworks {
    private static final Attributes NONE = Attributes.none();

    private ImageNetworks() {}

    static List<TestNetwork> convolutions() {
        Attributes asymmetric = strides(2, 1).with("pads", new long[] {1, 0, 2, 1});
        return List.of(
                classifier(input("conv", 2, 5, 5).conv(3, 3, 3).tanh().dense(3)),
                classifier(input("conv, strides that leave a rest", 1, 8, 7)
                        .conv(2, strides(3, 2), true, 3, 2)
                        .tanh()
                        .dense(3)),
                classifier(input("conv, asymmetric pads", 2, 5, 6)
                        .conv(3, asymmetric, true, 3, 2)
                        .tanh()
                        .dense(2)),
                classifier(input("conv, pads wider than the kernel", 1, 3, 3)
                        .tanh()
                        .conv(2, NONE.with("pads", new long[] {1, 2, 1, 2}), false, 1, 2)
                        .tanh()
                        .conv(2, NONE.with("pads", new long[] {2, 1, 2, 1}), false, 2, 1)
                        .dense(2)),
                classifier(input("conv, dilations", 2, 7, 6)
                        .conv(2, NONE.with("dilations", new long[] {2, 3}), false, 3, 2)
                        .tanh()
                        .dense(2)),
                classifier(input("conv, dilations with strides and pads", 1, 8, 8)
                        .conv(2, 2, 2)
                        .tanh()
                        .conv(
                                3,
                                strides(2, 3)
                                        .with("dilations", new long[] {2, 1})
                                        .with("pads", new long[] {1, 1, 0, 2}),
                                true,
                                3,
                                3)
                        .tanh()
                        .dense(2)),
                classifier(input("conv, groups", 4, 5, 5)
                        .conv(6, NONE.with("group", 2), true, 3, 3)
                        .tanh()
                        .conv(6, NONE.with("group", 3).with("strides", new long[] {2, 1}), false, 2, 2)
                        .dense(3)),
                classifier(input("conv, depthwise", 3, 5, 5)
                        .conv(6, NONE.with("group", 3), true, 3, 3)
                        .tanh()
                        .dense(3)),
                classifier(input("conv, auto_pad", 1, 5, 6)
                        .conv(2, strides(2, 2).with("auto_pad", new Attribute.Text("SAME_UPPER")), true, 3, 2)
                        .tanh()
                        .conv(2, NONE.with("auto_pad", new Attribute.Text("SAME_LOWER")), true, 2, 2)
                        .tanh()
                        .conv(2, NONE.with("auto_pad", new Attribute.Text("VALID")), false, 2, 2)
                        .dense(2)),
                classifier(input("conv, one axis", 2, 9)
                        .conv(3, strides(2).with("pads", new long[] {1, 2}), true, 3)
                        .tanh()
                        .then("MaxPool", window(2))
                        .conv(2, 2)
                        .dense(2)),
                classifier(input("conv, three axes", 1, 4, 4, 3)
                        .conv(2, strides(1, 2, 1), true, 2, 2, 2)
                        .tanh()
                        .conv(2, 2, 1, 2)
                        .dense(2)));
    }

    static List<TestNetwork> poolings() {
        return List.of(
                classifier(input("max pool first", 1, 6, 6)
                        .conv(2, 3, 3)
                        .relu()
                        .pool("MaxPool", 2, 2)
                        .dense(3)),
                classifier(input("max pool after a padded convolution", 1, 5, 6)
                        .conv(2, NONE.with("pads", new long[] {1, 0, 1, 2}), false, 2, 3)
                        .then("MaxPool", window(3, 2).with("strides", new long[] {3, 2}))
                        .tanh()
                        .dense(3)),
                classifier(input("max pool along one axis", 2, 9)
                        .conv(3, 2)
                        .relu()
                        .then("MaxPool", window(4).with("strides", new long[] {4}))
                        .dense(3)),
                classifier(input("max pool after a wide convolution", 5, 6, 6)
                        .conv(2, 3, 3)
                        .then("Sigmoid")
                        .pool("MaxPool", 2, 2)
                        .dense(3)),
                classifier(input("max pool, overlapping", 1, 6, 6)
                        .conv(2, 2, 2)
                        .pool("MaxPool", 3, 1)
                        .tanh()
                        .dense(3)),
                classifier(input("max pool, padded and strided", 1, 6, 6)
                        .conv(2, 2, 2)
                        .then(
                                "MaxPool",
                                window(3, 2)
                                        .with("pads", new long[] {1, 0, 1, 1})
                                        .with("strides", new long[] {2, 3}))
                        .dense(3)),
                classifier(input("max pool, dilated", 1, 7, 7)
                        .conv(2, 2, 2)
                        .then("MaxPool", window(2, 2).with("dilations", new long[] {2, 3}))
                        .dense(3)),
                classifier(input("max pool that leaves a rest", 1, 8, 8)
                        .conv(2, 2, 2)
                        .tanh()
                        .pool("MaxPool", 2, 3)
                        .dense(3)),
                classifier(input("average pool", 2, 6, 6)
                        .conv(2, 3, 3)
                        .relu()
                        .pool("AveragePool", 2, 2)
                        .dense(3)),
                classifier(input("average pool, overlapping", 2, 5, 5)
                        .conv(2, 2, 2)
                        .tanh()
                        .pool("AveragePool", 2, 1)
                        .dense(2)),
                classifier(input("average pool, padded", 2, 5, 5)
                        .conv(2, 2, 2)
                        .tanh()
                        .then(
                                "AveragePool",
                                window(2, 2)
                                        .with("pads", new long[] {1, 0, 1, 1})
                                        .with("strides", new long[] {2, 1}))
                        .dense(2)),
                classifier(input("average pool, padding counted", 2, 5, 5)
                        .conv(2, 2, 2)
                        .tanh()
                        .then(
                                "AveragePool",
                                window(2, 4)
                                        .with("pads", new long[] {1, 2, 0, 1})
                                        .with("count_include_pad", 1))
                        .dense(2)),
                classifier(input("average pool that leaves a rest", 2, 6, 8)
                        .conv(2, 2, 2)
                        .tanh()
                        .then("AveragePool", window(2, 3).with("strides", new long[] {2, 3}))
                        .dense(2)));
    }
}
