package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.isolation.ExamplesMixException;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.nn.Cell;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.NetworkBuilder;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule 12: an example moves its own row and no other, from the dataset's buffer to the gradient of the loss.
 *
 * <p>Seen to fail when {@code build()} did not ask for the proof, when a loss was averaged over the batch, and when a
 * dataset wrote straight into the buffer of the whole batch, where an example that is too long shifts its neighbours,
 * and when a constant with a value for each row passed the proof.
 */
class ExamplesDoNotMixTest {
    private static final int SIZE = 5;

    /** A cell that mixes examples. */
    private static Network mixing(String operator, Attributes attributes) {
        Cell cell = new Cell() {
            @Override
            public String kind() {
                return "mixer";
            }

            @Override
            public Value build(NetworkBuilder builder, Value x) {
                return builder.call(operator, attributes, x);
            }
        };
        return Network.of("mixing", new SequentialCell(new Dense(2, 2), cell, new Dense(2, 2)), 2);
    }

    @Test
    void aNetworkThatMixesExamplesIsRefusedWithNodeReasonAndCure() {
        ExamplesMixException refused = assertThrows(ExamplesMixException.class, () -> DPModel.builder(
                        mixing("Softmax", Attributes.none().with("axis", 0)), Losses.softmaxCrossEntropy())
                .engine(ReferenceEngine.DEVICE)
                .optimizer(Optimizers.sgd(1))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .build());
        String message = refused.getMessage();
        assertTrue(message.startsWith("node mixer1_softmax (Softmax) mixes examples: "), message);
        assertTrue(message.contains("it computes along axis 0, which is the axis of examples"), message);
        assertTrue(message.contains("Cure: "), message);
        Network harmless = mixing("Softmax", Attributes.none().with("axis", 1));
        Tiny.regression(harmless).build().close();
    }

    /** (x + cᵀ) W, with a column of the frozen c for each example of a batch of two. */
    private static Network positioned() {
        GraphBuilder builder = new GraphBuilder("positioned", Operators::find);
        Value x = builder.input("x", TensorType.floats(2, 2));
        builder.scope("place");
        Value c = builder.constant(Constant.floats(Shape.of(2, 2), 0, 50, 0, 50));
        Value placed = builder.call("Add", Attributes.none(), x, builder.call("Transpose", Attributes.none(), c));
        Value w = builder.initializer("w", Constant.floats(Shape.of(2, 1), 1, 1));
        builder.output("y", builder.call("MatMul", Attributes.none(), placed, w));
        NetworkGraph graph = new NetworkGraph(builder.build(), Set.of("w"));
        return new Network(graph, OnnxModel.MIN_OPSET, Map.of());
    }

    /**
     * When one example goes, those behind it move up. An accelerator compiles a single size, so that only the proof stops a
     * network that fits this size.
     */
    @Test
    void aNetworkThatKnowsThePlaceOfAnExampleIsRefused() {
        DPModelBuilder builder = Tiny.regression(positioned())
                .engine(ReferenceEngine.ACCELERATOR)
                .sampling(new PoissonSampling(2))
                .physicalBatchSize(2);
        String message =
                assertThrows(ExamplesMixException.class, builder::build).getMessage();
        assertTrue(message.startsWith("node place_add (Add) mixes examples: "), message);
        assertTrue(message.contains("2 values along the axis of examples"), message);
        assertTrue(message.contains("Cure: "), message);
    }

    @Test
    void rowsOfALossStayWhenAnotherChanges() {
        for (Loss loss : List.of(
                Losses.softmaxCrossEntropy(),
                Losses.meanSquaredError(),
                Losses.binaryCrossEntropy(),
                Losses.meanAbsoluteError(),
                Losses.huber(1),
                Losses.poisson())) {
            double[] predictions = new Random(1).doubles(SIZE * 3).toArray();
            double[] targets = new Random(2).doubles(SIZE * 3).toArray();
            Map<String, ReferenceTensor> before = lossOf(loss, predictions, targets);
            predictions[3 * 2 + 1] -= 5;
            targets[3 * 2] -= 3;
            Map<String, ReferenceTensor> after = lossOf(loss, predictions, targets);
            for (String output : before.keySet()) {
                double[] a = before.get(output).toDoubles();
                double[] b = after.get(output).toDoubles();
                int width = a.length / SIZE;
                boolean moved = false;
                for (int i = 0; i < a.length; i++) {
                    moved |= a[i] != b[i];
                    if (i / width != 2) {
                        assertEquals(a[i], b[i], () -> output + " of " + loss.name());
                    }
                }
                assertTrue(moved, () -> output + " of " + loss.name() + " ignores the change");
            }
        }
    }

