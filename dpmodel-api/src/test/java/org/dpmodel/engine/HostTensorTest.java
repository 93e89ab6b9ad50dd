package org.dpmodel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.junit.jupiter.api.Test;

class HostTensorTest {
    private static final TensorType PAIR = TensorType.floats(2);

    private static void refused(TensorType type, ByteBuffer memory, String word) {
        EngineException error = assertThrows(EngineException.class, () -> HostTensor.wrap(type, memory));
        assertTrue(error.getMessage().contains(word), error.getMessage());
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    @Test
    void viewsShareTheMemoryAndBeginAtZero() {
        HostTensor tensor = HostTensor.allocate(TensorType.floats(2, 3));
        tensor.floats().put(5, 1.5f);
        tensor.floats().put(0.5f);
        assertEquals(0, tensor.floats().position());
        assertEquals(6, tensor.floats().remaining());
        assertEquals(0.5f, tensor.floats().get(0));
        assertEquals(1.5f, tensor.bytes().getFloat(20));
        assertEquals(24, tensor.bytes().remaining());
    }

    @Test
    void memoryIsDirectNativeAndAligned() {
        for (int size = 0; size < 40; size++) {
            ByteBuffer bytes = HostTensor.allocate(TensorType.floats(size)).bytes();
            assertTrue(bytes.isDirect());
            assertEquals(ByteOrder.nativeOrder(), bytes.order());
            assertEquals(0, bytes.alignmentOffset(0, 64));
        }
    }

    @Test
    void eachElementTypeHasItsView() {
        HostTensor longs = HostTensor.allocate(new TensorType(DataType.INT64, Shape.of(3)));
        longs.longs().put(2, -7);
        assertEquals(-7, longs.bytes().getLong(16));
        HostTensor ints = HostTensor.allocate(new TensorType(DataType.INT32, Shape.of(3)));
        ints.ints().put(2, -7);
        assertEquals(-7, ints.bytes().getInt(8));
        HostTensor doubles = HostTensor.allocate(new TensorType(DataType.DOUBLE, Shape.of()));
        doubles.doubles().put(0, 0.1);
        assertEquals(0.1, doubles.bytes().getDouble(0));
        assertThrows(EngineException.class, longs::floats);
        assertThrows(EngineException.class, doubles::longs);
        assertThrows(EngineException.class, longs::ints);
        assertThrows(EngineException.class, ints::doubles);
    }

    @Test
    void wrappedMemoryIsShared() {
        ByteBuffer memory = direct(16);
        memory.position(8);
        HostTensor tensor = HostTensor.wrap(PAIR, memory);
        tensor.floats().put(0, 3);
        assertEquals(3f, memory.getFloat(8));
    }

    @Test
    void memoryThatNativeCodeCannotUseIsRefused() {
        refused(PAIR, ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()), "heap");
        refused(PAIR, direct(8).asReadOnlyBuffer().order(ByteOrder.nativeOrder()), "read-only");
        ByteOrder foreign =
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        refused(PAIR, direct(8).order(foreign), "byte order");
        refused(PAIR, direct(12), "8 bytes, found 12");
        ByteBuffer odd = direct(64);
        odd.position(1).limit(9);
        refused(PAIR, odd, "multiple of 4");
    }

    @Test
    void unknownAndHugeShapesAreRefused() {
        EngineException symbolic =
                assertThrows(EngineException.class, () -> HostTensor.allocate(TensorType.floats(Shape.BATCH, 2)));
        assertTrue(symbolic.getMessage().contains("bind the batch"), symbolic.getMessage());
        EngineException huge =
                assertThrows(EngineException.class, () -> HostTensor.allocate(TensorType.floats(1L << 29)));
        assertTrue(huge.getMessage().contains("2 GiB"), huge.getMessage());
    }
}
