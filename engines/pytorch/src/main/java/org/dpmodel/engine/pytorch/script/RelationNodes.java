package org.dpmodel.engine.pytorch.script;

import java.util.Map;

/** Comparisons, logic, and the selection between two values. */
final class RelationNodes {
    private RelationNodes() {}

    static void addTo(Map<String, NodeWriter> writers) {
        writers.put("Equal", comparison("eq"));
        writers.put("Greater", comparison("gt"));
        writers.put("GreaterOrEqual", comparison("ge"));
        writers.put("Less", comparison("lt"));
        writers.put("LessOrEqual", comparison("le"));
        writers.put("And", node -> node.result(Torch.call("logical_and", node.in(0), node.in(1))));
        writers.put("Or", node -> node.result(Torch.call("logical_or", node.in(0), node.in(1))));
        writers.put("Not", node -> node.result(Torch.call("logical_not", node.in(0))));
        writers.put("Where", node -> node.result(Torch.call("where", node.in(0), node.in(1), node.in(2))));
    }

    private static NodeWriter comparison(String operator) {
        return node -> node.result(Torch.call(operator, node.in(0), ElementwiseNodes.second(node)));
    }
}
