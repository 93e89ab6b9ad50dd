package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.lowering.Rewrite;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.type.ConvGeometry;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Fuses the first convolution and the maximum pooling after it into a {@link ConvMaxPool}, if this is faster: with few
 * input channels, the larger kernel costs less than indices and scatter.
 *
 * @param maxChannels the largest number of input channels for which the two are fused
 */
public record FuseConvMaxPool(int maxChannels) implements Rewrite {
    @Override
    public Graph apply(NetworkGraph network) {
        Map<String, Value> values = TypeInference.values(network.graph(), Operators::find);
        List<Node> nodes = new ArrayList<>();
        for (Node node : network.graph().nodes()) {
            Node convolution = network.producer(
                            node.inputs().isEmpty() ? "" : node.inputs().get(0))
                    .orElse(null);
            if (convolution != null && fits(network, convolution, node, values)) {
                nodes.remove(convolution);
                nodes.add(new Node(
                        convolution.name(),
                        ConvMaxPool.NAME,
                        convolution.inputs(),
                        node.outputs(),
                        convolution
                                .attributes()
                                .with(ConvMaxPool.POOL, node.attributes().integers("kernel_shape"))));
            } else {
                nodes.add(node);
            }
        }
        return network.withNodes(nodes);
    }

    private boolean fits(NetworkGraph network, Node convolution, Node pool, Map<String, Value> values) {
        String between = convolution.outputs().get(0);
        if (!convolution.operator().equals("Conv")
                || !pool.operator().equals("MaxPool")
                || pool.outputs().size() != 1
                || !convolution
                        .inputs()
                        .get(0)
                        .equals(network.graph().inputs().get(0).name())
                || between.equals(network.output().name())
                || network.readers(between).size() != 1) {
            return false;
        }
        Shape convolved = values.get(between).shape();
        Shape weight = values.get(convolution.inputs().get(1)).shape();
        ConvGeometry conv =
                ConvGeometry.of(call(convolution, values), Arrays.copyOfRange(weight.dims(), 2, weight.rank()));
        ConvGeometry window =
                ConvGeometry.of(call(pool, values), pool.attributes().integers("kernel_shape"));
        boolean divides = true;
        for (int i = 0; i < window.axes(); i++) {
            divides &= convolved.dim(i + 2) % window.kernel()[i] == 0;
        }
        return weight.dim(1) <= maxChannels
                && conv.groups() == 1
                && conv.hasUnitStrides()
                && allOnes(conv.dilations())
                && Arrays.equals(window.kernel(), window.strides())
                && allOnes(window.dilations())
                && LongStream.of(window.padsBegin()).sum()
                                + LongStream.of(window.padsEnd()).sum()
                        == 0
                && pool.attributes().integer("ceil_mode", 0) == 0
                && divides;
    }

    private static OperatorCall call(Node node, Map<String, Value> values) {
        return TypeInference.call(node, values);
    }

    private static boolean allOnes(long[] numbers) {
        return LongStream.of(numbers).allMatch(n -> n == 1);
    }
}
