package org.dpmodel.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.step.StepCompiler;
import org.junit.jupiter.api.Test;

/** Cells are put together one after the other, beside each other, around each other, and over several inputs. */
class CompositionTest {
    private static final Attributes NONE = Attributes.none();

    @Test
    void aResidualCellAddsItsInput() {
        CellRun body = CellRun.of(new Dense(3, 3), 3);
        CellRun residual = CellRun.of(new ResidualCell(new Dense(3, 3)), 3);
        for (int i = 0; i < body.output.length; i++) {
            assertEquals(body.input[i] + body.output[i], residual.output[i], 1e-12);
        }
    }

    @Test
    void aShortcutBringsTheInputIntoShape() {
        Cell cell = new ResidualCell(
                new SequentialCell(new Conv2d(2, 4, 3).withStride(2), new ReLU(), new Conv2d(4, 4, 3)),
                new Conv2d(2, 4, 1).withStride(2));
        CellRun run = CellRun.of(cell, 2, 6, 6);
        assertArrayEquals(new long[] {CellRun.BATCH, 4, 3, 3}, run.shape);
        assertEquals(List.of("conv1.weight", "conv2.weight", "conv3.weight"), List.copyOf(run.network.parameters()));
        assertRefused(
                "must have the output shape of its shortcut, [1, 2, 6, 6], found [1, 4, 6, 6]",
                new ResidualCell(new Conv2d(2, 4, 3)),
                2,
                6,
                6);
        // It could be added by broadcasting, which nobody means.
        assertRefused("must have the output shape of its shortcut", new ResidualCell(new Dense(3, 1)), 3);
    }

    @Test
    void branchesReadTheSameInput() {
        CellRun first = CellRun.of(new Tanh(), 3);
        CellRun joined = CellRun.of(Branches.concat(1, new Identity(), new Tanh()), 3);
        CellRun summed = CellRun.of(Branches.sum(new Identity(), new Tanh(), new Tanh()), 3);
        assertArrayEquals(new long[] {CellRun.BATCH, 6}, joined.shape);
        for (int i = 0; i < first.input.length; i++) {
            int row = i / 3 * 6 + i % 3;
            assertEquals(first.input[i], joined.output[row], 1e-12);
            assertEquals(first.output[i], joined.output[row + 3], 1e-12);
            assertEquals(first.input[i] + 2 * first.output[i], summed.output[i], 1e-12);
        }
        assertThrows(IllegalArgumentException.class, () -> Branches.concat(0, new Tanh()));
        assertThrows(IllegalArgumentException.class, Branches::sum);
        assertRefused("branches that are added must give one shape", Branches.sum(new Dense(3, 1), new Tanh()), 3);
        // The batch counted from the end: what would mix examples is seen where all of the network is known.
        assertThrows(GraphException.class, () -> CellRun.of(Branches.concat(-2, new Tanh(), new Tanh()), 3));
    }

    @Test
    void aCellOfOnesOwnIsNamedByItsKind() {
        Cell scale = Cell.of(
                "scale",
                (builder, x) -> builder.call("Mul", NONE, x, builder.parameter("factor", new Constant(2), x.dim(1))));
        CellRun run = CellRun.of(new SequentialCell(scale, scale), 3);
        assertEquals(List.of("scale1.factor", "scale2.factor"), List.copyOf(run.network.parameters()));
        assertEquals(4 * run.input[5], run.output[5], 1e-12);
    }

    @Test
    void cellsWithinACellAreNamedBehindIt() {
        Cell block = Cell.of("block", (builder, x) -> {
            Value y = builder.add(new Dense(3, 3), builder.add("first", new Dense(3, 3), x));
            // Nodes behind an inner cell belong to the outer one again.
            return builder.call("Add", NONE, y, builder.parameter("shift", new Zero(), 3));
        });
        CellRun run = CellRun.of(new SequentialCell(block, new Dense(3, 3), block), 3);
        assertEquals(
                List.of(
                        "block1.first.weight",
                        "block1.first.bias",
                        "block1.dense1.weight",
                        "block1.dense1.bias",
                        "block1.shift",
                        "dense1.weight",
                        "dense1.bias",
                        "block2.first.weight",
                        "block2.first.bias",
                        "block2.dense1.weight",
                        "block2.dense1.bias",
                        "block2.shift"),
                List.copyOf(run.network.parameters()));
        assertTrue(
                run.network.graph().nodes().stream()
                        .anyMatch(node -> node.name().equals("block1_add")),
                () -> run.network.graph().nodes().toString());
    }

    @Test
    void reshapingKeepsExamplesApart() {
        CellRun run = CellRun.of(new Reshape(3, -1), 12);
        assertArrayEquals(new long[] {CellRun.BATCH, 3, 4}, run.shape);
        assertArrayEquals(run.input, run.output);
        assertThrows(IllegalArgumentException.class, () -> new Reshape(-1, -1));
        assertThrows(IllegalArgumentException.class, () -> new Reshape(0));
    }

    private static Network visits() {
        return Network.of("visits", builder -> {
            Value codes = builder.add(new Embedding(5, 2), builder.ids("codes", 4));
            Value numbers = builder.numbers("numbers", 3);
            Value all = builder.call("Concat", NONE.with("axis", 1), builder.add(new Flatten(), codes), numbers);
            return builder.add(new Dense(11, 2), all);
        });
    }

    @Test
    void aNetworkOfCellsMayHaveSeveralInputs() {
        Network network = visits();
        StepCompiler.checkTrainable(network.graph());
        assertEquals(List.of("embedding1.embedding_table", "dense1.weight", "dense1.bias"), network.parameterNames());
        Dataset dataset = network.examples("visits")
                .input("numbers", new float[][] {{0.5f, 1, 2}})
                .input("codes", new long[][] {{4, 0, 3, 1}})
                .classes(new int[] {1}, 2);
        FloatBuffer row = FloatBuffer.allocate(7);
        dataset.copyFeatures(0, row);
        assertArrayEquals(new float[] {4, 0, 3, 1, 0.5f, 1, 2}, row.array());
    }

    @Test
    void aCellThatMixesExamplesIsRefused() {
        Cell mean = Cell.of("mean", (builder, x) -> builder.call("Softmax", NONE.with("axis", 0), x));
        assertThrows(GraphException.class, () -> Network.of("n", new SequentialCell(mean, new Dense(3, 2)), 3));
    }

    private static void assertRefused(String part, Cell cell, long... inputShape) {
        String message = assertThrows(GraphException.class, () -> CellRun.of(cell, inputShape))
                .getMessage();
        assertTrue(message.contains(part), message);
    }
}
