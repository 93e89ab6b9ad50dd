package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.NetworkSketch.input;
import static org.dpmodel.graph.evidence.NetworkSketch.strides;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.network.AdaptedNetwork;
import org.dpmodel.graph.network.LowRankAdapter;
import org.dpmodel.graph.network.NetworkGraph;

/** Networks with low-rank matrices, not zero, beside weights that are used in every way in which they can have them. */
final class AdaptedNetworks {
    private static final Attributes TURNED = Attributes.none().with("transB", 1);

    private AdaptedNetworks() {}

    static List<TestNetwork> all() {
        return networks().entrySet().stream()
                .map(entry -> new TestNetwork(entry.getKey(), entry.getValue().network(), new MeanSquaredError()))
                .toList();
    }

    /** By name, each with what was added. */
    static Map<String, AdaptedNetwork> networks() {
        Map<String, AdaptedNetwork> all = new LinkedHashMap<>();
        add(all, 2, 1, input("matrices beside a dense layer", 5).dense(4).tanh().dense(3));
        add(
                all,
                2,
                0.5,
                input("matrices beside a Gemm with alpha", 5)
                        .then(s -> s.then(
                                "Gemm",
                                TURNED.with("alpha", new Attribute.Real(0.75f)),
                                s.parameter(4, 5),
                                s.parameter(4)))
                        .tanh()
                        .then(s -> s.then("Gemm", s.parameter(4, 3))));
        add(
                all,
                2,
                1.5,
                input("matrices beside products on sequences", 3, 5)
                        .then(s -> s.then("MatMul", s.parameter(5, 4)))
                        .tanh()
                        .then(s -> s.then("MatMul", s.parameter(4, 6))));
        add(
                all,
                1,
                2,
                input("matrices beside a transposed weight", 3, 5)
                        .then(s ->
                                s.then("MatMul", s.builder().call("Transpose", Attributes.none(), s.parameter(4, 5))))
                        .tanh());
        add(
                all,
                2,
                0.5,
                input("matrices beside a weight used in both directions", 5).then(s -> {
                    Value weight = s.parameter(4, 5);
                    return s.then("Gemm", TURNED, weight).tanh().then("MatMul", weight);
                }));
        add(all, 1, 1, input("matrices beside one weight of two layers", 2, 4).then(s -> {
            Value weight = s.parameter(4, 4);
            return s.then("MatMul", weight).tanh().then("MatMul", weight);
        }));
        add(
                all,
                2,
                0.5,
                input("matrices beside convolutions", 2, 6, 6)
                        .conv(4, strides(2, 2).with("pads", new long[] {1, 1, 1, 1}), true, 3, 3)
                        .tanh()
                        .conv(3, 1, 1));
        add(
                all,
                1,
                3,
                input("matrices beside a grouped convolution", 4, 5)
                        .conv(6, Attributes.none().with("group", 2), false, 3)
                        .tanh());
        return all;
    }

    private static void add(Map<String, AdaptedNetwork> all, int rank, double scale, NetworkSketch sketch) {
        NetworkGraph network = sketch.network();
        AdaptedNetwork adapted = AdaptedNetwork.of(network, Set.of("*"), Set.of(), rank, scale);
        all.put(network.graph().name(), new AdaptedNetwork(filled(adapted), adapted.adapters()));
    }

    /** With other values than zero in all matrices. */
    static NetworkGraph filled(AdaptedNetwork adapted) {
        Random random = new Random(5);
        Map<String, Constant> values = new LinkedHashMap<>();
        for (LowRankAdapter adapter : adapted.adapters()) {
            for (String name : List.of(adapter.a(), adapter.b())) {
                Constant zeros = adapted.network().graph().initializers().get(name);
                float[] drawn = zeros.toFloats();
                for (int i = 0; i < drawn.length; i++) {
                    drawn[i] = (float) (0.5 * random.nextGaussian());
                }
                values.put(name, Constant.floats(zeros.type().shape(), drawn));
            }
        }
        return adapted.network().withParameters(values);
    }
}
