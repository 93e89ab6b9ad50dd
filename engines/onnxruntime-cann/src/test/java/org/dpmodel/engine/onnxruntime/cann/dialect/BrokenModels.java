package org.dpmodel.engine.onnxruntime.cann.dialect;

import static org.dpmodel.engine.onnxruntime.cann.dialect.NodeSketch.sketch;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;

/** For each rule of the dialect a model that breaks it and no other. */
final class BrokenModels {
    private static final Attributes NONE = Attributes.none();
    private static final Attributes KERNEL = NONE.with("kernel_shape", new long[] {2, 2});

    private BrokenModels() {}

    static List<NodeSketch> all() {
        List<NodeSketch> all = new ArrayList<>();
        all.add(sketch("opset 19", "operator set must be at most 18")
                .opset(19)
                .input(2)
                .node("Relu", NONE));
        all.add(sketch("no input", "must have an input").constant(1).node("Identity", NONE));
        all.add(sketch("scalar input", "inputs must have an axis").input().node("Relu", NONE));
        all.add(sketch("open batch", "shapes must be static")
                .input(Shape.BATCH, 2)
                .node("Relu", NONE));
        all.add(sketch("node without a name", "every node must have a name")
                .input(2)
                .node("", "Relu", NONE, 1));
        all.add(sketch("node named like an initializer's", "names of nodes must differ")
                .input(2)
                .constant(1)
                .node("c0_Initializer_0", "Add", NONE, 1));
        all.add(sketch("unknown operator", "must be known to CANN").input(2).node("Einsum", NONE));
        all.add(sketch("layer normalization", "must be known to CANN")
                .opset(17)
                .input(2, 3)
                .input(3)
                .node("LayerNormalization", NONE));
        all.add(sketch("compound loss", "must not be used")
                .input(2, 3)
                .input(DataType.INT64, 2)
                .node("SoftmaxCrossEntropyLoss", NONE));
        all.add(sketch("resize", "must not be used").input(1, 1, 2, 2).node("Resize", NONE));
        addWindows(all);
        addArithmetic(all);
        addLayouts(all);
        return all;
    }

    private static void addWindows(List<NodeSketch> all) {
        all.add(sketch("conv without kernel_shape", "kernel_shape must be written")
                .input(1, 1, 4, 4)
                .input(1, 1, 2, 2)
                .node("Conv", NONE));
        all.add(sketch("wide kernel", "kernel_shape must be in")
                .input(1, 1, 1, 600)
                .input(1, 1, 1, 512)
                .node("Conv", NONE.with("kernel_shape", new long[] {1, 512})));
        all.add(sketch("wide stride", "strides must be in")
                .input(1, 1, 99, 99)
                .input(1, 1, 2, 2)
                .node("Conv", KERNEL.with("strides", new long[] {64, 1})));
        all.add(sketch("wide pads", "pads must be in")
                .input(1, 1, 4, 4)
                .input(1, 1, 2, 2)
                .node("Conv", KERNEL.with("pads", new long[] {0, 256, 0, 0})));
        all.add(sketch("wide dilation", "dilations must be in")
                .input(1, 1, 400, 400)
                .input(1, 1, 2, 2)
                .node("Conv", KERNEL.with("dilations", new long[] {1, 256})));
        all.add(sketch("many groups", "group must be in")
                .input(1, 65_536, 2, 2)
                .input(65_536, 1, 2, 2)
                .node("Conv", KERNEL.with("group", 65_536)));
        all.add(sketch("wide image", "images must be at most")
                .input(1, 1, 4, 4097)
                .input(1, 1, 2, 2)
                .node("Conv", KERNEL));
        all.add(sketch("volumes with auto_pad", "auto_pad must be NOTSET or VALID")
                .input(1, 1, 4, 4, 4)
                .input(1, 1, 2, 2, 2)
                .node(
                        "Conv",
                        NONE.with("kernel_shape", new long[] {2, 2, 2})
                                .with("auto_pad", new Attribute.Text("SAME_UPPER"))));
        all.add(sketch("transposed conv without kernel_shape", "kernel_shape must be written")
                .input(1, 1, 4, 4)
                .input(1, 1, 2, 2)
                .node("ConvTranspose", NONE));
        all.add(sketch("transposed conv with output_shape", "output_shape must not be used")
                .input(1, 1, 4, 4)
                .input(1, 1, 2, 2)
                .node("ConvTranspose", KERNEL.with("output_shape", new long[] {5, 5})));
        all.add(sketch("indices of maxima", "must have one output")
                .input(1, 1, 4, 4)
                .node("n", "MaxPool", KERNEL, 2));
        all.add(sketch("column-major indices", "storage_order must be 0")
                .input(1, 1, 4, 4)
                .node("MaxPool", KERNEL.with("storage_order", 1)));
        all.add(sketch("dilated pooling", "dilations must be 1")
                .input(1, 1, 4, 4)
                .node("MaxPool", KERNEL.with("dilations", new long[] {2, 1})));
        all.add(sketch("pooling without kernel_shape", "kernel_shape must be written")
                .input(1, 1, 4, 4)
                .node("AveragePool", NONE));
        all.add(sketch("large pooling window", "at most 255 elements")
                .input(1, 1, 99, 99)
                .node("AveragePool", NONE.with("kernel_shape", new long[] {16, 16})));
        all.add(sketch("wide pooling stride", "strides must be in")
                .input(1, 1, 99, 99)
                .node("MaxPool", KERNEL.with("strides", new long[] {1, 64})));
        all.add(sketch("averages with SAME_LOWER", "auto_pad must not be SAME_LOWER")
                .input(1, 1, 4, 4)
                .node("AveragePool", KERNEL.with("auto_pad", new Attribute.Text("SAME_LOWER"))));
    }

