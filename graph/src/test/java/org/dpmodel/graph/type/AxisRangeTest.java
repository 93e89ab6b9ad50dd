package org.dpmodel.graph.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.junit.jupiter.api.Test;

class AxisRangeTest {
    private static final int FAR = 7;

    private static Value ints(String name, long... values) {
        Constant constant = Constant.ints(values);
        return new Value(name, constant.type(), Optional.of(constant));
    }

    private static AxisRange slice(long size, long start, long end, long step) {
        Value x = new Value("x", TensorType.floats(size), Optional.empty());
        List<Value> inputs = List.of(x, ints("starts", start), ints("ends", end), ints("axes", 0), ints("steps", step));
        return AxisRange.of(new OperatorCall("cut", "Slice", Attributes.none(), inputs, 1))
                .get(0);
    }

    /** The places that a loop meets which walks from start towards end, both brought into the axis as ONNX says. */
    private static List<Long> walked(long size, long start, long end, long step) {
        long from = start < 0 ? start + size : start;
        long to = end < 0 ? end + size : end;
        from = step > 0 ? Math.max(0, Math.min(from, size)) : Math.max(0, Math.min(from, size - 1));
        to = step > 0 ? Math.max(0, Math.min(to, size)) : Math.max(-1, Math.min(to, size - 1));
        List<Long> places = new ArrayList<>();
        for (long place = from; step > 0 ? place < to : place > to; place += step) {
            places.add(place);
        }
        return places;
    }

    private static List<Long> places(AxisRange range) {
        List<Long> places = new ArrayList<>();
        for (long i = 0; i < range.count(); i++) {
            places.add(range.start() + i * range.step());
        }
        return places;
    }

    @Test
    void meetsTheSlicesThatALoopMeets() {
        for (long size = 1; size <= 4; size++) {
            for (long start = -FAR; start <= FAR; start++) {
                for (long end = -FAR; end <= FAR; end++) {
                    for (long step : new long[] {-FAR, -3, -2, -1, 1, 2, 3, FAR}) {
                        String cut = size + "[" + start + ":" + end + ":" + step + "]";
                        List<Long> expected = walked(size, start, end, step);
                        AxisRange range = slice(size, start, end, step);
                        assertEquals(expected, places(range), cut);
                        AxisRange forwards = range.forwards();
                        assertEquals(expected.stream().sorted().toList(), places(forwards), cut + " forwards");
                        assertTrue(forwards.step() > 0 && forwards.end() <= size, cut + " ends at " + forwards.end());
                    }
                }
            }
        }
    }

    @Test
    void farthestNumbersAreClamped() {
        assertEquals(List.of(4L, 3L, 2L, 1L, 0L), places(slice(5, Long.MAX_VALUE, Long.MIN_VALUE, -1)));
        assertEquals(List.of(4L), places(slice(5, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE)));
        assertEquals(List.of(0L, 1L, 2L), places(slice(3, Long.MIN_VALUE, Long.MAX_VALUE, 1)));
    }

    @Test
    void stepOfZeroIsRefused() {
        assertTrue(assertThrows(GraphException.class, () -> slice(3, 0, 3, 0))
                .getMessage()
                .contains("step of 0"));
    }
}
