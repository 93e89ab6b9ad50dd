package org.dpmodel.engine.onnxruntime.cann.dialect;

import org.dpmodel.graph.DataType;

/** Rules of operators that move, select and repeat elements. */
final class LayoutChecks {
    private LayoutChecks() {}

    static void slice(NodeCheck node) {
        node.requireConstant(1, "the starts");
        node.requireConstant(2, "the ends");
        node.requireConstant(3, "the axes");
        node.requireConstant(4, "the steps");
    }

    static void pad(NodeCheck node) {
        node.requireConstant(1, "the pads");
        node.requireConstant(2, "the value");
    }

    static void expand(NodeCheck node) {
        node.requireConstant(1, "the shape");
        node.type(0)
                .ifPresent(type -> node.require(
                        type.dataType() != DataType.DOUBLE,
                        "the elements must not be double",
                        type.toString(),
                        "compute in float"));
    }

    static void clip(NodeCheck node) {
        node.require(node.has(1) || node.has(2), "it must have a minimum or a maximum", "neither", "use Identity");
    }

    static void scatter(NodeCheck node) {
        node.require(
                !node.attributes().text("reduction", "none").equals("mul"),
                "reduction must not be mul",
                "mul",
                "multiply by a mask");
    }

    static void blocks(NodeCheck node) {
        long size = node.attributes().integer("blocksize", 0);
        node.require(size >= 2, "blocksize must be at least 2", String.valueOf(size), "leave the node out");
    }
}
