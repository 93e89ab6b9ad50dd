package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.dpmodel.DPModel;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.nn.Network;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ids outside the table that they index end in an error that names dataset, example, input and cure, before anything is
 * charged.
 *
 * <p>Seen to fail when ids went to the engine unread.
 */
class IdsFitTheirTablesTest {
    private static final int SIZE = 20;
    private static final float[] TARGET = {0.5f};

    /** The sum of the embeddings of two ids, weighted. */
    private static Network network() {
        GraphBuilder builder = new GraphBuilder("ids", Operators::find);
        Value ids = builder.input("words", new TensorType(DataType.INT64, Shape.of(1, 2)));
        Value table = builder.initializer("embedding", Constant.floats(Shape.of(4, 1), 1, 2, 3, 4));
        Value weight = builder.initializer("weight", Constant.floats(Shape.of(2, 1), 1, -1));
        Value rows = builder.call("Flatten", Attributes.none(), builder.call("Gather", Attributes.none(), table, ids));
        builder.output("y", builder.call("MatMul", Attributes.none(), rows, weight));
        return Network.fromOnnx(new OnnxModel(builder.build(), 17));
    }

    private static DPModel model() {
        return Tiny.regression(network()).sampling(new PoissonSampling(5)).build();
    }

    private static Rows rows() {
        return Rows.repeated(SIZE, new float[] {1, 3}, TARGET);
    }

    @ParameterizedTest
    @ValueSource(floats = {4, -5, 0.5f, Float.NaN, Float.NEGATIVE_INFINITY})
    void anIdOutsideIsRefusedBeforeAnythingIsCharged(float id) {
        Rows broken = rows().with(SIZE - 1, new float[] {0, id}, TARGET);
        try (DPModel model = model()) {
            Map<String, float[]> before = Tiny.parameters(model);
            String message = assertThrows(IllegalArgumentException.class, () -> model.train(1, broken, List.of()))
                    .getMessage();
            assertEquals(
                    "example 19 of dataset rows: number 1 of input words must be a whole number in [-4, 3], found " + id
                            + ": repair the example where the data is made, or leave it out without looking at others",
                    message);
            assertEquals(0, model.steps());
            assertEquals(0, model.privacyStatement().epsilon());
            assertEquals(before.keySet(), Tiny.parameters(model).keySet());
            assertThrows(IllegalArgumentException.class, () -> model.eval(broken));
            assertThrows(IllegalArgumentException.class, () -> model.predict(broken));
        }
    }

    @Test
    void idsWithinAreTrained() {
        try (DPModel model = model()) {
            float[] before = Tiny.parameters(model).get("embedding");
            model.train(1, rows().with(0, new float[] {-4, -1}, TARGET), List.of());
            assertEquals(4, model.steps());
            float[] after = Tiny.parameters(model).get("embedding");
            assertTrue(before[1] != after[1] && before[3] != after[3]);
            assertEquals(SIZE, model.predict(rows()).length);
        }
    }

    /** A dataset that breaks its promise not to change. */
    @Test
    void idsThatChangeAreRefusedWhenTheyAreDrawn() {
        int[] reads = new int[1];
        Dataset changing = new ForwardingDataset(rows()) {
            @Override
            public String name() {
                return "changing";
            }

            @Override
            public synchronized void copyFeatures(int index, FloatBuffer destination) {
                destination.put(new float[] {1, reads[0]++ < SIZE ? 2 : 9});
            }
        };
        try (DPModel model = model()) {
            String message = assertThrows(IllegalArgumentException.class, () -> model.train(3, changing, List.of()))
                    .getMessage();
            assertTrue(message.contains("of dataset changing: number 1 of input words"), message);
        }
    }

    @Test
    void whatAFilesUserShouldKnowIsLoggedWhenAModelIsBuilt() {
        Network said =
                new Network(network().graph(), 17, Map.of(), network().earlier(), List.of("weights are tied {0}"));
        List<String> logged =
                Warnings.of(DPModel.class, () -> Tiny.regression(said).build().close());
        assertEquals(List.of("ids: weights are tied {0}"), logged);
        assertEquals(List.of(), Warnings.of(DPModel.class, () -> Tiny.regression(network())
                .build()
                .close()));
    }
}
