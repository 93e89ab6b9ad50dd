package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.StepReport;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.nn.Network;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows that hold no example, and those of examples left out, have no weight, even in networks that are not finite where all
 * features are zero, or all are one: the logarithm of what an amount exceeds another by, one over a distance.
 *
 * <p>Seen to fail when such rows were constants whatever the network makes of them: the device was reported to compute
 * wrongly.
 */
class UnusedRowsTest {
    private static final int SIZE = 6;

    /** f(x - 1) W, with W = 0; x W without a function. */
    private static Network ofEach(String function) {
        GraphBuilder builder = new GraphBuilder("of_each", Operators::find);
        Value x = builder.input("x", TensorType.floats(1, 2));
        Value weight = builder.initializer("weight", Constant.floats(Shape.of(2, 1), 0, 0));
        builder.scope("net");
        Value one = builder.constant(Constant.floats(Shape.of(), 1));
        Value each = function.isEmpty()
                ? x
                : builder.call(function, Attributes.none(), builder.call("Sub", Attributes.none(), x, one));
        builder.output("y", builder.call("MatMul", Attributes.none(), each, weight));
        return Network.fromOnnx(OnnxFormat.read(OnnxFormat.write(new OnnxModel(builder.build(), 17))));
    }

    private final List<StepReport> reports = new ArrayList<>();

    private float[] gradient(Network network, Rows rows, int physical) {
        return gradient(Tiny.regression(network), DPModelBuilder::build, rows, physical);
    }

    private float[] openly(Network network, Rows rows) {
        DPModelBuilder builder =
                DPModel.builder(network, Losses.meanSquaredError()).engine(ReferenceEngine.DEVICE);
        return gradient(builder, DPModelBuilder::buildWithoutPrivacy, rows, 8);
    }

    private float[] gradient(
            DPModelBuilder settings, Function<DPModelBuilder, DPModel> build, Rows rows, int physical) {
        GradientRecorder recorder = new GradientRecorder();
        settings.sampling(new PoissonSampling(SIZE))
                .physicalBatchSize(physical)
                .optimizer(recorder)
                .seed(5);
        try (DPModel model = build.apply(settings)) {
            model.train(1, rows, List.of(new Callback() {
                @Override
                public void onTrainStepEnd(RunContext context) {
                    reports.add(context.report().revealSensitive());
                }
            }));
            return recorder.gradients().get(0);
        }
    }

    private static Rows amounts() {
        return Rows.repeated(SIZE, new float[] {3, 6}, new float[] {0.25f});
    }

    private static Rows logarithms() {
        return Rows.repeated(SIZE, new float[] {(float) Math.log(2), (float) Math.log(5)}, new float[] {0.25f});
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void rowsWithoutExamplesWeighNothing(int physical) {
        float[] expected = gradient(ofEach(""), logarithms(), physical);
        assertArrayEquals(expected, gradient(ofEach("Log"), amounts(), physical), 1e-6f);
        assertEquals(0, reports.get(1).nonFinite());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void soDoThoseOfExamplesLeftOut(int physical) {
        Rows some =
                logarithms().with(1, new float[] {0, 0}, new float[] {0}).with(2, new float[] {0, 0}, new float[] {0});
        Rows bad = amounts()
                .with(1, new float[] {Float.NaN, 2}, new float[] {1})
                .with(2, new float[] {1, 2}, new float[] {1});
        float[] expected = gradient(ofEach(""), some, physical);
        assertArrayEquals(expected, gradient(ofEach("Log"), bad, physical), 1e-6f);
        assertEquals(2, reports.get(1).nonFinite());
    }

    @Test
    void whereNoExampleIsFiniteOnlyNoiseIsLeft() {
        Rows silent = Rows.repeated(SIZE, new float[] {0, 0}, new float[] {0});
        Rows bad = Rows.repeated(SIZE, new float[] {1, 2}, new float[] {1});
        float[] expected = gradient(ofEach(""), silent, 8);
        assertArrayEquals(expected, gradient(ofEach("Log"), bad, 8));
        assertEquals(SIZE, reports.get(1).nonFinite());
    }

    @Test
    void openlyWithoutPrivacyToo() {
        float[] expected = openly(ofEach(""), logarithms());
        assertArrayEquals(expected, openly(ofEach("Log"), amounts()), 1e-6f);
        assertEquals(0, reports.get(1).nonFinite());
    }
}
