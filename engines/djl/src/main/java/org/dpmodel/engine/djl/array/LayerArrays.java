package org.dpmodel.engine.djl.array;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import org.dpmodel.graph.type.ConvGeometry;

/** Convolutions, poolings, matrix products, and dropout of trained networks. */
final class LayerArrays {
    private static final int MATRIX = 2;

    private LayerArrays() {}

    static void addTo(Map<String, ArrayOperator> operators) {
        operators.put("Conv", ArrayOperators.single(LayerArrays::convolution));
        operators.put("MaxPool", ArrayOperators.single(LayerArrays::maxPool));
        operators.put("AveragePool", ArrayOperators.single(LayerArrays::averagePool));
        operators.put("MatMul", ArrayOperators.single(LayerArrays::matMul));
        operators.put("Gemm", ArrayOperators.single(LayerArrays::gemm));
        operators.put("Dropout", ArrayOperators.single(LayerArrays::dropout));
    }

    private static Shape shape(long... dims) {
        return new Shape(dims);
    }

    private static NDArray convolution(ArrayNode node) {
        node.requireReal(0);
        long[] weight = node.in(1).getShape().getShape();
        ConvGeometry geometry = ConvGeometry.of(node.call(), Arrays.copyOfRange(weight, 2, weight.length));
        boolean even = Arrays.equals(geometry.padsBegin(), geometry.padsEnd());
        NDArray x = even ? node.in(0) : SelectionArrays.padded(node, node.in(0), geometry.padsOfAllAxes(), 0);
        return x.getNDArrayInternal()
                .convolution(
                        x,
                        node.in(1),
                        node.has(2) ? node.in(2) : null,
                        shape(geometry.strides()),
                        shape(even ? geometry.padsBegin() : new long[geometry.axes()]),
                        shape(geometry.dilations()),
                        Math.toIntExact(geometry.groups()))
                .singletonOrThrow();
    }

    /** Values only: arrays have no indices of maxima. */
    private static NDArray maxPool(ArrayNode node) {
        node.require(node.outputs() == 1, "arrays have no indices of maxima: compile for target portable");
        ConvGeometry geometry = window(node);
        NDArray x = geometry.hasPads()
                ? SelectionArrays.padded(node, node.in(0), geometry.padsOfAllAxes(), Double.NEGATIVE_INFINITY)
                : node.in(0);
        return x.getNDArrayInternal()
                .maxPool(shape(geometry.kernel()), shape(geometry.strides()), shape(new long[geometry.axes()]), false);
    }

    /** Engines differ in whether pads count, so padding is explicit, and divided out if it does not count. */
    private static NDArray averagePool(ArrayNode node) {
        ConvGeometry geometry = window(node);
        NDArray sum = average(node, node.in(0), geometry);
        boolean counted = node.attributes().integer("count_include_pad", 0) == 1;
        return counted || !geometry.hasPads()
                ? sum
                : sum.div(average(node, node.in(0).onesLike(), geometry));
    }

    private static NDArray average(ArrayNode node, NDArray x, ConvGeometry geometry) {
        NDArray padded = geometry.hasPads() ? SelectionArrays.padded(node, x, geometry.padsOfAllAxes(), 0) : x;
        return padded.getNDArrayInternal()
                .avgPool(
                        shape(geometry.kernel()),
                        shape(geometry.strides()),
                        shape(new long[geometry.axes()]),
                        false,
                        true);
    }

    private static ConvGeometry window(ArrayNode node) {
        node.require(node.attributes().has("kernel_shape"), "kernel_shape is missing");
        node.require(node.attributes().integer("ceil_mode", 0) == 0, "ceil_mode must be 0");
        ConvGeometry geometry = ConvGeometry.of(node.call(), node.attributes().integers("kernel_shape"));
        node.require(
                Arrays.stream(geometry.dilations()).allMatch(d -> d == 1),
                "arrays have no pooling with dilations, found " + Arrays.toString(geometry.dilations()));
        return geometry;
    }

    private static NDArray matMul(ArrayNode node) {
        node.require(
                node.shape(0).rank() >= MATRIX && node.shape(1).rank() >= MATRIX,
                "both factors must be matrices or stacks of them, found " + node.shape(0) + " and " + node.shape(1));
        return node.in(0).matMul(node.in(1));
    }

    private static NDArray gemm(ArrayNode node) {
        NDArray a = node.attributes().integer("transA", 0) == 0
                ? node.in(0)
                : node.in(0).transpose(1, 0);
        NDArray b = node.attributes().integer("transB", 0) == 0
                ? node.in(1)
                : node.in(1).transpose(1, 0);
        float alpha = node.attributes().real("alpha", 1);
        float beta = node.attributes().real("beta", 1);
        NDArray product = a.matMul(b);
        NDArray scaled = alpha == 1 ? product : product.mul(alpha);
        if (!node.has(2)) {
            return scaled;
        }
        return scaled.add(beta == 1 ? node.in(2) : node.in(2).mul(beta));
    }

    private static NDArray dropout(ArrayNode node) {
        node.require(
                !node.has(2) && node.outputs() == 1,
                "random masks are not drawn inside the graph: export the network in evaluation mode");
        return node.in(0);
    }
}
