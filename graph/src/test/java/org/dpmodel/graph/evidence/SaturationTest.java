package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions that are finite everywhere have finite gradients far out and at their kinks, in float32 on ONNX Runtime. */
class SaturationTest {
    private static final Attributes NONE = Attributes.none();
    private static final float[] PLACES = {0, 1e-30f, -20, 20, -90, 90, -1e4f, 1e4f};

    static List<TestNetwork> networks() {
        List<TestNetwork> networks = new ArrayList<>();
        for (String operator : List.of(
                "Tanh",
                "Sigmoid",
                "Softplus",
                "Mish",
                "Elu",
                "Selu",
                "Celu",
                "Gelu",
                "HardSwish",
                "Softsign",
                "Swish",
                "LogSoftmax",
                "LpNormalization")) {
            networks.add(function(operator, NONE));
        }
        networks.add(function("Gelu", NONE.with("approximate", new Attribute.Text("tanh"))));
        networks.add(function("MeanVarianceNormalization", NONE.with("axes", new long[] {1})));
        return networks;
    }

    /** The function of the inputs plus a parameter of zeros. */
    private static TestNetwork function(String operator, Attributes attributes) {
        return TestNetwork.regression(NetworkSketch.input("far out, " + operator + attributes, 1)
                .then(s -> s.then("MatMul", s.builder().initializer("weight", Constant.floats(Shape.of(1, 1), 1))))
                .then(s -> s.then("Add", s.zeros(1)))
                .then(operator, attributes)
                .reshape(0, -1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void gradientsAreFinite(TestNetwork test) {
        double[] places = new double[PLACES.length];
        Arrays.setAll(places, i -> PLACES[i]);
        ReferenceTensor features = ReferenceTensor.floats(Shape.of(places.length, 1), places);
        ReferenceTensor targets = ReferenceTensor.floats(Shape.of(places.length, 1), new double[places.length]);
        Step.Result result =
                Step.clipped(test, places.length, 1).run(Runner.ONNX_RUNTIME, new Batch(features, targets), 1);
        for (int i = 0; i < places.length; i++) {
            assertTrue(Double.isFinite(result.norms()[i]), "norm at " + places[i] + ": " + result.norms()[i]);
            assertTrue(Double.isFinite(result.losses()[i]), "loss at " + places[i]);
        }
    }

    static List<TestNetwork> masked() {
        byte[] nothing = new byte[4];
        return List.of(
                attention(s ->
                        s.builder().constant(Constant.ofBytes(new TensorType(DataType.BOOL, Shape.of(2, 2)), nothing))),
                attention(s -> {
                    float[] infinities = new float[4];
                    Arrays.fill(infinities, Float.NEGATIVE_INFINITY);
                    return s.builder().constant(Constant.floats(Shape.of(2, 2), infinities));
                }));
    }

    private static TestNetwork attention(Function<NetworkSketch, Value> mask) {
        return TestNetwork.regression(NetworkSketch.input("all is masked", 2, 3)
                .then(s -> s.then("MatMul", s.parameter("weight", 3, 4)))
                .then(s -> {
                    Attributes heads = NONE.with("q_num_heads", 2).with("kv_num_heads", 2);
                    Value x = s.value();
                    return s.from(s.builder().call("Attention", heads, x, x, x, mask.apply(s)));
                })
                .then(s -> s.then("Add", s.zeros(4)))
                .reshape(0, -1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("masked")
    void queriesThatSeeNothingGetZeros(TestNetwork test) {
        Batch batch = Batch.draw(test, 3, 80);
        Step.Result result = Step.clipped(test, 3, 1).run(Runner.ONNX_RUNTIME, batch, 1e6);
        double[] targets = batch.targets().toDoubles();
        for (int i = 0; i < 3; i++) {
            double squares = 0;
            for (int j = 0; j < 8; j++) {
                squares += targets[8 * i + j] * targets[8 * i + j];
            }
            assertEquals(squares / 8, result.losses()[i], 1e-5 * squares, "loss of zeros");
        }
        double[] weight = result.sum().parts().get("weight");
        assertTrue(Arrays.stream(weight).allMatch(g -> g == 0), Arrays.toString(weight));
    }
}
