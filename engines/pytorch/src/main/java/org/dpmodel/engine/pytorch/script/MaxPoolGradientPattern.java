package org.dpmodel.engine.pytorch.script;

import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * A gradient scattered into zeros at the positions of the maxima of a pooling over two axes: PyTorch's {@code
 * max_pool2d_with_indices_backward}, which stays within a plane and needs no zeros, no offsets of planes, no flat copies.
 */
final class MaxPoolGradientPattern implements Pattern {
    @Override
    public Optional<Statement> match(Node last, GraphView nodes) {
        if (!last.operator().equals("Reshape")) {
            return Optional.empty();
        }
        return nodes.producer(last.inputs().get(0), "ScatterElements").flatMap(scatter -> poolOf(scatter, nodes)
                .filter(pool -> fits(last, scatter, pool, nodes))
                .map(pool -> statement(last, scatter, pool, nodes)));
    }

    /** The pooling whose positions a gradient is scattered to. */
    private static Optional<Node> poolOf(Node scatter, GraphView nodes) {
        String places = nodes.beforeReshape(scatter.inputs().get(1));
        return nodes.producer(places, "MaxPool")
                .filter(pool ->
                        pool.outputs().size() == 2 && pool.outputs().get(1).equals(places));
    }

    private static boolean fits(Node last, Node scatter, Node pool, GraphView nodes) {
        String x = pool.inputs().get(0);
        Optional<ConvGeometry> geometry = nodes.call(pool).flatMap(MaxPoolNodes::planar);
        return geometry.isPresent()
                && nodes.type(x).isPresent()
                && nodes.type(x).equals(nodes.type(last.outputs().get(0)))
                && nodes.type(x).orElseThrow().dataType() == DataType.FLOAT
                && isZero(scatter.inputs().get(0), nodes)
                && size(nodes, scatter.inputs().get(0)) == size(nodes, x)
                && size(nodes, scatter.inputs().get(1))
                        == size(nodes, pool.outputs().get(0))
                && scatter.attributes().integer("axis", 0) == 0
                && rank(nodes, scatter.inputs().get(0)) == 1
                && (adds(scatter) || !geometry.orElseThrow().overlaps());
    }

    private static boolean adds(Node scatter) {
        return scatter.attributes().text("reduction", "none").equals("add");
    }

    private static boolean isZero(String value, GraphView nodes) {
        return nodes.producer(value, "ConstantOfShape")
                .filter(node -> !(node.attributes().values().get("value") instanceof Attribute.Tensor tensor)
                        || tensor.value().type().dataType() == DataType.FLOAT
                                && tensor.value().toFloats()[0] == 0)
                .isPresent();
    }

    private static long size(GraphView nodes, String value) {
        return nodes.type(value).map(type -> type.shape().size()).orElse(-1L);
    }

    private static long rank(GraphView nodes, String value) {
        return nodes.type(value).map(type -> type.shape().rank()).orElse(-1);
    }

    private static Statement statement(Node last, Node scatter, Node pool, GraphView nodes) {
        String x = pool.inputs().get(0);
        String pooled = pool.outputs().get(0);
        String gradient = nodes.beforeReshape(scatter.inputs().get(2));
        TensorType type = nodes.type(pooled).orElseThrow();
        boolean shaped = nodes.type(gradient).filter(type::equals).isPresent();
        ConvGeometry geometry = nodes.call(pool).flatMap(MaxPoolNodes::planar).orElseThrow();
        return new Statement(last, List.of(x, pooled, gradient), node -> {
            String dy = node.variable(gradient);
            node.result(Torch.call(
                    "max_pool2d_with_indices_backward",
                    shaped
                            ? dy
                            : Torch.call("reshape", dy, Torch.list(type.shape().dims())),
                    node.variable(x),
                    Torch.list(geometry.kernel()),
                    Torch.list(geometry.strides()),
                    Torch.list(geometry.padsBegin()),
                    Torch.list(geometry.dilations()),
                    Torch.flag(false),
                    node.placesInPlane(pool.outputs().get(1))));
        });
    }
}