    private static void addArithmetic(List<NodeSketch> all) {
        all.add(sketch("alpha without a third input", "alpha must be 1")
                .input(2, 3)
                .input(3, 4)
                .node("Gemm", NONE.with("alpha", new Attribute.Real(0.5f))));
        all.add(sketch("vector in a matrix product", "2 to 6 axes")
                .input(2, 3)
                .input(3)
                .node("MatMul", NONE));
        all.add(sketch("quotient of integers", "floating-point")
                .input(DataType.INT64, 2)
                .input(DataType.INT64, 2)
                .node("Div", NONE));
        all.add(sketch("broadcasting sum", "one shape").input(2, 3).input(3).node("Sum", NONE));
        all.add(sketch("statistics of the batch", "frozen statistics")
                .input(2, 3, 4, 4)
                .input(3)
                .input(3)
                .input(3)
                .input(3)
                .node("BatchNormalization", NONE.with("training_mode", 1)));
        all.add(sketch("transposition without perm", "perm must be written")
                .input(2, 3)
                .node("Transpose", NONE));
        all.add(sketch("concatenation without axis", "axis must be written")
                .input(2, 3)
                .input(2, 3)
                .node("Concat", NONE));
    }

    private static void addLayouts(List<NodeSketch> all) {
        for (String operator : new String[] {
            "Reshape", "Expand", "Tile", "Split", "Squeeze", "Unsqueeze", "ReduceSum", "ReduceMax", "ReduceMean"
        }) {
            all.add(sketch("computed second input of " + operator, "must be a constant")
                    .input(2, 3)
                    .input(DataType.INT64, 2)
                    .node(operator, NONE));
        }
        all.add(sketch("computed starts", "the starts must be a constant")
                .input(4)
                .input(DataType.INT64, 1)
                .constant(2)
                .node("Slice", NONE));
        all.add(sketch("computed ends", "the ends must be a constant")
                .input(4)
                .constant(0)
                .input(DataType.INT64, 1)
                .node("Slice", NONE));
        all.add(sketch("computed axes", "the axes must be a constant")
                .input(4)
                .constant(0)
                .constant(2)
                .input(DataType.INT64, 1)
                .node("Slice", NONE));
        all.add(sketch("computed steps", "the steps must be a constant")
                .input(4)
                .constant(0)
                .constant(2)
                .constant(0)
                .input(DataType.INT64, 1)
                .node("Slice", NONE));
        all.add(sketch("computed pads", "the pads must be a constant")
                .input(4)
                .input(DataType.INT64, 2)
                .node("Pad", NONE));
        all.add(sketch("computed value of pads", "the value must be a constant")
                .input(4)
                .constant(1, 1)
                .input(1)
                .node("Pad", NONE));
        all.add(sketch("computed shape of constants", "the shape must be a constant")
                .input(DataType.INT64, 2)
                .node("ConstantOfShape", NONE));
        all.add(sketch("computed depth", "the depth must be a constant")
                .input(DataType.INT64, 2)
                .input(DataType.INT64, 1)
                .constant(0, 1)
                .node("OneHot", NONE));
        all.add(sketch("expanded doubles", "must not be double")
                .input(DataType.DOUBLE, 1, 3)
                .constant(2, 3)
                .node("Expand", NONE));
        all.add(sketch("clip without bounds", "minimum or a maximum").input(4).node("Clip", NONE));
        all.add(sketch("scattered products", "reduction must not be mul")
                .input(4)
                .input(DataType.INT64, 2, 1)
                .input(2)
                .node("ScatterND", NONE.with("reduction", new Attribute.Text("mul"))));
        all.add(sketch("blocks of one", "blocksize must be at least 2")
                .input(1, 4, 2, 2)
                .node("DepthToSpace", NONE.with("blocksize", 1)));
    }
}
