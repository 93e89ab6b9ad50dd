package org.dpmodel.engine.pytorch.script;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dpmodel.engine.EngineException;
import org.dpmodel.graph.Node;

/** The operators that can be written, by their ONNX name. */
final class NodeWriters {
    private static final Map<String, NodeWriter> ALL = all();

    private NodeWriters() {}

    private static Map<String, NodeWriter> all() {
        Map<String, NodeWriter> writers = new TreeMap<>();
        ElementwiseNodes.addTo(writers);
        RelationNodes.addTo(writers);
        ConvolutionNodes.addTo(writers);
        MaxPoolNodes.addTo(writers);
        AveragePoolNodes.addTo(writers);
        MatrixNodes.addTo(writers);
        ReductionNodes.addTo(writers);
        NormalizationNodes.addTo(writers);
        ShapeNodes.addTo(writers);
        SelectionNodes.addTo(writers);
        IndexingNodes.addTo(writers);
        return writers;
    }

    static SortedSet<String> operators() {
        return new TreeSet<>(ALL.keySet());
    }

    /**
     * The writer for a node.
     *
     * @throws EngineException if its operator is not known
     */
    static NodeWriter find(Node node, String graph) {
        NodeWriter writer = ALL.get(node.operator());
        if (writer == null) {
            throw new EngineException("graph " + graph + ", node " + node.name() + ": operator " + node.operator()
                    + " cannot be written for PyTorch; use operators of " + ALL.keySet());
        }
        return writer;
    }
}