    private static Map<String, ReferenceTensor> lossOf(Loss loss, double[] predictions, double[] targets) {
        GraphBuilder builder = new GraphBuilder("loss", Operators::find);
        TensorType type = TensorType.floats(SIZE, 3);
        Value p = builder.input("predictions", type);
        Value y = builder.input("targets", loss.targets(type));
        Loss.Recorded recorded = loss.record(new Ops(builder, OnnxModel.MIN_OPSET), p, y);
        builder.output("losses", recorded.losses());
        builder.output("gradient", recorded.gradient().orElseThrow());
        Map<String, ReferenceTensor> inputs = Map.of(
                "predictions", ReferenceTensor.floats(Shape.of(SIZE, 3), predictions),
                "targets", ReferenceTensor.floats(Shape.of(SIZE, 3), targets));
        Graph graph = builder.build();
        Map<String, ReferenceTensor> outputs = new HashMap<>();
        for (String output : List.of("losses", "gradient")) {
            Graph bound = Networks.bind(Networks.ending(graph, output), SIZE).graph();
            outputs.putAll(new ReferenceInterpreter(bound).run(inputs));
        }
        return outputs;
    }

    /** A dataset whose example 1 writes another number of features than it should. */
    private static Dataset miscounting(int features) {
        Rows rows = Rows.repeated(SIZE, new float[] {1, 1}, new float[] {1});
        return rows.with(1, new float[features], new float[] {1});
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 40})
    void anExampleStaysInItsRow(int features) {
        try (DPModel model = Tiny.regression(Tiny.linear(2, 1))
                .sampling(new PoissonSampling(SIZE))
                .build()) {
            String message = assertThrows(
                            IllegalArgumentException.class, () -> model.train(1, miscounting(features), List.of()))
                    .getMessage();
            assertEquals(
                    "the features of an example of dataset rows must have 2 elements, found "
                            + (features > 2 ? "more" : features) + ": make the dataset write as many values as its "
                            + "shape says",
                    message);
            assertEquals(1, model.steps(), "a step is charged while its examples are read");
        }
    }

    @Test
    void aDatasetReachesOneRowOnly() {
        Rows rows = Rows.repeated(SIZE, new float[] {1, 1}, new float[] {1});
        Dataset reaching = new ForwardingDataset(rows) {
            @Override
            public void copyFeatures(int index, FloatBuffer destination) {
                assertEquals(2, destination.capacity());
                assertThrows(IndexOutOfBoundsException.class, () -> destination.put(2, 99f));
                super.copyFeatures(index, destination);
            }

            @Override
            public void copyTarget(int index, FloatBuffer destination) {
                assertEquals(1, destination.capacity());
                super.copyTarget(index, destination);
            }
        };
        try (DPModel model = Tiny.regression(Tiny.linear(2, 1))
                .sampling(new PoissonSampling(SIZE))
                .build()) {
            model.train(1, reaching, List.of());
            assertEquals(1, model.steps());
        }
    }

    /** A dataset may leave unknown values unwritten; what an earlier example left there must not be trained on. */
    @Test
    void aRowHoldsNothingOfAnotherExample() {
        Rows rows = Rows.repeated(SIZE, new float[] {1, 1}, new float[] {1});
        Dataset reading = new ForwardingDataset(rows) {
            @Override
            public void copyFeatures(int index, FloatBuffer destination) {
                assertTrue(Float.isNaN(destination.get(0)) && Float.isNaN(destination.get(1)), "features");
                super.copyFeatures(index, destination);
            }

            @Override
            public void copyTarget(int index, FloatBuffer destination) {
                assertTrue(Float.isNaN(destination.get(0)), "target");
                super.copyTarget(index, destination);
            }
        };
        try (DPModel model = Tiny.regression(Tiny.linear(2, 1))
                .sampling(new PoissonSampling(SIZE))
                .build()) {
            model.train(2, reading, List.of());
            assertEquals(2, model.steps());
        }
    }
}
