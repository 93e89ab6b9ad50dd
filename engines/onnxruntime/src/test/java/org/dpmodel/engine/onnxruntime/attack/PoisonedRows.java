package org.dpmodel.engine.onnxruntime.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.nn.Network;

/**
 * LayerNormalization and a dense layer on records whose features are a few units in the last place apart, so that the last
 * bit of their mean decides the sign of their gradients. Where sums of rows were grouped by the row's address, the two kinds
 * of records had gradients of one sign in even rows, of the other in odd ones, and one harmless record in front of 256 of
 * them moved the clipped sum by 426 C.
 */
final class PoisonedRows {
    private static final int WIDTH = 10;

    /** For even rows and for odd ones. */
    private static final float[][] RECORDS = {
        {
            129405.71f,
            129405.71f,
            129405.7f,
            129405.7f,
            129405.69f,
            129405.72f,
            129405.69f,
            129405.695f,
            129405.71f,
            129405.69f
        },
        {
            173087.81f,
            173087.83f,
            173087.84f,
            173087.84f,
            173087.84f,
            173087.8f,
            173087.83f,
            173087.83f,
            173087.84f,
            173087.83f
        }
    };

    /** Between what the network says of a record in even rows, and in odd ones. */
    private static final float[] TARGETS = {-3.858f, -7.869f};

    private PoisonedRows() {}

    static OnnxModel model() {
        float[] ones = new float[WIDTH];
        Arrays.fill(ones, 1);
        Constant scale = Constant.floats(Shape.of(WIDTH), ones);
        Constant zeros = Constant.floats(Shape.of(WIDTH), new float[WIDTH]);
        Graph graph = new Graph(
                "poisoned",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, WIDTH))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 1))),
                List.of(
                        new Node(
                                "normalization",
                                "LayerNormalization",
                                List.of("x", "ln.scale", "ln.bias"),
                                List.of("n"),
                                Attributes.none().with("axis", -1)),
                        new Node(
                                "dense",
                                "Gemm",
                                List.of("n", "fc.weight", "fc.bias"),
                                List.of("y"),
                                Attributes.none().with("transB", 1))),
                Map.of(
                        "ln.scale",
                        scale,
                        "ln.bias",
                        zeros,
                        "fc.weight",
                        Constant.floats(Shape.of(1, WIDTH), ones),
                        "fc.bias",
                        Constant.floats(Shape.of(1), 0)));
        return new OnnxModel(graph, 17);
    }

    static Network network() {
        return Network.fromOnnx(model());
    }

    /** Poisoned records in turn, with or without one harmless record of zeros in front. */
    static Dataset dataset(int poisoned, boolean victim) {
        List<float[]> features = new ArrayList<>();
        List<float[]> targets = new ArrayList<>();
        if (victim) {
            features.add(new float[WIDTH]);
            targets.add(new float[1]);
        }
        IntStream.range(0, poisoned).forEach(i -> {
            features.add(RECORDS[i % 2]);
            targets.add(new float[] {TARGETS[i % 2]});
        });
        return ArrayDataset.regression(
                "poisoned",
                features.toArray(float[][]::new),
                new long[] {WIDTH},
                targets.toArray(float[][]::new),
                new long[] {1});
    }
}
