package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.step.LiveMemory;
import org.junit.jupiter.api.Test;

/** The memory of graphs whose values can be counted by hand; each value of [10] has 40 bytes. */
class LiveMemoryTest {
    private static final TensorType TEN = TensorType.floats(10);

    private static Node node(String operator, String output, String... inputs) {
        return new Node("node_" + output, operator, List.of(inputs), List.of(output), Attributes.none());
    }

    private static long peak(Node... nodes) {
        return LiveMemory.peakBytes(new Graph(
                "counted",
                List.of(new ValueInfo("x", TEN)),
                List.of(new ValueInfo("y", TEN)),
                List.of(nodes),
                Map.of("c", Constant.floats(Shape.of(1), 2))));
    }

    /** Input, output and constant are held: 40 + 40 + 4. */
    @Test
    void aChainHoldsTwoValuesBesideWhatIsHeld() {
        assertEquals(84, peak(node("Mul", "y", "x", "c")));
        assertEquals(84 + 40, peak(node("Relu", "a", "x"), node("Mul", "y", "a", "c")));
        assertEquals(84 + 80, peak(node("Relu", "a", "x"), node("Tanh", "b", "a"), node("Mul", "y", "b", "c")));
        assertEquals(
                84 + 80,
                peak(
                        node("Relu", "a", "x"),
                        node("Tanh", "b", "a"),
                        node("Exp", "d", "b"),
                        node("Mul", "y", "d", "c")));
    }

    @Test
    void aValueThatIsReadLaterStays() {
        assertEquals(
                84 + 120,
                peak(
                        node("Relu", "a", "x"),
                        node("Tanh", "b", "a"),
                        node("Exp", "d", "b"),
                        node("Mul", "y", "d", "a")));
    }

    @Test
    void aValueThatNothingReadsIsGoneAtOnce() {
        assertEquals(84 + 40, peak(node("Relu", "unused", "x"), node("Tanh", "also", "x"), node("Mul", "y", "x", "c")));
        assertEquals(84 + 40, peak(node("Relu", "a", "x"), node("Mul", "y", "a", "a")));
    }
}
