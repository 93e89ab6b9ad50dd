package org.dpmodel.graph.onnx;

import java.util.List;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;

/** Upsample, and Resize before 11, as Resize of later versions. */
final class ResizeUpgrades {
    private static final int SCALES_INPUT = 9;
    private static final int REGION_INPUT = 11;

    private ResizeUpgrades() {}

    /** Upsample: scales as an attribute (7) or an input (9); output pixel i is read from i / scale, rounded down. */
    static List<Node> upsample(Node node, int opset, UpgradeScope scope) {
        String scales = opset < SCALES_INPUT ? scalesOf(node, scope) : input(node, 1);
        return List.of(resize(node, scales, "floor"));
    }

    /** Resize-10 rounds down when it enlarges, and up when it shrinks. */
    static List<Node> resize(Node node, int opset, UpgradeScope scope) {
        if (opset >= REGION_INPUT) {
            return List.of(node);
        }
        String scales = input(node, 1);
        boolean nearest = node.attributes().text("mode", "nearest").equals("nearest");
        return List.of(resize(node, scales, nearest ? rounding(node, scales, scope) : "floor"));
    }

    private static String rounding(Node node, String scales, UpgradeScope scope) {
        Constant known = scope.constant(scales)
                .filter(constant -> constant.type().dataType() == DataType.FLOAT)
                .orElseThrow(() -> UpgradeScope.refused(node, "has scales that are computed"));
        boolean shrinks = false;
        boolean enlarges = false;
        for (float scale : known.toFloats()) {
            shrinks |= scale < 1;
            enlarges |= scale > 1;
        }
        if (shrinks && enlarges) {
            throw UpgradeScope.refused(node, "enlarges along one axis and shrinks along another");
        }
        return shrinks ? "ceil" : "floor";
    }

    private static String scalesOf(Node node, UpgradeScope scope) {
        List<Float> scales = node.attributes().reals("scales", List.of());
        float[] values = new float[scales.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = scales.get(i);
        }
        return scope.add(node, "scales", Constant.floats(Shape.of(values.length), values));
    }

    private static String input(Node node, int position) {
        if (node.inputs().size() <= position) {
            throw UpgradeScope.refused(node, "has no input " + position);
        }
        return node.inputs().get(position);
    }

    private static Node resize(Node node, String scales, String rounding) {
        String mode = node.attributes().text("mode", "nearest");
        Attributes attributes = Attributes.none()
                .with("mode", new Attribute.Text(mode.equals("bilinear") ? "linear" : mode))
                .with("coordinate_transformation_mode", new Attribute.Text("asymmetric"));
        if (mode.equals("nearest")) {
            attributes = attributes.with("nearest_mode", new Attribute.Text(rounding));
        }
        return new Node(node.name(), "Resize", List.of(input(node, 0), "", scales), node.outputs(), attributes);
    }
}
