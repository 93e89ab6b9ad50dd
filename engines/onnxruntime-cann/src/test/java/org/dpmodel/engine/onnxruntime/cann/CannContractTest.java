package org.dpmodel.engine.onnxruntime.cann;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.testkit.EngineContract;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.reference.OperatorCase;

/** The engine contract on a CANN device: the real provider, over a device or its double. */
@NeedsCann
class CannContractTest extends EngineContract {
    @Override
    protected EngineDevice device() {
        return Engines.device("onnxruntime:cann:0");
    }

    /** What CANN does not take, or would compute otherwise than ONNX; see CannDialect for the reasons. */
    @Override
    protected Set<String> refusedOperatorCases() {
        return Set.of(
                "MaxPool indices",
                "MaxPool indices of overlapping windows",
                "MaxPool indices with pads",
                "MaxPool indices with dilations",
                "MaxPool indices of equal elements",
                "BatchNormalization training",
                "LayerNormalization last axis",
                "LayerNormalization without bias",
                "LayerNormalization several axes",
                "Dropout inference",
                "Identity of a scalar",
                "Add scalar",
                "Sub scalar",
                "Mul scalar",
                "Div scalar",
                "Div of integers",
                "Cast float to DOUBLE",
                "Min scalar",
                "Max scalar",
                "Where broadcast",
                "Gemm scalar added",
                "MatMul vector and matrix",
                "MatMul matrix and vector",
                "MatMul stack and vector",
                "MatMul vectors",
                "ReduceSumSquare of everything",
                "ReduceSumSquare one axis",
                "ReduceSumSquare two axes",
                "Flatten default",
                "Flatten axis 2",
                "Flatten axis 0",
                "Flatten negative axis",
                "ConstantOfShape zeros",
                "ConstantOfShape value",
                "ConstantOfShape integers",
                "Gather scalar index");
    }

    /** CANN wants shapes of kernels and permutations written out. */
    @Override
    protected OnnxModel model(OperatorCase configuration) {
        OnnxModel model = configuration.model();
        Graph graph = model.graph();
        List<Node> nodes = graph.nodes().stream()
                .map(node ->
                        new Node(node.name(), node.operator(), node.inputs(), node.outputs(), writtenOut(node, graph)))
                .toList();
        return new OnnxModel(
                new Graph(graph.name(), graph.inputs(), graph.outputs(), nodes, graph.initializers()), model.opset());
    }

    private static Attributes writtenOut(Node node, Graph graph) {
        Attributes given = node.attributes();
        return switch (node.operator()) {
            case "Conv", "ConvTranspose" -> {
                long[] weight = graph.inputType(node.inputs().get(1)).shape().dims();
                yield given.values().containsKey("kernel_shape")
                        ? given
                        : given.with("kernel_shape", Arrays.copyOfRange(weight, 2, weight.length));
            }
            case "Transpose" -> {
                int rank = graph.inputType(node.inputs().get(0)).shape().rank();
                yield given.values().containsKey("perm")
                        ? given
                        : given.with(
                                "perm",
                                IntStream.range(0, rank)
                                        .mapToLong(axis -> rank - 1L - axis)
                                        .toArray());
            }
            default -> given;
        };
    }
}
