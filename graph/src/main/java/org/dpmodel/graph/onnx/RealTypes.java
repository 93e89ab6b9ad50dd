package org.dpmodel.graph.onnx;

import java.util.List;
import java.util.Locale;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Node;

/** Element types that nodes name: floating-point numbers of other widths are computed in float32, like stored ones. */
final class RealTypes {
    private RealTypes() {}

    /** The node with float32 in place of another floating-point type. */
    static List<Node> held(Node node, String attribute, UpgradeScope scope) {
        long code = node.attributes().integer(attribute, DataType.FLOAT.onnxCode());
        for (StoredType type : StoredType.values()) {
            if (type.onnxCode() == code && type.isOtherReal()) {
                scope.note("nodes " + node.operator() + " to " + type.name().toLowerCase(Locale.ROOT)
                        + " compute in float32");
                return List.of(UpgradeScope.withAttributes(
                        node, node.attributes().with(attribute, DataType.FLOAT.onnxCode())));
            }
        }
        return List.of(node);
    }
}
