package org.dpmodel.engine.onnxruntime.capi;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.dpmodel.graph.ValueInfo;

/** Memory for the tensors of a single run, freed immediately instead of by the garbage collector. Close it. */
final class ScratchMemory implements AutoCloseable {
    /** The alignment required by vector instructions. */
    private static final int ALIGNMENT = 64;

    private final List<Memory> blocks = new ArrayList<>();
    private final List<Long> sizes = new ArrayList<>();

    /** A block for each value, filled with one byte. */
    ScratchMemory(List<ValueInfo> values, byte filling) {
        for (ValueInfo value : values) {
            long size = value.type().bytes();
            Memory block = new Memory(size + ALIGNMENT);
            block.setMemory(0, size + ALIGNMENT, filling);
            blocks.add(block);
            sizes.add(size);
        }
    }

    Pointer block(int index) {
        Memory block = blocks.get(index);
        return block.share(Math.floorMod(-Pointer.nativeValue(block), (long) ALIGNMENT));
    }

    /** Whether all bytes of a non-empty block still have the fill value. */
    boolean isUntouched(int index, byte filling) {
        long size = sizes.get(index);
        byte[] chunk = new byte[(int) Math.min(size, 1 << 16)];
        for (long offset = 0; offset < size; offset += chunk.length) {
            int length = (int) Math.min(chunk.length, size - offset);
            block(index).read(offset, chunk, 0, length);
            for (int i = 0; i < length; i++) {
                if (chunk[i] != filling) {
                    return false;
                }
            }
        }
        return size > 0;
    }

    @Override
    public void close() {
        blocks.forEach(Memory::close);
    }
}
