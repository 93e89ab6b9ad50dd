package org.dpmodel.graph.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.junit.jupiter.api.Test;

/** Windows that slide over an axis. */
class ConvGeometryTest {
    private static OperatorCall call(long size, Attributes attributes) {
        Value input = new Value("x", TensorType.floats(1, 1, size), Optional.empty());
        return new OperatorCall("pool", "MaxPool", attributes, List.of(input), 1);
    }

    private static Attributes attributes(long stride, long dilation, long begin, long end) {
        return Attributes.none()
                .with("strides", new long[] {stride})
                .with("dilations", new long[] {dilation})
                .with("pads", new long[] {begin, end});
    }

    @Test
    void windowsInThePaddingAreFound() {
        Random random = new Random(3);
        int missing = 0;
        for (int i = 0; i < 20_000; i++) {
            long size = 1 + random.nextInt(6);
            long kernel = 1 + random.nextInt(4);
            long stride = 1 + random.nextInt(4);
            long dilation = 1 + random.nextInt(7);
            long begin = random.nextInt(12);
            long end = random.nextInt(12);
            if (size + begin + end <= dilation * (kernel - 1)) {
                continue;
            }
            ConvGeometry geometry =
                    ConvGeometry.of(call(size, attributes(stride, dilation, begin, end)), new long[] {kernel});
            boolean expected = LongStream.range(0, geometry.outputSize(0, size))
                    .allMatch(position -> LongStream.range(0, kernel)
                            .map(k -> position * stride - begin + k * dilation)
                            .anyMatch(place -> place >= 0 && place < size));
            assertEquals(
                    expected,
                    geometry.everyWindowMeets(Shape.of(1, 1, size)),
                    () -> size + " " + kernel + " " + stride + " " + dilation + " " + begin + " " + end);
            missing += expected ? 0 : 1;
        }
        assertTrue(missing > 2_000 && missing < 18_000, missing + " of 20000");
    }

    /** Windows are not counted one by one. */
    @Test
    void longAxesTakeNoTime() {
        long size = Integer.MAX_VALUE;
        ConvGeometry geometry = ConvGeometry.of(call(size, attributes(1, 1, 1, 1)), new long[] {3});
        assertTrue(geometry.everyWindowMeets(Shape.of(1, 1, size)));
    }

    @Test
    void numbersThatNoTensorHasAreRefused() {
        for (Attributes attributes :
                List.of(attributes(1L << 40, 1, 0, 0), attributes(1, 1L << 62, 0, 0), attributes(1, 1, 1L << 62, 0))) {
            GraphException e =
                    assertThrows(GraphException.class, () -> ConvGeometry.of(call(6, attributes), new long[] {2}));
            assertTrue(e.getMessage().contains("2147483647]"), e.getMessage());
        }
        GraphException e = assertThrows(
                GraphException.class, () -> ConvGeometry.of(call(6, Attributes.none()), new long[] {1L << 62}));
        assertTrue(e.getMessage().contains("[1, 2147483647]"), e.getMessage());
        e = assertThrows(
                GraphException.class, () -> ConvGeometry.of(call(1L << 40, Attributes.none()), new long[] {2}));
        assertTrue(e.getMessage().contains("at most 2147483647 elements"), e.getMessage());
    }
}
